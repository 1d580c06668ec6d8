"""What comes of the words that were said of a highlight."""

from __future__ import annotations

import pytest

from digest.core.opinions import MOST_STEPS, formed
from digest.model.opinion import Opinion, Word

DISCARD, DONE, FAVORITE = Word.DISCARD, Word.DONE, Word.FAVORITE
LATER, PIN, SOONER = Word.LATER, Word.PIN, Word.SOONER


def test_nothing_said_is_no_opinion() -> None:
    assert formed([], []) == Opinion()


def test_a_favourite_stays_one_however_often_it_is_put_off() -> None:
    opinion = formed([FAVORITE, LATER, LATER, DISCARD], [])
    assert (opinion.favorite, opinion.step, opinion.retired) == (True, 2, "discard")


@pytest.mark.parametrize("word", [FAVORITE, SOONER, LATER, PIN])
def test_whatever_is_said_after_it_was_retired_brings_it_back(word: Word) -> None:
    assert formed([DISCARD, word], []).retired == formed([DONE, word], []).retired == ""


def test_retiring_takes_the_pin_away() -> None:
    assert not formed([PIN, DONE], []).pinned
    assert not formed([PIN], [DISCARD]).pinned


def test_sooner_and_later_take_each_other_back_and_stop_somewhere() -> None:
    assert formed([LATER, SOONER], []).step == 0
    assert formed([LATER] * 9, [LATER]).step == MOST_STEPS
    assert formed([SOONER] * 9, []).step == -MOST_STEPS


def test_what_a_note_and_marks_say_holds_together() -> None:
    opinion = formed([LATER], [FAVORITE, LATER])
    assert (opinion.favorite, opinion.step) == (True, 2)


def test_no_mark_brings_back_what_the_note_discards() -> None:
    assert formed([DISCARD, PIN], [DISCARD]).retired == "discard"


def test_no_tag_that_has_stood_there_brings_back_what_a_mark_retired() -> None:
    assert formed([DONE], [FAVORITE]).retired == "done"
