"""What becomes by itself of a delivery of which nobody knows whether the server took it (see ``DeliveryState``).

resend   it is tried again, like one that was deferred: whoever wants no letter lost, and can stand two
verify   it is looked for in the mailbox, at once and after ``grace``: there, it was accepted; else it is sent again
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from digest.core.retry import GIVE_UP, LONGEST, retry_after
from digest.model.delivery import Delivery, DeliveryState

TOO_OLD = GIVE_UP
"""After it was planned with its edition a delivery in doubt is left to a person: who still wants it?"""

MOST_TRIES = 5
"""A server that never says whether it took a letter gets no more than so many of it."""

INTERRUPTED = "digest was stopped between the last dot and the answer"
"""Why a delivery is in doubt that was being handed over when its process died."""

_LOOKED = "; looked for by IMAP: "


def resent(delivery: Delivery, now: datetime) -> Delivery | None:
    """``delivery`` in doubt, to be tried again after a pause; None when it was tried often enough."""
    if delivery.attempts >= MOST_TRIES:
        return None
    words = f"sent again, perhaps for the second time: {_cause(delivery)}"
    pause = retry_after(max(delivery.attempts, 1), delivery.message_id)
    return replace(delivery, state=DeliveryState.DEFERRED, retry_at=now + pause, receipt=words)


def to_look_for(delivery: Delivery, now: datetime, grace: timedelta) -> bool:
    """Whether it is time to look for ``delivery``: it was not looked for yet, or what was to be waited for is over.

    What is to be waited for longer than anything was put off by a clock that was wrong.
    """
    again = delivery.retry_at
    return again is None or not now < again <= now + max(grace, LONGEST)


def found(delivery: Delivery, where: str) -> Delivery:
    """``delivery``, which is in the mailbox: ``where``."""
    return replace(delivery, state=DeliveryState.ACCEPTED, retry_at=None, receipt=f"found by IMAP in {where}")


def not_found(delivery: Delivery, now: datetime, grace: timedelta) -> Delivery:
    """``delivery``, which is not in the mailbox: it may still be on its way, or it is sent again."""
    if delivery.retry_at is None and grace:
        return replace(delivery, retry_at=now + grace, receipt=f"{_cause(delivery)}{_LOOKED}not there yet")
    again = resent(delivery, now)
    if again is None:
        return replace(delivery, retry_at=now + LONGEST, receipt=f"{_cause(delivery)}{_LOOKED}not there")
    return replace(again, retry_at=now, receipt="sent again: looked for by IMAP, and not there")


def not_looked_for(delivery: Delivery, now: datetime, grace: timedelta, reason: str) -> Delivery:
    """``delivery``, whose mailbox could not be looked into: nothing is known, and ``grace`` begins anew."""
    return replace(delivery, retry_at=now + max(grace, LONGEST), receipt=f"{_cause(delivery)}{_LOOKED}{reason}")


def _cause(delivery: Delivery) -> str:
    """Why it is in doubt, without what became of earlier looks."""
    return delivery.receipt.partition(_LOOKED)[0]
