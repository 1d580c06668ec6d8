"""A letter on its way to one recipient, and how far it got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class DeliveryState(StrEnum):
    """How far a delivery got.

    Before the last dot of a message nothing can have been delivered, and after the server's answer everything is
    decided; between the two nobody on this side can know (RFC 1047), and that is ``UNSURE``.
    """

    PENDING = "pending"  # not tried yet
    HANDING_OVER = "handing-over"  # the last dot may be on its way
    ACCEPTED = "accepted"  # the server took responsibility
    DEFERRED = "deferred"  # not taken, to be tried again
    REJECTED = "rejected"  # refused for good
    UNSURE = "unsure"  # the answer to the last dot was lost
    EXPIRED = "expired"  # given up


TO_TRY = (DeliveryState.PENDING, DeliveryState.DEFERRED)
"""States of what is still to be tried: it waits, and its turn comes by itself."""


FAILED = (DeliveryState.REJECTED, DeliveryState.EXPIRED)
"""States of what ended without having been taken."""


OnUnsure = Literal["hold", "resend", "verify"]
"""What becomes of an unsure delivery by itself: nothing, it is sent again, or it is looked for in the mailbox."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A delivery that did not go out, or of which nobody knows; its parts are those of ``Delivery``.

    ``planned`` is when it was planned, by the real clock.
    """

    digest: str
    number: int
    recipient: str
    state: DeliveryState
    planned: datetime
    server: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One edition to one recipient.

    ``recipient`` is the mailbox as the settings have it. ``server`` is the host last spoken to and ``receipt`` what
    it said, or what kept us from asking it; both empty before the first attempt. ``retry_at`` is when the service
    tries a deferred one again.
    """

    digest: str
    number: int
    recipient: str
    message_id: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    retry_at: datetime | None = None
    server: str = ""
    receipt: str = ""
