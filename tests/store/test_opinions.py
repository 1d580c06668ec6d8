"""Opinions: what the reader and the notes said of highlights, through everything that happens to their files."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from digest.model.choice import Reason
from digest.model.opinion import Opinion, Word
from digest.store import catalogue, ledger, opinions
from digest.store.library import Library
from digest.store.schema import highlights, met
from tests.store.examples import LETTER, NOW, issue, reading, record, scan

EBB = "At the lowest ebb the causeway stands dry for an hour and a half."


def of_the_first(library: Library) -> Opinion:
    with library.reading() as connection:
        return opinions.opinion_of(connection, 1)


def mark(library: Library, *words: Word) -> None:
    with library.transaction() as connection:
        for word in words:
            opinions.mark(connection, 1, word, NOW)


def unmark(library: Library) -> Word | None:
    with library.transaction() as connection:
        return opinions.unmark(connection, 1, NOW)


def test_what_the_reader_says_is_kept_and_taken_back_word_by_word(library: Library) -> None:
    scan(library, reading("a.md", EBB))
    assert of_the_first(library) == Opinion()
    mark(library, Word.FAVORITE, Word.LATER, Word.DISCARD)
    assert of_the_first(library).marked == (Word.FAVORITE, Word.LATER, Word.DISCARD)
    assert of_the_first(library).retired == "discard"
    assert unmark(library) is Word.DISCARD
    assert (of_the_first(library).retired, of_the_first(library).step) == ("", 1)
    assert [unmark(library), unmark(library), unmark(library)] == [Word.LATER, Word.FAVORITE, None]
    assert of_the_first(library) == Opinion()


def test_a_tag_in_the_note_counts_as_long_as_it_stands_there(library: Library) -> None:
    scan(library, reading("a.md", record(EBB, note="As at Lindisfarne. .favorite .later")))
    mark(library, Word.LATER)
    opinion = of_the_first(library)
    assert (opinion.favorite, opinion.step, opinion.stated) == (True, 2, (Word.FAVORITE, Word.LATER))
    scan(library, reading("a.md", record(EBB, note="As at Lindisfarne. .later")), now=NOW + timedelta(days=1))
    assert (of_the_first(library).favorite, of_the_first(library).step) == (False, 2)
    scan(library, reading("a.md", record(EBB, note="As at Lindisfarne.")), now=NOW + timedelta(days=2))
    assert (of_the_first(library).step, of_the_first(library).marked) == (1, (Word.LATER,))
    unmark(library)
    assert of_the_first(library) == Opinion()


def test_a_tag_that_comes_to_a_note_later_counts_too(library: Library) -> None:
    scan(library, reading("a.md", record(EBB, note="As at Lindisfarne.")))
    scan(library, reading("a.md", record(EBB, note=".discard As at Lindisfarne.")))
    assert of_the_first(library).retired == "discard"
    with library.reading() as connection:
        history = catalogue.history(connection, 1)
    assert history
    assert history.highlight.note == ".discard As at Lindisfarne."


def test_an_erased_highlight_takes_its_opinion_along(library: Library) -> None:
    scan(library, reading("a.md", EBB))
    mark(library, Word.PIN)
    with library.transaction() as connection:
        catalogue.forget(connection, 1)
        assert opinions.opinions_of(connection, [1]) == {}


def test_what_is_said_of_a_highlight_changes_its_value_wherever_it_is_kept(library: Library) -> None:
    scan(library, reading("a.md", record(EBB, note=".sooner"), "Another one."))
    with library.transaction() as connection:
        ledger.freeze(connection, issue(), LETTER, dict.fromkeys([1, 2], Reason("first-turn")))
    mark(library, Word.FAVORITE)
    with library.reading() as connection:
        values = connection.execute(select(highlights.c.id, highlights.c.value)).all()
        kept = connection.execute(select(met.c.highlight_id, met.c.value)).all()
    assert sorted(values) == sorted(kept) == [(1, 4), (2, 1)]
