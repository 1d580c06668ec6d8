"""A simulated reader's letters: what is promised of choosing, over months, by the code that a run goes by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest

from benchmarks.selection import ours
from benchmarks.selection.measures import TURN, measured
from benchmarks.selection.memory import Memory
from benchmarks.selection.reader import Reader, Size, make_reader

SIZE = Size(days=120, works=480, highlights=4800)
"""Twice as much as there is room for."""

GAP = 31
PENDING = 60
MOST = 20 + 6 + 2


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(7, SIZE)


@pytest.fixture(scope="module")
def letters(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Sequence[list[int]]:
    return [*ours.letters(reader, tmp_path_factory.mktemp("reader"))]


def printed(letters: Sequence[list[int]]) -> Iterator[tuple[int, int]]:
    """Every highlight printed, with its day."""
    return ((number, day) for day, letter in enumerate(letters) for number in letter)


def test_a_seed_always_gives_the_same_reader(reader: Reader) -> None:
    again, other = make_reader(7, SIZE), make_reader(8, SIZE)
    assert (again.marks, again.works, again.reads) == (reader.marks, reader.works, reader.reads)
    assert other.marks != reader.marks


def test_every_new_work_has_its_turn_and_nothing_is_seen_twice_in_a_month(
    reader: Reader, letters: Sequence[list[int]]
) -> None:
    found = measured(reader, letters, Memory(reader, 7))
    assert found["longest wait"] <= TURN
    assert found["imported works met"] == 100
    assert found["déjà-vu"] <= 0.5
    assert found["junk"] <= 1

    days: dict[int, list[int]] = {}
    for number, day in printed(letters):
        days.setdefault(number, []).append(day)
    assert max(map(len, days.values())) > 1
    assert all(later - earlier >= GAP for met in days.values() for earlier, later in pairwise(met))


def test_what_has_marks_is_met_sooner_or_later(reader: Reader, letters: Sequence[list[int]]) -> None:
    met = {reader.marks[number].says for number, _ in printed(letters)}
    marked = [mark for mark in reader.marks if mark.is_marked and mark.arrives < SIZE.days - PENDING]
    assert sum(mark.says in met for mark in marked) >= 0.94 * len(marked)


def test_a_letter_has_no_more_than_there_is_room_for_and_every_highlight_once(
    reader: Reader, letters: Sequence[list[int]]
) -> None:
    for day, letter in enumerate(letters):
        assert len(letter) <= MOST
        assert max(Counter(letter).values(), default=1) == 1
        assert all(reader.marks[number].arrives <= day for number in letter)
