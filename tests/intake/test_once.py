"""A highlight that a file states twice, and two that share a key."""

from __future__ import annotations

from digest.intake.once import once, with_own_keys
from digest.model.clipping import Clipping, Problem, StatedWork

WORK = StatedWork("A title")


def test_the_latest_words_stand_in_the_first_place() -> None:
    stated = [Clipping(WORK, "old", 1, key="x:1", position=1), Clipping(WORK, "b", 2, position=2)]
    again = [Clipping(WORK, "new", 9, key="x:1", position=7), Clipping(WORK, "b", 10, note="n", position=8)]
    assert [(record.text, record.note, record.position) for record in _clippings([*stated, *again])] == [
        ("new", "", 1),
        ("b", "n", 2),
    ]


def test_the_same_words_in_two_works_are_two() -> None:
    assert len(_clippings([Clipping(WORK, "a", 1), Clipping(StatedWork("Another"), "a", 2)])) == 2


def test_a_key_that_two_share_is_left_to_the_first() -> None:
    shared = [
        Clipping(WORK, "a", 1, key="x:1"),
        Clipping(WORK, "b", 2, key="x:1"),
        Clipping(WORK, "a", 3, key="x:1"),
    ]
    assert [record.key for record in with_own_keys(shared) if isinstance(record, Clipping)] == ["x:1", "", "x:1"]


def test_problems_are_kept() -> None:
    problem = Problem("a.md", 1, "broken")
    assert list(once([problem, problem])) == [problem, problem]


def _clippings(stated: list[Clipping]) -> list[Clipping]:
    return [record for record in once(stated) if isinstance(record, Clipping)]
