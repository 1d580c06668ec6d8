"""Who letters come from, and what is said of whether they will be welcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MANY = 5_000
"""Letters in a day from which on big mailbox providers ask for more (Google, "Email sender guidelines")."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How letters are signed (DKIM): for ``domain``, with the key whose ``record`` belongs under ``name``."""

    domain: str
    name: str
    record: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who letters come from: a ``domain``, by the mail server ``host``, so many ``a_day`` at most.

    Without a ``signature`` digest signs nothing.
    """

    domain: str
    host: str
    a_day: int = 0
    signature: Signature | None = None

    @property
    def is_local(self) -> bool:
        """Whether the mail server is on this machine, and its name says nothing to others."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @property
    def server(self) -> str:
        """The mail server as it is spoken of."""
        return "this machine" if self.is_local else self.host


@dataclass(frozen=True, slots=True)
class Remark:
    """What one look brought: ``well``, or ``wrong`` as it stands, or good to change, or not to be seen now.

    ``hint`` is what to do next; empty when nothing is to be done.
    """

    subject: str
    state: Literal["well", "advice", "wrong", "unknown"]
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message
