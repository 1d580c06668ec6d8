"""How well five years of letters were chosen: what the reader met, when, and what they remember of it.

What a reader met they have met, whichever copy of it was printed, and whether they opened that letter or not;
only what is remembered and read asks for opened ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.selection.memory import Memory, looks
from benchmarks.selection.reader import Mark, Reader

TURN = 14
"""Editions within which a new work shall be met."""
RECENT = 30
"""Days after which a highlight is not fresh any more, and meeting it again is no déjà-vu."""

Letters = Sequence[Sequence[int]]


def measured(reader: Reader, letters: Letters, memory: Memory) -> dict[str, float]:
    """All measures by name, of a letter for each day; ``memory`` is fresh."""
    printed = [mark for mark, _ in _picks(reader, letters)]
    met = Counter(mark.says for mark in printed)
    good = [mark for mark in reader.marks if not mark.junk]
    waits = _waits(reader, letters)
    return {
        "met in time": _percent(wait <= TURN for wait, met_or_due in waits if met_or_due),
        "longest wait": max(wait for wait, _ in waits),
        "marked met": _percent(met[mark.says] > 0 for mark in good if mark.is_marked),
        "déjà-vu": _percent(_seen_lately(reader, letters)),
        "junk": _percent(mark.junk for mark in printed),
        **_remembered(reader, letters, memory),
        "Gini": _gini(Counter(mark.work for mark in printed), len(reader.works)),
        "met": _percent(met[mark.says] > 0 for mark in good),
        "met twice": _percent(met[mark.says] > 1 for mark in good),
        "works a letter": sum(len({reader.marks[number].work for number in letter}) for letter in letters)
        / sum(map(bool, letters)),
        "imported met": _percent(met[mark.says] > 0 for mark in good if mark.imported),
        "imported works met": _imported_works_met(good, met),
    }


def recall_without(reader: Reader, memory: Memory) -> float:
    """What is remembered of the marked ones in per cent, over the last year, when no letter ever came."""
    return _remembered(reader, [()] * reader.size.days, memory)["recall"]


def _picks(reader: Reader, letters: Letters) -> Iterator[tuple[Mark, int]]:
    return ((reader.marks[number], day) for day, letter in enumerate(letters) for number in letter)


def _percent(answers: Iterable[bool]) -> float:
    counted = Counter(answers)
    return 100 * counted[True] / counted.total() if counted else 0.0


def _waits(reader: Reader, letters: Letters) -> list[tuple[int, bool]]:
    """For each work how many letters it waited for its first; and whether it had one, or time enough for it.

    Not of imports, which are not news, nor of works all of whose highlights are junk or copies. One that was never
    met has waited until the end.
    """
    same: dict[int, list[Mark]] = defaultdict(list)
    came: dict[int, int] = {}
    for mark in reader.marks:
        same[mark.says].append(mark)
        if not (mark.junk or mark.imported or mark.says != mark.number):
            came.setdefault(mark.work, mark.arrives)
    met: dict[int, int] = {}
    for printed, day in _picks(reader, letters):
        for mark in same[printed.says]:
            if mark.arrives <= day:
                met.setdefault(mark.work, day)
    waits = []
    for work, arrived in came.items():
        wait = max(0, met.get(work, reader.size.days) - arrived) + 1
        waits.append((wait, work in met or wait > TURN))
    return waits


def _seen_lately(reader: Reader, letters: Letters) -> Iterator[bool]:
    last: dict[int, int] = {}
    for mark, day in _picks(reader, letters):
        yield day - last.get(mark.says, -RECENT - 1) <= RECENT
        last[mark.says] = day


def _remembered(reader: Reader, letters: Letters, memory: Memory) -> dict[str, float]:
    """What the reader takes with them, day after day."""
    asked = {*looks(reader.size.days)}
    marked: list[int] = []
    recalls: list[float] = []
    old: list[float] = []
    fresh: list[float] = []
    printed: set[int] = set()
    for day, (new, letter) in enumerate(zip(reader.arrivals, letters, strict=True)):
        for number in new:
            memory.mark(number)
        marked += [number for number in new if reader.marks[number].is_marked]
        picks = [reader.marks[number] for number in letter]
        old += [pick.worth * (1 - memory.recall(pick.number, day)) for pick in picks if day - pick.arrives > RECENT]
        if reader.reads[day]:
            fresh += [pick.worth for pick in picks if day - pick.arrives <= RECENT and pick.says not in printed]
            for pick in picks:
                memory.read(pick.number, day)
        printed.update(pick.says for pick in picks)
        if day in asked:
            recalls.append(sum(memory.recall(number, day) for number in marked) / len(marked))
    return {
        "recall": 100 * sum(recalls) / len(recalls),
        "old value": sum(old) / max(1, len(old)),
        "fresh value": sum(fresh) / max(1, sum(map(bool, letters))),
    }


def _gini(of_works: Mapping[int, int], works: int) -> float:
    """0 when every work was printed equally often, 1 when one had everything."""
    counts = sorted([*of_works.values(), *[0] * (works - len(of_works))])
    ranked = sum(rank * count for rank, count in enumerate(counts, start=1))
    return 2 * ranked / (works * sum(counts)) - (works + 1) / works


def _imported_works_met(good: Sequence[Mark], met: Mapping[int, int]) -> float:
    works: dict[int, bool] = defaultdict(bool)
    for mark in good:
        if mark.imported:
            works[mark.work] |= met[mark.says] > 0
    return _percent(works.values())
