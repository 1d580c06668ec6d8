"""What is not worth a place is known of every highlight, indexed or not, and can be looked for."""

from __future__ import annotations

from digest.model.clipping import Kind, StatedWork
from digest.store import search
from digest.store.library import Library
from digest.store.quality import count_flawed, flaws_in
from tests.store.examples import reading, record, scan
from tests.store.test_search import index, texts

NOTES = StatedWork("My notes", Kind.NOTE)


def fill(library: Library) -> None:
    scan(library, reading("a.md", "Share this", "The tide is patient.", record("values.", note="why this one?")))
    scan(library, reading("b.md", "milk", work=NOTES))


def test_flaws_are_the_same_before_and_after_indexing(library: Library) -> None:
    fill(library)
    with library.reading() as connection:
        assert flaws_in(connection, range(1, 5)) == {1: "furniture"}
        assert count_flawed(connection) == {}
    index(library)
    with library.reading() as connection:
        assert flaws_in(connection, range(1, 5)) == {1: "furniture"}
        assert count_flawed(connection) == {"furniture": 1}


def test_what_was_amended_is_judged_anew(library: Library) -> None:
    scan(library, reading("a.md", record("values.", key="k:1"), record("The tide is patient.", key="k:2")))
    index(library)
    scan(library, reading("a.md", record("values.", key="k:1", note="mine"), record("patient", key="k:2")))
    for _ in range(2):
        with library.reading() as connection:
            assert flaws_in(connection, [1, 2]) == {2: "one-word"}
        index(library)


def test_what_has_a_flaw_is_found_by_it_and_an_erased_one_is_gone(library: Library) -> None:
    fill(library)
    scan(library, reading("c.md", "p. 45"))
    index(library)
    assert texts(library, "flaw:any") == ["Share this", "p. 45"]
    assert texts(library, "flaw:Furniture") == ["Share this"]
    assert set(texts(library, "-flaw:any")) == {"milk", "values.", "The tide is patient."}
    with library.transaction() as connection:
        search.empty(connection)
        assert count_flawed(connection) == {}
