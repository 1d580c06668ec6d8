"""When a delivery is tried again, and when that ends: Postfix's figures, which mail servers are used to.

Postfix's ``minimal_backoff_time`` is 300 s and its ``maximal_backoff_time`` 4000 s; RFC 5321, 4.5.4.1 has a sender
give up after four to five days.
"""

from __future__ import annotations

import zlib
from datetime import timedelta

GIVE_UP = timedelta(days=5)
"""So long after it was planned with its edition, a delivery that was tried and still waits is expired."""

GIVEN_UP = "given up: it waited for five days"
"""What its receipt says then."""

_FIRST = 300.0
_LONGEST = 4000.0
_SPREAD = 0.1

LONGEST = timedelta(seconds=_LONGEST * (1 + _SPREAD))
"""The longest pause there is."""


def retry_after(attempts: int, key: str) -> timedelta:
    """How long a delivery rests after its ``attempts``-th attempt, the first being 1.

    The pause doubles, give or take a tenth: the same for the same ``key``, and different for others, so that not
    all come at once.
    """
    pause = min(_FIRST * 2.0 ** min(attempts - 1, 10), _LONGEST)
    lot = zlib.crc32(f"{key} {attempts}".encode()) / 0xFFFF_FFFF
    return timedelta(seconds=pause * (1 + _SPREAD * (2 * lot - 1)))
