"""My Clippings.txt: which highlight a note is about, and what a Kindle says instead of words."""

from __future__ import annotations

import pytest

from digest.intake.formats import kindle_clippings
from digest.model.clipping import Clipping, Problem
from tests.intake.documents import document


def record(sort: str, place: str, time: str, words: str) -> str:
    stated = f"- Your {sort} on {place} | Added on Friday, 1 May 2026 {time}"
    return f"A Book (An Author)\n{stated}\n\n{words}\n==========\n"


def read(*records: str) -> tuple[dict[str, str], list[Problem]]:
    """The notes by the words of their highlights, and the problems."""
    stated = list(kindle_clippings.parse(document("".join(records))))
    notes = {said.text: said.note for said in stated if isinstance(said, Clipping)}
    return notes, [said for said in stated if isinstance(said, Problem)]


def test_a_note_belongs_to_the_highlight_that_ends_where_it_stands() -> None:
    notes, problems = read(
        record("Highlight", "Location 90-100", "10:00:00", "Ends elsewhere."),
        record("Highlight", "Location 95-97", "09:00:00", "Ends here."),
        record("Note", "Location 97", "10:00:01", "A note."),
    )
    assert notes == {"Ends elsewhere.": "", "Ends here.": "A note."}
    assert not problems


def test_of_two_on_a_page_a_note_belongs_to_the_one_marked_nearest_in_time() -> None:
    notes, _ = read(
        record("Highlight", "page 7", "10:00:00", "Marked first."),
        record("Highlight", "page 7", "11:00:00", "Marked later."),
        record("Note", "page 7", "10:58:00", "A note."),
    )
    assert notes == {"Marked first.": "", "Marked later.": "A note."}


def test_a_note_of_another_book_is_told_and_given_to_none() -> None:
    other = record("Note", "Location 97", "10:00:01", "A note.").replace("A Book", "Another Book")
    notes, problems = read(record("Highlight", "Location 95-97", "10:00:00", "Some words."), other)
    assert notes == {"Some words.": ""}
    assert [(problem.line, "A note." in problem.message) for problem in problems] == [(9, True)]


def test_two_highlights_at_one_place_with_different_words_stay_two() -> None:
    notes, _ = read(
        record("Highlight", "Location 95-97", "10:00:00", "The first of two sentences."),
        record("Highlight", "Location 97-99", "10:01:00", "Another one follows it."),
    )
    assert len(notes) == 2


def test_a_highlight_marked_anew_and_shorter_is_one() -> None:
    notes, _ = read(
        record("Highlight", "Location 95-97", "10:00:00", "The first words and a great many more that follow."),
        record("Highlight", "Location 95-95", "10:01:00", "The first words"),
    )
    assert list(notes) == ["The first words"]


@pytest.mark.parametrize(("place", "word"), [("Location 95-97", "great"), ("page 7", "The first")])
def test_a_word_marked_within_a_passage_does_not_take_its_place(place: str, word: str) -> None:
    notes, _ = read(
        record("Highlight", place, "10:00:00", "The first words and a great many more that follow."),
        record("Highlight", place, "10:01:00", word),
    )
    assert list(notes) == ["The first words and a great many more that follow.", word]


@pytest.mark.parametrize(
    "told",
    [
        " <You have reached the clipping limit for this item>",
        " <Sie haben die maximale Anzahl an Clipboard-Einträgen für diesen Inhalt erreicht>",
        "<您已达到本内容的剪贴上限>",
        "<このアイテムのクリップの上限に達しました>",
        "<Has alcanzado el límite de recortes de este elemento>",
    ],
)
def test_what_a_kindle_says_of_its_limit_is_no_highlight(told: str) -> None:
    notes, problems = read(record("Highlight", "Location 95-97", "10:00:00", told))
    assert not notes
    assert [problem.line for problem in problems] == [4]


def test_a_highlight_may_end_in_angle_brackets() -> None:
    notes, problems = read(record("Highlight", "Location 95-97", "10:00:00", "#include <limits>"))
    assert list(notes) == ["#include <limits>"]
    assert not problems
