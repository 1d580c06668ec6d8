"""What is new, by lanes: every new work gets a turn, then works go on by their reader's marks and by recency.

imports      one work that came with many others, highlighted long before: a bulk import cannot flood
first turns  works that never stood in a letter, the longest waiting first, a short run of neighbours each
continued    works that did, by their best mark, how new the newest is, and how lately the work was there
more         while there is room, longer runs of the works of this letter; on a quiet day, more imports
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log
from operator import attrgetter

from digest.core.chance import lot
from digest.model.choice import DAY, Candidate, Chosen, Judge, Lane, Moment, Quotas, Reason, Shown

BULK = 100
"""A day that brings more than this of what was marked long before has a bulk import."""

CAP = 4
"""Highlights of one work in a row, while others wait."""

_SHARE = 4
"""Of a letter, an import has at most one part in so many while there is news."""

_Shelf = list[Candidate]
"""What is pending of one work; the points of a summary stand on a shelf of their own and are taken together."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What may be printed for the first time.

    Attributes:
        news: what has arrived in the last sixty days and was no import.
        imports: what came with imports, of works that have had no turn, work by work in the order of their turns;
            asked for no more than needed.
        begun: the same, of works that had one lately: for a quiet day.
        shown: those works that have stood in this ledger before.
        letters: when the letters of the last sixty days were issued, in Unix milliseconds, ascending.
    """

    news: Sequence[Candidate] = ()
    imports: Iterator[Sequence[Candidate]] = field(default_factory=lambda: iter(()))
    begun: Iterator[Sequence[Candidate]] = field(default_factory=lambda: iter(()))
    shown: Mapping[int, Shown] = field(default_factory=dict)
    letters: Sequence[int] = ()


def choose_fresh(pending: Pending, quotas: Quotas, moment: Moment, judge: Judge) -> tuple[list[Chosen], int]:
    """The fresh ones of an edition, and how many of the news wait, a summary counted once.

    ``judge`` is asked about what is to be chosen.
    """
    shown = pending.shown
    tray = _Tray(quotas.fresh, shown, judge)
    imports = _Imports(pending, tray)
    share = min(CAP, tray.room // _SHARE)
    if share or (tray.room and not pending.news):
        imports.take_new(share or 1)
    first, rest = _shelves(pending.news, shown)
    first.sort(key=lambda shelf: _longest_waiting_first(shelf, moment))
    rest.sort(key=lambda shelf: _most_promising_first(shelf, shown[shelf[0].work], moment))
    while first and not tray.cleared(first[0]):
        first.pop(0)
    size = _first_run(first, pending.letters, quotas)
    likely = [
        *(stretch(shelf, size) for shelf in first[: tray.room]),
        *(stretch(shelf, CAP) for shelf in rest[: tray.room // CAP + 1]),
    ]
    judge.look_at([one.id for run in likely for one in run if not one.point])
    for shelf in first:
        tray.take(shelf, size, "first-turn")
    for shelf in rest:
        tray.take(shelf, CAP, "continued")
    while tray.room and any(first + rest):
        for shelf in first + rest:
            tray.take(shelf, CAP, "continued" if shelf and shelf[0].work in shown else "first-turn")
    while (missing := min(tray.room, quotas.least - tray.taken)) > 0 and imports.take_any(min(CAP, missing)):
        pass
    beaten: dict[Lane, int] = {"first-turn": _untouched(first, tray), "continued": _untouched(rest, tray)}
    chosen = [
        one._replace(reason=replace(one.reason, beaten=beaten.get(one.reason.lane, 0))) for one in tray.chosen
    ]
    return chosen, count_units(one for shelf in first + rest for one in shelf)


def count_units(news: Iterable[Candidate]) -> int:
    """How many there are of them when a summary counts as one."""
    marks, points = 0, set()
    for one in news:
        if one.point:
            points.add(one.work)
        else:
            marks += 1
    return marks + len(points)


def first_in_turn(news: Iterable[Candidate], shown: Mapping[int, Shown]) -> dict[int, tuple[int, int]]:
    """The rank of each work of ``news`` that has had no turn: the lowest has it first, by lot among equals."""
    first, _ = _shelves(news, shown)
    ranks: dict[int, tuple[int, int]] = {}
    for shelf in first:
        work, rank = shelf[0].work, _waiting(shelf)
        ranks[work] = min(rank, ranks.get(work, rank))
    return ranks


def stretch(shelf: Sequence[Candidate], most: int) -> Sequence[Candidate]:
    """The best-valued ``most`` neighbours of what is pending of a work, in reading order; a summary whole."""
    if not shelf or shelf[0].point:
        return list(shelf)
    values = [one.value for one in shelf]
    starts = range(max(1, len(shelf) - most + 1))
    start = max(starts, key=lambda start: (sum(values[start : start + most]), -start))
    return shelf[start : start + most]


class _Tray:
    """What is chosen so far, and how much ``room`` is left: a summary takes as much as a highlight."""

    def __init__(self, room: int, shown: Mapping[int, Shown], judge: Judge) -> None:
        self.room = room
        self.taken = 0
        self.chosen: list[Chosen] = []
        self.works: set[int] = set()
        self._ids: set[int] = set()
        self._shown = shown
        self._judge = judge

    def take(self, shelf: _Shelf, most: int, lane: Lane) -> None:
        """Move a stretch of at most ``most`` from ``shelf`` to the tray, as far as there is room."""
        most = min(most, self.room)
        run = stretch(shelf, most) if most > 0 else ()
        while run and not self.cleared(shelf, run):
            run = stretch(shelf, most)
        if not run:
            return
        self._remove(shelf, {one.id for one in run})
        for unit in [run] if run[0].point else [[one] for one in run]:
            self._choose(unit, lane)

    def cleared(self, shelf: _Shelf, run: Sequence[Candidate] = ()) -> bool:
        """Take what is unfit of ``run``, a part of ``shelf`` (or all of it), from the shelf.

        Returns whether all of the run was fit, or whether anything is left of the shelf.
        """
        asked = [one.id for one in run or shelf if not one.point]
        unfit = set(self._judge.unfit(asked, self._ids)) if asked else set()
        self._remove(shelf, unfit)
        return not unfit if run else bool(shelf)

    def _choose(self, unit: Sequence[Candidate], lane: Lane) -> None:
        work, ids = unit[0].work, tuple(one.id for one in unit)
        turn = self._shown[work].turns + 1 if work in self._shown else 1
        self.chosen.append(Chosen(ids, work, Reason(lane, max(one.value for one in unit), turn)))
        self.works.add(work)
        self._ids.update(ids)
        self.taken += 1
        self.room -= 1

    @staticmethod
    def _remove(shelf: _Shelf, ids: Collection[int]) -> None:
        if ids:
            shelf[:] = [one for one in shelf if one.id not in ids]


class _Imports:
    """Imported works in the order of their turns; when all had one, they go on in this order."""

    def __init__(self, pending: Pending, tray: _Tray) -> None:
        self._pending = pending
        self._tray = tray
        self._opened: list[_Shelf] = []

    def take_new(self, most: int) -> bool:
        """Take at most ``most`` of the next work that has had no turn and has something fit; False for none."""
        taken = self._tray.taken
        for work in self._pending.imports:
            self._take(list(work), most)
            if self._tray.taken > taken:
                return True
        return False

    def take_any(self, most: int) -> bool:
        """The same, or else of one that has had a turn, lately or in this letter."""
        if self.take_new(most):
            return True
        if work := next(self._pending.begun, None):
            return self._take(list(work), most)
        shelf = next((shelf for shelf in self._opened if shelf), None)
        if shelf is None:
            return False
        self._opened.remove(shelf)
        return self._take(shelf, most)

    def _take(self, shelf: _Shelf, most: int) -> bool:
        self._tray.take(shelf, most, "import")
        self._opened.append(shelf)
        return True


def _shelves(news: Iterable[Candidate], shown: Mapping[int, Shown]) -> tuple[list[_Shelf], list[_Shelf]]:
    """What is pending by work in reading order: of works that never stood in a letter, and of those that did."""
    shelves: dict[tuple[int, bool], _Shelf] = defaultdict(list)
    for one in news:
        shelves[one.work, one.point].append(one)
    for shelf in shelves.values():
        shelf.sort(key=attrgetter("position", "id"))
    return (
        [shelf for (work, _), shelf in shelves.items() if work not in shown],
        [shelf for (work, _), shelf in shelves.items() if work in shown],
    )


def _longest_waiting_first(shelf: _Shelf, moment: Moment) -> tuple[int, int, int]:
    return *_waiting(shelf), lot(shelf[0].work, moment.slot)


def _waiting(shelf: _Shelf) -> tuple[int, int]:
    return min(one.arrived for one in shelf), -max(one.value for one in shelf)


def _most_promising_first(shelf: _Shelf, shown: Shown, moment: Moment) -> tuple[float, int]:
    """By marks and recency, and not day after day."""
    age = max(0, moment.day_end - max(one.marked for one in shelf)) / DAY
    rest = max(0, moment.days_since(shown.last))
    promise = 2 * log(max(one.value for one in shelf)) + exp(-age / 7) - 1.5 * exp(-rest / 3)
    return -promise, lot(shelf[0].work, moment.slot)


def _first_run(first: Sequence[_Shelf], letters: Sequence[int], quotas: Quotas) -> int:
    """How many highlights a work has at its first turn: fewer the more works wait, and the longer."""
    if not first:
        return 0
    missed = len(letters) - bisect_left(letters, min(one.arrived for one in first[0]))
    least = 1 if missed >= quotas.within / 3 else 2
    return min(CAP, max(least, quotas.fresh // len(first)))


def _untouched(shelves: Iterable[_Shelf], tray: _Tray) -> int:
    return sum(1 for shelf in shelves if shelf and shelf[0].work not in tray.works)
