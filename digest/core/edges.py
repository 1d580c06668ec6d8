"""Texts by how they begin and how they end: which are a longer or a shorter selection of another.

Many may begin or end with the same words (one author's sayings, one tag in front), so they are kept sorted, as
they are and read backwards: what begins with a text stands behind it, what it begins with stands in front of it.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence

_LAST = "\U0010ffff"


class Edges:
    """Texts, each with an id from 1 on."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        kept = list(texts)
        self._forwards = sorted((text, id_) for id_, text in kept)
        self._backwards = sorted((text[::-1], id_) for id_, text in kept)

    def add(self, id_: int, text: str) -> None:
        """Keep one more."""
        insort(self._forwards, (text, id_))
        insort(self._backwards, (text[::-1], id_))

    def remove(self, id_: int, text: str) -> None:
        """Keep one no longer, which is kept."""
        del self._forwards[bisect_left(self._forwards, (text, id_))]
        del self._backwards[bisect_left(self._backwards, (text[::-1], id_))]

    def like(self, text: str) -> list[tuple[int, str]]:
        """Those that begin or end with ``text``, or it with them, from half to twice as long; in order of ids."""
        ended = ((id_, other[::-1]) for other, id_ in _with_common_beginning(text[::-1], self._backwards))
        begun = ((id_, other) for other, id_ in _with_common_beginning(text, self._forwards))
        return sorted({*begun, *ended})


def _with_common_beginning(text: str, texts: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    place = bisect_left(texts, (text, 0))
    for found in texts[place : bisect_left(texts, (text + _LAST, 0))]:
        if len(found[0]) <= 2 * len(text):
            yield found
    beginning = text
    while place and 2 * len(beginning) >= len(text):
        found = texts[place - 1]
        if beginning.startswith(found[0]):
            if 2 * len(found[0]) >= len(text):
                yield found
            place -= 1
        else:
            beginning = _common_beginning(beginning, found[0])
            place = bisect_right(texts, (beginning, sys.maxsize), hi=place)


def _common_beginning(one: str, other: str) -> str:
    pairs = enumerate(zip(one, other, strict=False))
    return one[: next((place for place, (char, another) in pairs if char != another), len(other))]
