"""How fast a million highlights are searched: twenty questions, beside what is promised for each."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path

from benchmarks.measure import Row, median
from benchmarks.million import A_WORK, FIRST_MARK, HIGHLIGHTS, Words, import_works
from digest.app.searching import index
from digest.core.terms import parse_query
from digest.store.library import Library
from digest.store.search import find

PROMISED = 0.010
"""Seconds for the slowest of the questions."""


def rows(scratch: Path) -> Iterator[Row]:
    """The median and the worst question, and what indexing takes beside importing."""
    words = Words()
    with Library(scratch / "search.db") as library:
        start = time.perf_counter()
        import_works(library, words, range(HIGHLIGHTS // A_WORK), FIRST_MARK)
        imported = time.perf_counter() - start
        start = time.perf_counter()
        with library.writing():
            index(library, lambda done, total: None)
        indexed = time.perf_counter() - start
        size = library.path.stat().st_size / 2**20
        print(f"search: a library of {HIGHLIGHTS:,} highlights, {size:.0f} MB with its index", file=sys.stderr)
        yield Row(f"indexing {HIGHLIGHTS:,} highlights", indexed, "importing them", imported)
        seconds = {asked: _seconds(library, asked) for asked in _questions(words.latin, words.han)}
    for asked, took in seconds.items():
        print(f"search: {took * 1000:6.2f} ms  {asked}", file=sys.stderr)
    what = f"search among {HIGHLIGHTS:,} highlights, {len(seconds)} questions"
    yield Row(f"{what}: median", statistics.median(seconds.values()), "what is promised", PROMISED, goal=1)
    yield Row(f"{what}: worst", max(seconds.values()), "what is promised", PROMISED, goal=1)


def _seconds(library: Library, asked: str) -> float:
    def ask() -> None:
        with library.reading() as connection:
            find(connection, parse_query(asked, UTC), 20)

    return median(ask, 9)


def _questions(words: Sequence[str], characters: Sequence[str]) -> list[str]:
    """Chinese of two characters and more, stems, phrases, common words, rare ones, and filters with each."""
    common, usual, rare = words[0], words[300], words[9000]
    pairs = ["".join(characters[at] for at in places) for places in ((0, 1), (5, 40), (90, 30), (400, 300))]
    return [
        *pairs,
        characters[0] + characters[1] + characters[2],
        f"{characters[0]}{characters[3]} {characters[1]}{characters[2]}",
        characters[800],
        common,
        usual,
        rare,
        f"{usual}s",
        f"{common} {words[1]}",
        f"{common} {rare}",
        f'"{common} {words[1]}"',
        f"{usual} -{common}",
        f"{common} tag:field/3",
        f"{pairs[0]} source:site7.example.org",
        f"{common} after:2021-03 before:2021-04",
        f"{rare} after:2020",
        "tag:field after:2024-06",
    ]
