"""What a simulated reader remembers: a hidden law of forgetting, which is none that a scheduler here goes by.

Forgetting is a power of time (Wixted and Ebbesen, "On the form of forgetting", 1991), with an exponent and a first
strength of its own for each highlight. To read it again makes it last longer, and the more so the more was
forgotten (the spacing effect: Cepeda et al., "Distributed practice in verbal recall tasks", 2006).
"""

from __future__ import annotations

import random

from benchmarks.selection.reader import FIRST_DAY, Reader

_STRENGTH = 2.5  # days, of a highlight when it was marked: half of them are forgotten in a week
_GROWTH = 6.0
_DAY = 86_400.0
_LOOKS = 12


class Memory:
    """How well ``reader`` remembers; to be told of everything that they read, in order of time."""

    def __init__(self, reader: Reader, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        self._reader = reader
        self._power = [min(0.8, max(0.3, chance.gauss(0.5, 0.1))) for _ in reader.marks]
        self._strength = [_STRENGTH * chance.lognormvariate(0, 0.5) for _ in reader.marks]
        self._read = [0.0 for _ in reader.marks]
        self._known = [False for _ in reader.marks]

    def mark(self, number: int) -> None:
        """They marked a highlight; a copy of one that they know is read as that."""
        mark = self._reader.marks[number]
        self.read(number, (mark.marked - FIRST_DAY).total_seconds() / _DAY)

    def read(self, number: int, day: float) -> None:
        """They read a highlight."""
        says = self._reader.marks[number].says
        if self._known[says]:
            self._strength[says] *= 1 + _GROWTH * (1 - self.recall(number, day))
        self._known[says] = True
        self._read[says] = max(day, self._read[says])

    def recall(self, number: int, day: float) -> float:
        """How likely they are to remember a highlight that they know, from 0 to 1."""
        says = self._reader.marks[number].says
        gone = max(0.0, day - self._read[says])
        return float((1 + gone / self._strength[says]) ** -self._power[says])


def looks(days: int) -> range:
    """The days of the last year on which it is asked what is remembered."""
    return range(days - 1, days - 1 - min(365, days // 2), -(min(365, days // 2) // _LOOKS))
