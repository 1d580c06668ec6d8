"""Redacting: other words in the same places."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.redact import Redactor

KNOWN = frozenset(("highlight", "location", "title", "com", "年", "月", "日", "位置", "标注"))


def redacted(text: str, private: tuple[str, ...] = ()) -> str:
    return Redactor(KNOWN, text, private).redact(text)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Title: The tide, the Tide.", "Title: Bbb bbbb, bbb Bbbb."),
        ("# 位置 12 · 潮水", "# 位置 12 · 玄黄"),
        ("2026年7月1日 22:10", "2026年7月1日 22:10"),
        ("2026年7月1日星期三", "2026年7月1日玄黄宇"),
        ("12345-12399, 7", "10000-10001, 7"),
        ("20260701 20261399", "20260701 10000000"),
        ("https://tides.com/%E6%BD%AE", "https://bbbbb.com/%62%62%62"),
        ("a&nbsp;b &eacute; &#28526;", "b&nbsp;c d 玄"),
        ('say \\n "no"', 'bbb \\n "bb"'),
        ("deadbeef-cafe", "bbbbbbbb-bbbb"),
        ("Прилив", "Bbbbbb"),
        ("Titles: 年月 位置的", "Titles: 年月 位置玄"),
        ("Location, Locations, Locationmaster", "Location, Locations, Bbbbbbbbbbbbbb"),
    ],
)
def test_structure_stays_and_words_do_not(text: str, other: str) -> None:
    assert redacted(text) == other


def test_a_known_word_among_private_ones_is_redacted_and_stays_as_a_label() -> None:
    text = "Title: The highlight of a tide\nHighlight (Location 7)\n"
    assert redacted(text, ("The highlight of a tide",)).endswith("\nHighlight (Location 7)\n")
    assert "highlight" not in redacted(text, ("The highlight of a tide",))


def test_an_id_that_hides_a_time_still_hides_one() -> None:
    first, second = redacted("7421446577446000001 7421446625697000001").split()
    assert first < second
    assert {int(number) & 0x3FFFFF for number in (first, second)} == {0}


def test_what_is_left_of_private_words_is_found() -> None:
    redactor = Redactor(KNOWN, "")
    private = ["the ebbing Tides and a location", "潮水退去之后"]
    assert redactor.leaks("EBBING, a location; 水退去之", private) == {"ebbing", "水退去之"}


WORDS = st.text(st.sampled_from("abcdefgzABZéжあ潮水退去年位置标注 \n0123456789%&;#\\<>[]()==-:"), max_size=80)


@given(WORDS)
def test_nothing_telling_is_left_and_the_shape_is_the_same(text: str) -> None:
    redactor = Redactor(KNOWN, text)
    other = redactor.redact(text)
    assert redactor.leaks(other, [text]) == set()
    assert Redactor(KNOWN, text).redact(text) == other
    if "&" not in text and "%" not in text:
        assert re.sub(r"\w", "x", other) == re.sub(r"\w", "x", text)


@given(st.lists(st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=9), max_size=40))
def test_equal_words_stay_equal(words: list[str]) -> None:
    text = " ".join(words)
    others = redacted(text).split(" ") if words else []
    assert len(others) == len(words)
    assert all(len({others[at] for at, word in enumerate(words) if word == one}) == 1 for one in words)
