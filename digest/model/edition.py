"""What we decided to print: slots, picks, sections and editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.library import Highlight, Work


@dataclass(frozen=True, slots=True)
class Pick:
    """A highlight chosen for an edition, and the reason in words."""

    highlight: Highlight
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """A work in an edition with its picks in reading order."""

    work: Work
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One numbered, dated issue of a digest.

    ``slot`` is the scheduled local time (``2026-02-14T07:30``) or ``by-hand:`` and the moment. ``issued_at``
    is in the digest's own zone: its date is the date on the letter. ``covers_from`` is None for a first
    edition. ``waiting`` counts the fresh highlights that this edition had no room for.
    """

    digest: str
    number: int
    slot: str
    issued_at: datetime
    covers_from: datetime | None
    sections: tuple[Section, ...]
    waiting: int = 0
