"""How much space a disk keeps for what must never be half-written."""

from __future__ import annotations

LEAST = 50_000_000
"""Bytes free below which no edition is begun: enough for the library to grow by one, and for its log."""

_LARGE = 20
"""A disk of fewer than so many times ``LEAST`` has no reserve: on one so small it would never be there."""

_NEARLY = 5
"""Less than so many times the reserve is nearly full."""


def reserve(total: int, letter: int = 0) -> int:
    """The bytes that must be free on a disk of ``total`` bytes before an edition of ``letter`` bytes is begun."""
    return max(LEAST, 2 * letter) if total >= _LARGE * LEAST else 0


def is_nearly_full(free: int, total: int) -> bool:
    """Whether a disk should be looked after before it costs a letter."""
    return free < _NEARLY * reserve(total)


def in_megabytes(number: int) -> str:
    """A number of bytes for people, never too few: ``50 MB``."""
    return f"{-(-number // 1_000_000):,} MB"
