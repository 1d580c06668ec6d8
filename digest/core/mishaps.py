"""What is behind letters that did not go out: those that failed for one reason are one mishap, however many.

Whether a mail server speaks of one recipient or of all that we send is told by its codes (RFC 3463, 3.2 and 3.3):
X.1 is about an address, except the sender's in 7 and 8, and X.2 about a mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from digest.core.bounce import NOT_TRIED
from digest.core.retry import GIVEN_UP
from digest.core.text import counted
from digest.model.delivery import DeliveryState, Undelivered
from digest.model.warning import Cause

_CAUSES = {
    DeliveryState.PENDING: Cause.WAITING,
    DeliveryState.DEFERRED: Cause.WAITING,
    DeliveryState.HANDING_OVER: Cause.UNSURE,
    DeliveryState.UNSURE: Cause.UNSURE,
    DeliveryState.REJECTED: Cause.REJECTED,
    DeliveryState.EXPIRED: Cause.EXPIRED,
}

_NAMED = 3
"""Recipients that are named; the others are counted."""

_ANSWER = re.compile(rf"(?:{GIVEN_UP}; )?\S+ says[^:]*: ([45]\d\d)(?: ([45]\.\d{{1,3}}\.\d{{1,3}})\b)?")
_OF_THE_RECIPIENT = re.compile(r"[45]\.(?:1\.(?![78]$)|2\.)")


@dataclass(slots=True)
class Mishap:
    """Letters that did not go out for one reason.

    ``subject`` tells those of one cause apart: a recipient, a server's code, the server, or an edition. ``last`` is
    the newest of the letters, ``since`` when the first was planned.
    """

    cause: Cause
    subject: str
    last: Undelivered
    since: datetime
    letters: int = 0
    editions: set[tuple[str, int]] = field(default_factory=set)
    recipients: dict[str, None] = field(default_factory=dict)

    @property
    def whom(self) -> str:
        """To whom, in words."""
        named = list(self.recipients)[:_NAMED]
        more = len(self.recipients) - len(named)
        return ", ".join(named) + (f" and {counted(more, 'other')}" if more else "")


def gathered(undelivered: Iterable[Undelivered]) -> list[Mishap]:
    """The mishaps behind what is given with the oldest first; that of the newest letter is the last."""
    found: dict[tuple[Cause, str], Mishap] = {}
    for one in undelivered:
        key = _CAUSES[one.state], _subject(one)
        mishap = found.pop(key, None) or Mishap(*key, one, one.planned)
        found[key] = mishap
        mishap.last = one
        mishap.since = min(mishap.since, one.planned)
        mishap.letters += 1
        mishap.editions.add((one.digest, one.number))
        mishap.recipients[one.recipient] = None
    return list(found.values())


def is_by_hand(one: Undelivered) -> bool:
    """Whether a person gave it up."""
    return one.state is DeliveryState.EXPIRED and not one.receipt.startswith(GIVEN_UP)


def _subject(one: Undelivered) -> str:
    if _CAUSES[one.state] is Cause.UNSURE or is_by_hand(one):
        return f"{one.digest} {one.number}"  # to be settled, or settled, letter by letter
    if one.receipt == NOT_TRIED:
        return one.recipient
    answer = _ANSWER.match(one.receipt)
    if answer is None:
        return one.server
    code, detail = answer.groups(default="")
    return one.recipient if _OF_THE_RECIPIENT.match(detail) else f"{code} {detail}".rstrip()
