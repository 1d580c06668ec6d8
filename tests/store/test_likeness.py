"""Highlights that read nearly the same are found across works, whether or not they are indexed."""

from __future__ import annotations

import pytest

from digest.model.clipping import StatedWork
from digest.store import search
from digest.store.library import Library
from digest.store.likeness import alike_in
from tests.store.examples import reading, scan

OTHER = StatedWork("A commonplace book")
LETTERS = ("The unexamined life is not worth living.", "固定成本高的行业，竞争往往更加激烈。", "Less is more.")
AGAIN = ("the unexamined life isn’t worth living", "固定成本高的行业竞争往往更激烈", "Less is a bore, they say.")


def index(library: Library) -> None:
    with library.transaction() as connection:
        search.add(connection, search.prepare(connection))


@pytest.mark.parametrize("indexed", [True, False])
def test_those_alike_are_found_among_each_other(library: Library, indexed: bool) -> None:
    scan(library, reading("a.md", *LETTERS))
    scan(library, reading("b.md", *AGAIN, work=OTHER))
    if indexed:
        index(library)
    with library.reading() as connection:
        assert alike_in(connection, range(1, 7)) == {
            1: frozenset({4}),
            2: frozenset({5}),
            4: frozenset({1}),
            5: frozenset({2}),
        }


def test_those_alike_are_found_among_all_that_are_indexed(library: Library) -> None:
    scan(library, reading("a.md", *LETTERS))
    index(library)
    scan(library, reading("b.md", *AGAIN, work=OTHER))
    with library.reading() as connection:
        assert alike_in(connection, [4, 6]) == {4: frozenset({1})}
        assert alike_in(connection, []) == {}


def test_many_that_begin_alike_do_not_hide_the_one_that_is_alike_to_another(library: Library) -> None:
    scan(library, reading("a.md", *LETTERS, *(f"According to the almanac of {n}" for n in range(300))))
    index(library)
    scan(library, reading("b.md", "According to the almanac, tides rise.", *AGAIN, work=OTHER))
    with library.reading() as connection:
        assert alike_in(connection, range(304, 308))[305] == {1}
