"""A reader of five years, made up: what was marked on which day, how, and what it is worth to them.

The same seed gives the same reader. They read in bursts, not at all on holidays, articles at a sitting and books
over weeks; now and then they bring years of highlights over from another program. They write notes to what is worth
more to them, and mark some of it as favourites: of what it is worth, nobody can see more than that.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate

from benchmarks.selection.prose import SUBJECTS, Prose

FIRST_DAY = datetime(2021, 1, 1, tzinfo=UTC)

_COPIES, _JUNK, _IMPORTED = 0.10, 0.04, 0.09  # shares of all highlights
_SPREAD = 0.8  # of what highlights are worth: the deviation of its logarithm
_NOTES, _FAVOURITES = 0.04, 0.025  # how many of those that are worth what all are on average; more, of dearer ones
_READ = 0.8  # of the letters


@dataclass(frozen=True, slots=True)
class Size:
    """How much a reader reads: over ``days``, ``works`` with ``highlights`` in all."""

    days: int = 1826
    works: int = 10_000
    highlights: int = 100_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlight: its place in ``Reader.marks``, its work, and the days of marking and of arriving.

    ``says`` is the place of the first that says the same, mostly its own. ``worth`` is 1 on average and unknown to
    every program, and 0 for ``junk``.
    """

    number: int
    work: int
    marked: datetime
    arrives: int
    text: str
    note: str
    favourite: bool
    worth: float
    says: int
    junk: bool
    imported: bool

    @property
    def is_marked(self) -> bool:
        """Whether the reader wrote a note to it, or made it a favourite."""
        return bool(self.note) or self.favourite


@dataclass(frozen=True)
class Reader:
    """What a reader marks, in order of arriving, and the title and the site of each work.

    ``reads`` tells for each day whether the letter of that morning was read.
    """

    size: Size
    marks: Sequence[Mark]
    works: Sequence[tuple[str, str]]
    reads: Sequence[bool]

    @cached_property
    def arrivals(self) -> list[range]:
        """For each day, the places in ``marks`` of what is new in the morning, before its letter."""
        ends = [0] * self.size.days
        for mark in self.marks:
            ends[mark.arrives] += 1
        ends = list(accumulate(ends))
        return [range(start, end) for start, end in zip([0, *ends], ends, strict=False)]


def make_reader(seed: int, size: Size = Size()) -> Reader:
    """The reader of a seed."""
    chance = random.Random(seed)  # noqa: S311 - the same reader in every run
    prose = Prose(chance)
    shelf = _works(chance, size)
    works = []
    drafts: list[tuple[int, float, int, int]] = []  # day of arriving, moment of marking in days, work, subject
    for number, (start, count, imported) in enumerate(shelf):
        subject = int(SUBJECTS * chance.random() ** 1.6 * 0.999)
        works.append((f"{prose.title(subject)} {number}", f"site{number % 60}.example.org"))
        drafts += [
            (day, moment, number, subject) for day, moment in _sittings(chance, start, count, imported, size)
        ]
    drafts.sort()
    marks = _marks(chance, prose, drafts, {number for number, work in enumerate(shelf) if work[2]})
    reads = [chance.random() < _READ for _ in range(size.days)]
    return Reader(size, marks, works, reads)


def _works(chance: random.Random, size: Size) -> list[tuple[int, int, bool]]:
    """The day on which each work was begun, how many highlights it has, and whether it comes with an import."""
    zeal = _zeal(chance, size.days)
    imports = max(1, size.works * 3 // 100)
    begun = sorted(chance.choices(range(size.days), zeal, k=size.works - imports))
    counts = [_length(chance) for _ in begun]
    brought = round(size.highlights * _IMPORTED)
    days = sorted(chance.sample(range(size.days // 12, size.days * 4 // 5), 3))
    imported = [(chance.choice(days), max(1, round(chance.lognormvariate(3, 0.8)))) for _ in range(imports)]
    return [
        *_scaled(
            [(day, count, False) for day, count in zip(begun, counts, strict=True)], size.highlights - brought
        ),
        *_scaled([(day, count, True) for day, count in imported], brought),
    ]


def _zeal(chance: random.Random, days: int) -> list[float]:
    """How much is read on each day: more at weekends, thrice as much in bursts, nothing on holidays."""
    zeal = [1.4 if day % 7 in {1, 2} else 0.85 for day in range(days)]
    for _ in range(max(1, days // 60)):
        start = chance.randrange(days)
        for day in range(start, min(days, start + chance.randint(3, 8))):
            zeal[day] *= 3
    for _ in range(max(1, days // 180)):
        start = chance.randrange(days)
        for day in range(start, min(days, start + chance.randint(7, 21))):
            zeal[day] = 0
    return zeal


def _length(chance: random.Random) -> int:
    """Highlights of a work: of six in seven some, as articles have, else as many as books have."""
    middle = 1.5 if chance.random() < 0.86 else 3.2
    return max(1, round(chance.lognormvariate(middle, 0.8)))


def _scaled(works: list[tuple[int, int, bool]], total: int) -> list[tuple[int, int, bool]]:
    """The works with ``total`` highlights in all."""
    share = total / sum(count for _, count, _ in works)
    ends = [round(end * share) for end in accumulate(count for _, count, _ in works)]
    counts = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    return [(day, max(1, count), imported) for (day, _, imported), count in zip(works, counts, strict=True)]


def _sittings(chance: random.Random, start: int, count: int, imported: bool, size: Size) -> list[tuple[int, float]]:
    """The day on which each highlight of a work arrives, and its moment of marking, in days since the first."""
    if imported:
        read = start - chance.uniform(40, 3000)
        return [(start, read + 20 * place / count) for place in range(count)]
    weeks = 0 if count < 12 else chance.uniform(3, 35)
    moments = sorted(start + weeks * chance.random() for _ in range(count))
    evening = chance.uniform(0.35, 0.9)
    return [
        (min(size.days - 1, int(moment) + 1), int(moment) + evening + place / 5000)
        for place, moment in enumerate(moments)
    ]


def _marks(
    chance: random.Random, prose: Prose, drafts: Sequence[tuple[int, float, int, int]], imported: set[int]
) -> list[Mark]:
    marks: list[Mark] = []
    of_subject: list[list[int]] = [[] for _ in range(SUBJECTS)]
    of_work: dict[int, float] = {}
    for number, (arrives, moment, work, subject) in enumerate(drafts):
        dear = of_work.setdefault(work, chance.gauss(0, _SPREAD * 0.5))
        kind = chance.random()
        says, junk, note, favourite = number, kind < _JUNK, "", False
        if junk:
            text, worth = prose.junk(subject), 0.0
        elif kind < _JUNK + _COPIES and (first := _of_another_work(chance, marks, of_subject[subject], work)):
            text, worth, says = prose.copy(first.text), first.worth, first.number
        else:
            text = prose.passage(subject)
            worth = math.exp(dear + chance.gauss(0, _SPREAD * math.sqrt(0.75)) - _SPREAD**2 / 2)
            of_subject[subject].append(number)
        if not junk:
            note = prose.passage(subject) if chance.random() < min(0.9, _NOTES * worth**1.5) else ""
            favourite = chance.random() < min(0.9, _FAVOURITES * worth**1.5)
        at = FIRST_DAY + timedelta(days=moment)
        brought = work in imported
        marks.append(Mark(number, work, at, arrives, text, note, favourite, worth, says, junk, brought))
    return marks


def _of_another_work(chance: random.Random, marks: list[Mark], among: list[int], work: int) -> Mark | None:
    """A highlight to come a second time: half of the time of what was marked lately, on the same subject."""
    for _ in range(min(5, len(among))):
        at = chance.randrange(max(0, len(among) - 15) if chance.random() < 0.5 else 0, len(among))
        if marks[among[at]].work != work:
            return marks[among.pop(at)]
    return None
