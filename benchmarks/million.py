"""A library of a million highlights in English and Chinese, whose words are as unevenly common as in languages."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from digest.core.identity import text_fingerprint, work_names
from digest.core.merge import Reading
from digest.core.shelf import Record
from digest.model.clipping import DateSource, Markup, SourceFile, Stamp, StatedWork
from digest.store import holdings
from digest.store.holdings import Scan
from digest.store.library import Library

HIGHLIGHTS = 1_000_000
A_WORK = 10
"""Highlights of each work."""

FIRST_MARK = datetime(2016, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=5)
"""How long after a highlight the next one was marked."""

_A_BATCH = 2_000  # works
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NOTES, _FAVOURITES = 0.04, 0.025


class Words:
    """Thirty thousand words, some thousand Han characters, and texts of them: always the same."""

    def __init__(self) -> None:
        chance = random.Random(1)  # noqa: S311 - the same library in every run
        self.latin = ["".join(chance.choices(_LETTERS, k=chance.randint(2, 9))) for _ in range(30_000)]
        self.han = [chr(0x4E00 + 7 * number) for number in range(2_500)]
        self._often = list(accumulate(1 / (rank + 2) for rank in range(len(self.latin))))
        self._often_han = list(accumulate(1 / (rank + 20) for rank in range(len(self.han))))

    def text(self, chance: random.Random, *, chinese: bool) -> str:
        """Some sentences' worth."""
        if chinese:
            return "".join(chance.choices(self.han, cum_weights=self._often_han, k=60))
        return " ".join(chance.choices(self.latin, cum_weights=self._often, k=35))


def import_works(
    library: Library, words: Words, numbers: Sequence[int], now: datetime, first: datetime = FIRST_MARK
) -> None:
    """Bring the works of these ``numbers`` in; number 0 begins to be marked at ``first``."""
    chance = random.Random(2 + numbers[0])  # noqa: S311
    for start in range(0, len(numbers), _A_BATCH):
        readings = [_reading(words, chance, number, first) for number in numbers[start : start + _A_BATCH]]
        with library.transaction() as connection:
            holdings.merge(connection, readings, Scan(now, "bench"))


def _reading(words: Words, chance: random.Random, number: int, first: datetime) -> Reading:
    site = f"site{number % 100}.example.org"
    work = StatedWork(f"Volume {number}", site=site, url=f"https://{site}/{number}", tags=(f"field/{number % 9}",))
    names = work_names(work)
    return Reading(
        SourceFile(f"{number}.md", 1, 1),
        "markdown",
        [*_records(words, chance, number, first, names.surest)],
        {names: work},
    )


def _records(
    words: Words, chance: random.Random, number: int, first: datetime, work: bytes
) -> Iterable[tuple[Record, int]]:
    for line in range(1, A_WORK + 1):
        text = words.text(chance, chinese=number % 2 == 0)
        note = words.text(chance, chinese=number % 2 == 0) if chance.random() < _NOTES else ""
        tags = ("favorite",) if chance.random() < _FAVOURITES else ()
        stamp = Stamp(first + APART * (number * A_WORK + line), DateSource.EXPLICIT)
        record = Record(
            work, text_fingerprint(text), text, Markup.PLAIN, stamp, note=note, tags=tags, position=line
        )
        yield record, line
