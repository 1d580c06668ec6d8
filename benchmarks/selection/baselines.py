"""What others do, each with the ledger that it has: the letters of every morning, as places in ``Reader.marks``."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator

from benchmarks.selection.reader import Reader

SLOTS = 26
"""Highlights in a letter, whoever chooses them."""

Letter = list[int]


def at_random(reader: Reader, chance: random.Random) -> Iterator[Letter]:
    """Any of all; nothing is remembered from one letter to the next."""
    for new in reader.arrivals:
        yield chance.sample(range(new.stop), min(SLOTS, new.stop))


def newest_first(reader: Reader, _: random.Random) -> Iterator[Letter]:
    """The newest that were not printed yet."""
    unprinted: list[tuple[float, int]] = []
    for new in reader.arrivals:
        for number in new:
            heapq.heappush(unprinted, (-reader.marks[number].marked.timestamp(), number))
        yield [heapq.heappop(unprinted)[1] for _ in range(min(SLOTS, len(unprinted)))]


_ONCE_SHOWN = 0.1
"""What showing a highlight leaves of its chance; published is "significantly decreased"."""


def readwise(reader: Reader, chance: random.Random) -> Iterator[Letter]:
    """Readwise's published rule: a work's chance is in proportion to its highlights, and falls for what was shown.

    Every source comes equally often, as long as nobody tunes them (docs.readwise.io, "Reviewing highlights").
    """
    shown = [0] * len(reader.marks)
    for new in reader.arrivals:
        letter: dict[int, None] = {}
        while len(letter) < min(SLOTS, new.stop):
            number = chance.randrange(new.stop)
            if chance.random() < _ONCE_SHOWN ** shown[number]:
                letter[number] = None
        for number in letter:
            shown[number] += 1
        yield list(letter)


_GOOD = 2.3065  # days: the first stability after a first answer of "good"
_EASE = 11 - 2.118  # eleven less the difficulty of such a card
_GAIN, _TIRING, _SPACING, _DECAY = 1.8722, 0.1666, 0.796, -0.1542


def spaced(reader: Reader, chance: random.Random) -> Iterator[Letter]:
    """Lektr's order: cards that are due by FSRS, then new ones at random.

    Kindly: whatever was shown counts as reviewed, and remembered well. By FSRS 6 with its first weights.
    """
    due: list[tuple[float, int]] = []
    stability: dict[int, float] = {}
    shown: dict[int, int] = {}
    unseen: list[int] = []
    for day, new in enumerate(reader.arrivals):
        unseen += new
        letter: Letter = []
        while len(letter) < SLOTS and due and due[0][0] <= day:
            number = heapq.heappop(due)[1]
            stability[number] *= 1 + _growth(stability[number], day - shown[number])
            letter.append(number)
        while len(letter) < SLOTS and unseen:
            at = chance.randrange(len(unseen))
            unseen[at], unseen[-1] = unseen[-1], unseen[at]
            letter.append(unseen.pop())
            stability[letter[-1]] = _GOOD
        for number in letter:
            shown[number] = day
            heapq.heappush(due, (day + max(1, round(stability[number])), number))
        yield letter


def _growth(stability: float, days: int) -> float:
    recall = math.pow(1 + (math.pow(0.9, 1 / _DECAY) - 1) * days / stability, _DECAY)
    return math.exp(_GAIN) * _EASE * math.pow(stability, -_TIRING) * math.expm1(_SPACING * (1 - recall))
