"""Failpoints: named places where digest can be made to die, fail or hang, to see that it survives them.

    DIGEST_FAILPOINT=before-last-dot:2:kill digest run

lets the second letter's last dot never leave. Each stands where a crash would leave something half-done, and
``POINTS`` has them in the order in which a letter comes to them. Unset, a failpoint costs one comparison.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from threading import Lock

VARIABLE = "DIGEST_FAILPOINT"

POINTS = {
    "before-library": "a new library is filled, and has not its name yet",
    "holding-library": "the lock of writers is held, nothing is written",
    "before-reading": "changed clippings are found, none is read",
    "in-batch": "a batch of files is merged, its transaction open",
    "after-reading": "all files are read, no edition is begun",
    "before-slot": "an edition is asked for, nothing is looked up",
    "before-setting": "what it prints is chosen, no letter is set",
    "before-freezing": "the letter is set, nothing of the edition is recorded",
    "in-freezing": "the edition is recorded, its deliveries are not, the transaction is open",
    "before-commit": "edition, deliveries and slot are recorded, the transaction is open",
    "after-freezing": "the edition is frozen, nothing of it is in the outbox",
    "before-sync": "a file of the outbox is written, and not forced to disk",
    "before-rename": "it is forced to disk, and has not its name yet",
    "before-folder-sync": "it has its name, which is not forced to disk",
    "after-edition": "the edition is in the outbox, its pages are not",
    "after-outbox": "the outbox is up to date, nothing is sent",
    "before-connecting": "a letter waits, there is no line to the mail server",
    "before-envelope": "the line stands, the letter is at most announced",
    "before-body": "sender and recipient are told, the message is not",
    "before-mark": "the server has the whole message but the last dot",
    "before-last-dot": "the delivery is marked as being handed over, the last dot is not sent",
    "after-last-dot": "the last dot is sent, its answer is not read",
    "before-receipt": "the answer is read, and not recorded",
    "after-receipt": "the answer is recorded, the line stands",
    "before-indexing": "everything is sent, the index of the search is behind",
}
"""Every failpoint, with how things stand there."""

ACTIONS = ("kill", "raise", "sleep")
"""End the process as a power cut would, raise ``Failure``, or hang for an hour."""

_AN_HOUR = 3600.0


class Failure(Exception):
    """What a failpoint raises: nothing handles it, as nothing handles a bug."""


@dataclass(slots=True)
class _Armed:
    name: str
    passes: int
    action: str


_armed: _Armed | None = None
_counting = Lock()


def arm(told: str) -> None:
    """Let a failpoint act, told as ``NAME[:N]:ACTION``: at the N-th time it is come to, else at the first.

    The empty text disarms.

    Raises:
        ValueError: that is none, in a sentence.
    """
    global _armed  # noqa: PLW0603 - one process has one failpoint, wherever it is come to
    if not told:
        _armed = None
        return
    name, _, rest = told.partition(":")
    passes, _, action = rest.rpartition(":")
    if name not in POINTS:
        raise ValueError(f"there is no failpoint '{name}'; there is {', '.join(POINTS)}")
    if action not in ACTIONS or not (passes or "1").isdecimal() or passes == "0":
        raise ValueError(f"'{told}' is not NAME[:N]:ACTION, with {', '.join(ACTIONS)} for ACTION")
    _armed = _Armed(name, int(passes or "1"), action)


def failpoint(name: str) -> None:
    """Die, fail or hang here, if that was asked for.

    Raises:
        Failure: it was.
    """
    if _armed is not None and _armed.name == name:
        _act(_armed)


def _act(armed: _Armed) -> None:
    with _counting:
        armed.passes -= 1
        if armed.passes:
            return
    if armed.action == "kill":
        # As the kernel ends a process; Windows knows no such signal, and ends it as thoroughly.
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    elif armed.action == "raise":
        raise Failure(armed.name)
    else:
        time.sleep(_AN_HOUR)
