"""What is new, by lanes: every new work gets a turn, then works go on by their reader's marks and by recency.

imports      one work that was no news when it arrived (highlighted long before): a bulk import cannot flood
first turns  works that never stood in a letter, the longest waiting first, a short run of neighbours each
continued    works that did, by their best mark, how new the newest is, and how lately the work was there
more         while there is room, longer runs of the works of this letter; on a quiet day, more imports
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import exp, log

from digest.core.chance import lot
from digest.model.choice import DAY, Candidate, Chosen, Lane, Moment, Quotas, Reason, Shown

CAP = 4
"""Highlights of one work in a row, while others wait."""

_Shelf = list[Candidate]
"""What is pending of one work; the points of a summary stand on a shelf of their own and are taken together."""


def choose_fresh(
    news: Iterable[Candidate],
    imports: Iterator[Sequence[Candidate]],
    shown: Mapping[int, Shown],
    letters: Sequence[int],
    quotas: Quotas,
    moment: Moment,
) -> tuple[list[Chosen], int]:
    """The fresh ones of an edition, and how many of ``news`` wait, a summary counted once.

    Args:
        news: what may be printed, has arrived in the last sixty days and was no import.
        imports: what may be printed of imports, work by work in the order of their turns; asked for no more
            than there is room for.
        shown: the works that have stood in this ledger before.
        letters: when the letters of the last sixty days were issued, in Unix milliseconds, ascending.
        quotas: of the digest.
        moment: of the edition.
    """
    tray = _Tray(quotas.fresh, shown)
    opened: list[_Shelf] = []

    def take_import() -> bool:
        work = next(imports, None)
        if work:
            opened.append(list(work))
            tray.take(opened[-1], CAP, "import")
        return bool(work)

    if tray.room:
        take_import()
    first, rest = _shelves(news, shown)
    first.sort(key=lambda shelf: _longest_waiting_first(shelf, moment))
    rest.sort(key=lambda shelf: _most_promising_first(shelf, shown[shelf[0].work], moment))
    size = _first_run(first, letters, quotas)
    for shelf in first:
        tray.take(shelf, size, "first-turn")
    for shelf in rest:
        tray.take(shelf, CAP, "continued")
    while tray.room and any(first + rest):
        for shelf in first + rest:
            tray.take(shelf, CAP, "continued" if shelf and shelf[0].work in shown else "first-turn")
    while tray.room and tray.taken < quotas.least and take_import():
        pass
    while tray.room and tray.taken < quotas.least and any(opened):
        for shelf in opened:
            tray.take(shelf, min(CAP, quotas.least - tray.taken), "import")
    beaten = {"first-turn": _untouched(first, tray), "continued": _untouched(rest, tray)}
    chosen = [
        one._replace(reason=replace(one.reason, beaten=beaten.get(one.reason.lane, 0))) for one in tray.chosen
    ]
    return chosen, sum(_units(shelf) for shelf in first + rest)


def stretch(shelf: Sequence[Candidate], most: int) -> Sequence[Candidate]:
    """The best-valued ``most`` neighbours of what is pending of a work, in reading order; a summary whole."""
    if not shelf or shelf[0].point:
        return shelf
    values = [one.value for one in shelf]
    starts = range(max(1, len(shelf) - most + 1))
    start = max(starts, key=lambda start: (sum(values[start : start + most]), -start))
    return shelf[start : start + most]


class _Tray:
    """What is chosen so far, and how much ``room`` is left: a summary takes as much as a highlight."""

    def __init__(self, room: int, shown: Mapping[int, Shown]) -> None:
        self.room = room
        self.taken = 0
        self.chosen: list[Chosen] = []
        self.works: set[int] = set()
        self._shown = shown

    def take(self, shelf: _Shelf, most: int, lane: Lane) -> None:
        """Move a stretch of at most ``most`` from ``shelf`` to the tray, as far as there is room."""
        run = stretch(shelf, min(most, self.room)) if self.room and most > 0 else ()
        if not run:
            return
        ids = {one.id for one in run}
        shelf[:] = [one for one in shelf if one.id not in ids]
        work = run[0].work
        turn = self._shown[work].turns + 1 if work in self._shown else 1
        for unit in [run] if run[0].point else [[one] for one in run]:
            best = max(one.value for one in unit)
            self.chosen.append(Chosen(tuple(one.id for one in unit), work, Reason(lane, best, turn)))
            self.taken += 1
            self.room -= 1
        self.works.add(work)


def _shelves(news: Iterable[Candidate], shown: Mapping[int, Shown]) -> tuple[list[_Shelf], list[_Shelf]]:
    """What is pending by work in reading order: of works that never stood in a letter, and of those that did."""
    shelves: dict[tuple[int, bool], _Shelf] = defaultdict(list)
    for one in news:
        shelves[one.work, one.point].append(one)
    for shelf in shelves.values():
        shelf.sort(key=lambda one: (one.position, one.id))
    return (
        [shelf for (work, _), shelf in shelves.items() if work not in shown],
        [shelf for (work, _), shelf in shelves.items() if work in shown],
    )


def _longest_waiting_first(shelf: _Shelf, moment: Moment) -> tuple[int, int, int]:
    arrived = min(one.arrived for one in shelf)
    return arrived, -max(one.value for one in shelf), lot(shelf[0].work, moment.slot)


def _most_promising_first(shelf: _Shelf, shown: Shown, moment: Moment) -> tuple[float, int]:
    """By marks and recency, and not day after day."""
    age = max(0, moment.milliseconds - max(one.marked for one in shelf)) / DAY
    rest = max(0, moment.milliseconds - shown.last) / DAY
    promise = log(1 + max(one.value for one in shelf)) + exp(-age / 7) - 1.5 * exp(-rest / 3)
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


def _units(shelf: _Shelf) -> int:
    return 1 if shelf and shelf[0].point else len(shelf)
