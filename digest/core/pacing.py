"""How many old ones a library can give without wearing out: small ones pace themselves.

A library of 20 highlights, each to be met once a month at most, has two for every three days. What it can give
gathers as credit, and every old one that is printed takes one of it.
"""

from __future__ import annotations

from digest.model.choice import Quotas

LEAST_TO_SEND = 3
"""Old ones without anything fresh beside them are no letter below this."""

_MORE = 2
"""A letter with little that is fresh may have so many more old ones than usual."""


def wanted(quotas: Quotas, fresh: int) -> int:
    """How many old ones a letter with ``fresh`` fresh ones should have; a summary counts as one."""
    if not quotas.old:
        return 0
    return max(quotas.old, min(quotas.old + _MORE, quotas.least - fresh))


def credit(left: float | None, days: int, want: int, size: int, quotas: Quotas) -> float:
    """What the library can give now.

    Args:
        left: what the last letter left of it; None before the first.
        days: since that of the last letter.
        want: how many old ones this letter should have.
        size: highlights that may be met again at all.
        quotas: of the digest.
    """
    most = float(max(want, LEAST_TO_SEND)) if want else 0.0
    if left is None:
        return most
    return min(most, left + max(0, days) * size / quotas.gap)
