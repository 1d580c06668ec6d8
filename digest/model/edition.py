"""What we decided to print: slots, picks, sections and editions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from digest.model.choice import Reason
from digest.model.library import Highlight, Work

WhenEmpty = Literal["skip", "note", "revisit"]
"""What comes of a scheduled slot with nothing fresh: no letter, one that says so, or one with an old highlight."""

Form = Literal["daily", "weekly"]
"""How a letter is set: with its day and the fortnight before it, or with a week as a chart."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A scheduled slot: its name, which is its local time (``2026-02-14T07:30``), and its moment in UTC."""

    name: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Pick:
    """A highlight chosen for an edition, and the reason.

    ``cut`` is the highlight as it is printed where a curator has shortened it, its text or its note; else None.
    """

    highlight: Highlight
    reason: Reason
    cut: Highlight | None = None

    @property
    def shown(self) -> Highlight:
        """The highlight as it is printed."""
        return self.cut or self.highlight


@dataclass(frozen=True, slots=True)
class Section:
    """A work in an edition with its picks in reading order, or in a curator's.

    ``words`` are a curator's, in Markdown: before each pick, and last after all of them; some may be empty, and
    without a curator there are none.
    """

    work: Work
    picks: tuple[Pick, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Curation:
    """What a curator gave an edition that was made from a draft; each may be empty.

    ``draft`` is the identity of the draft, ``title`` the headline of the letter, ``subject`` that of its message,
    and ``introduction`` is in Markdown.
    """

    draft: str
    title: str = ""
    subject: str = ""
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """How many highlights were marked on each of some days in a row, of which ``last`` is the last."""

    last: date
    counts: tuple[int, ...]

    def days(self) -> Iterator[tuple[date, int]]:
        """Each day with its count, the earliest first."""
        first = self.last - timedelta(days=len(self.counts) - 1)
        return ((first + timedelta(days=number), count) for number, count in enumerate(self.counts))


@dataclass(frozen=True, slots=True)
class Edition:
    """One numbered, dated issue of a digest.

    ``slot`` is the scheduled local time (``2026-02-14T07:30``) or ``by-hand:`` and the moment. ``issued_at``
    is in the digest's own zone: its date is the date on the letter. ``covers_from`` is None for a first
    edition. ``sections`` are the fresh works, ``old`` those of old ones that are met again. ``waiting`` counts the
    fresh highlights that this edition had no room for. ``quiet`` says that nothing was fresh for a digest that
    prints fresh ones. ``activity`` is what the letter shows of the days it looks back on; it is no part of the
    record. ``curation`` is None unless it was made from a draft.
    """

    digest: str
    number: int
    slot: str
    issued_at: datetime
    covers_from: datetime | None
    sections: tuple[Section, ...]
    waiting: int = 0
    form: Form = "daily"
    quiet: bool = False
    activity: Activity | None = None
    curation: Curation | None = None
    old: tuple[Section, ...] = ()

    @property
    def all_sections(self) -> tuple[Section, ...]:
        """The fresh works and then the old ones."""
        return self.sections + self.old
