"""Text as readers see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.text import (
    clean,
    columns,
    display_title,
    ends_sentence,
    excerpt,
    fit_columns,
    language,
    length,
    one_line,
    reading_seconds,
)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("one\r\ntwo\rthree\u2028four\u2029five\x85six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("bell\x07 null\x00 escape\x1b[31m", "bell null escape[31m"),
        ("\ufeffmark", "mark"),
        ("lone \ud800 surrogate and \uffff", "lone  surrogate and "),
        ("tab\tand  spaces stay\n", "tab\tand  spaces stay\n"),
        (
            "a family \U0001f469\u200d\U0001f467 stays together",
            "a family \U0001f469\u200d\U0001f467 stays together",
        ),
    ],
)
def test_clean_takes_out_only_what_cannot_be_shown(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(st.characters(codec="utf-8")))
def test_a_clean_text_can_be_written_as_utf_8_and_stays_clean(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\r" not in clean(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M"], exclude_characters="\ufffe\uffff")))
def test_clean_leaves_everything_visible(text: str) -> None:
    assert clean(text) == text


def test_a_name_stands_on_one_line_and_cannot_turn_the_text_around() -> None:
    assert one_line(" The\n\u202eTides\u202c \u200b of \t Time\x00 ") == "The Tides of Time"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("潮水退去以后", "zh-Hans"),
        ("The tide went out.", "en"),
        ("他读 The Sea Around Us 的时候", "zh-Hans"),
        ("The character 潮 means tide.", "en"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_the_language_of_a_block_is_that_of_most_of_it(text: str, lang: str) -> None:
    assert language(text) == lang


def test_reading_takes_a_minute_for_400_characters_or_230_words() -> None:
    assert reading_seconds("潮" * 400) == pytest.approx(60)
    assert reading_seconds("tide " * 230) == pytest.approx(60)
    assert reading_seconds("潮" * 400 + "tide " * 230) == pytest.approx(120)


def test_columns_are_those_of_a_terminal() -> None:
    assert columns("tide") == 4
    assert columns("潮水，") == 6


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("The tide", 8, "The tide"),
        ("The tides", 8, "The tid…"),
        ("The tide", 5, "The…"),
        ("潮水退去", 8, "潮水退去"),
        ("潮水退去以后", 8, "潮水退…"),
        ("潮水退去以后", 7, "潮水退…"),
    ],
)
def test_a_text_is_cut_to_columns(text: str, limit: int, cut: str) -> None:
    assert fit_columns(text, limit) == cut


@given(st.text(), st.integers(1, 40))
def test_a_cut_text_is_never_wider_than_its_limit(text: str, limit: int) -> None:
    assert columns(fit_columns(text, limit)) <= limit


def test_length_counts_a_latin_letter_half() -> None:
    assert length("潮水 tide") == 2 + 2.5


SENTENCES = "The tide went out. The boats lay on their sides. Nobody minded."


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        (SENTENCES, 40, SENTENCES),
        (SENTENCES, 26, "The tide went out. The boats lay on their sides."),
        (SENTENCES, 22, "The tide went out. The boats lay on their"),
        (SENTENCES, 10, "The tide went out."),
        ("潮水退了。船侧躺在沙上。没有人着急。", 14, "潮水退了。船侧躺在沙上。"),
        ("他说：「潮水退了。」然后走开，很久没有回来", 12, "他说：「潮水退了。」"),
        ("Version 3.14 of the tide tables is out and nobody noticed", 8, "Version 3.14 of"),
        ("a" * 50, 10, "a" * 20),
    ],
)
def test_an_excerpt_ends_with_a_sentence_where_it_can(text: str, limit: float, cut: str) -> None:
    assert excerpt(text, limit) == (cut, cut != text)


@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_a_beginning_and_no_longer_than_its_limit(text: str, limit: int) -> None:
    cut, was_cut = excerpt(text, limit)
    assert text.startswith(cut)
    assert length(cut) <= limit
    assert was_cut == (length(text) > limit)


@pytest.mark.parametrize(
    "whole", ["It rained.", "It rained!", "“It rained.”", "下雨了。", "「下雨了。」", "Did it? ", "It rained…"]
)
def test_whole_sentences(whole: str) -> None:
    assert ends_sentence(whole)


@pytest.mark.parametrize("part", ["It rained", "It rained,", "下雨了，", "It rained:", ""])
def test_parts_of_sentences(part: str) -> None:
    assert not ends_sentence(part)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("灯塔史:从火堆到Fresnel透镜", "灯塔史：从火堆到 Fresnel 透镜"),
        ("为什么是12进制?", "为什么是 12 进制？"),
        ("海,陆,空!", "海，陆，空！"),
        ("The Tides: A History", "The Tides: A History"),
        ("已经 spaced 好了", "已经 spaced 好了"),
        ("占用40%的空间", "占用 40% 的空间"),
    ],
)
def test_a_title_is_shown_with_chinese_typography(title: str, shown: str) -> None:
    assert display_title(title) == shown
    assert display_title(shown) == shown
