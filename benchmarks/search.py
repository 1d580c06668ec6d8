"""How fast a million highlights are searched: twenty questions, beside what is promised for each."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from benchmarks.measure import Row, median
from digest.app.searching import index
from digest.core.identity import text_fingerprint, work_names
from digest.core.merge import Reading
from digest.core.shelf import Record
from digest.core.terms import parse_query
from digest.model.clipping import DateSource, Markup, SourceFile, Stamp, StatedWork
from digest.store import holdings
from digest.store.holdings import Scan
from digest.store.library import Library
from digest.store.search import find

PROMISED = 0.010
"""Seconds for the slowest of the questions."""

HIGHLIGHTS = 1_000_000
_A_WORK = 10
_A_BATCH = 2_000  # works
_FIRST = datetime(2016, 1, 1, tzinfo=UTC)

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows(scratch: Path) -> Iterator[Row]:
    """The median and the worst question, and what indexing takes beside importing."""
    words, characters = _vocabulary()
    with Library(scratch / "search.db") as library:
        start = time.perf_counter()
        _import(library, words, characters)
        imported = time.perf_counter() - start
        start = time.perf_counter()
        with library.writing():
            index(library, lambda done, total: None)
        indexed = time.perf_counter() - start
        size = library.path.stat().st_size / 2**20
        print(f"search: a library of {HIGHLIGHTS:,} highlights, {size:.0f} MB with its index", file=sys.stderr)
        yield Row(f"indexing {HIGHLIGHTS:,} highlights", indexed, "importing them", imported)
        seconds = {asked: _seconds(library, asked) for asked in _questions(words, characters)}
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


def _vocabulary() -> tuple[list[str], list[str]]:
    chance = random.Random(1)  # noqa: S311 - the same library in every run
    words = ["".join(chance.choices(_LETTERS, k=chance.randint(2, 9))) for _ in range(30_000)]
    return words, [chr(0x4E00 + 7 * number) for number in range(2_500)]


def _import(library: Library, words: Sequence[str], characters: Sequence[str]) -> None:
    """Highlights in English and Chinese whose words are as unevenly common as those of languages are."""
    chance = random.Random(2)  # noqa: S311
    often = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    often_han = list(accumulate(1 / (rank + 20) for rank in range(len(characters))))
    for first in range(0, HIGHLIGHTS // _A_WORK, _A_BATCH):
        readings = []
        for number in range(first, min(first + _A_BATCH, HIGHLIGHTS // _A_WORK)):
            site = f"site{number % 100}.example.org"
            work = StatedWork(
                f"Volume {number}", site=site, url=f"https://{site}/{number}", tags=(f"field/{number % 9}",)
            )
            names = work_names(work)
            records = []
            for n in range(_A_WORK):
                if number % 2:
                    text = " ".join(chance.choices(words, cum_weights=often, k=35))
                else:
                    text = "".join(chance.choices(characters, cum_weights=often_han, k=60))
                at = _FIRST + timedelta(minutes=5 * (number * _A_WORK + n))
                stamp = Stamp(at, DateSource.EXPLICIT)
                records.append((Record(names.surest, text_fingerprint(text), text, Markup.PLAIN, stamp), n + 1))
            readings.append(Reading(SourceFile(f"{number}.md", 1, 1), "markdown", records, {names: work}))
        with library.transaction() as connection:
            holdings.merge(connection, readings, Scan(_FIRST, "bench"))
