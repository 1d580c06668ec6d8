from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.core.terms import EVERYTHING, emphasise, index_terms, labels_of, parse_query
from digest.errors import UsageError

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_run_of_han_goes_in_as_pairs_and_its_last_character_and_words_stay() -> None:
    assert index_terms("AI的固定成本, fixed").split() == ["AI", "的固", "固定", "定成", "成本", "本", ",", "fixed"]


def test_full_width_letters_and_half_width_kana_are_found_by_the_usual_ones() -> None:
    assert index_terms("ＡＩ ﾃｨ").split() == ["AI", "ティ", "ィ"]


@pytest.mark.parametrize(
    ("asked", "words", "is_open"),
    [
        ("芯片", "芯片", False),
        ("芯", "芯", True),
        ("固定成本。", "固定 定成 成本", False),
        ("哈哈哈", "哈哈 哈哈", False),
        ("芯片AI", "芯片 片 AI", False),
        ("AI芯", "AI 芯", True),
        ("slack", "slack", False),
    ],
)
def test_what_is_asked_is_a_phrase_of_what_the_index_has(asked: str, words: str, is_open: bool) -> None:
    [phrase] = parse_query(asked, UTC).wanted
    assert (phrase.words, phrase.is_open) == (words, is_open)


def test_words_phrases_exclusions_and_filters_are_told_apart() -> None:
    query = parse_query('tide “slack water” -ebb -"spring tide" https://a.org after:2026-01 -tag:x', SHANGHAI)
    assert [phrase.words for phrase in query.wanted] == ["tide", "slack water", "https://a.org"]
    assert [phrase.words for phrase in query.unwanted] == ["ebb", "spring tide"]
    assert query.after == datetime(2026, 1, 1, tzinfo=SHANGHAI)
    assert query.labels == ()
    assert len(query.unwanted_labels) == 1


@pytest.mark.parametrize(
    ("asked", "after", "before"),
    [
        ("after:2026", (2026, 1, 1), None),
        ("after：2026-02-14 after:2025", (2026, 2, 14), None),
        ("before:2026/2", None, (2026, 2, 1)),
        ("-after:2026-02", None, (2026, 2, 1)),
    ],
)
def test_days_begin_at_midnight_and_the_narrower_of_two_counts(
    asked: str, after: tuple[int, int, int] | None, before: tuple[int, int, int] | None
) -> None:
    query = parse_query(asked, SHANGHAI)
    assert query.after == (datetime(*after, tzinfo=SHANGHAI) if after else None)
    assert query.before == (datetime(*before, tzinfo=SHANGHAI) if before else None)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("author:Holt tide", "no filter 'author:'; there is source:, tag:, flaw:, after:, before:"),
        ("tag: tide", "'tag:' has no value"),
        ("flaw:dull", "no flaw 'dull'; there is any, no-words, number, one-word, link, furniture, whole-page"),
        ("after:soon", "'after:soon' is not a date"),
        ("before:2026-02-30", "'before:2026-02-30' is not a date"),
        ("... !", "holds no word"),
        ("", "holds no word"),
    ],
)
def test_what_cannot_be_understood_is_said(asked: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_query(asked, UTC)


def test_a_tag_has_the_labels_of_those_it_is_in_and_a_host_of_its_domains() -> None:
    [everything, *labels] = labels_of(("a/b",), ("Harbour Ledger",), "https://www.blog.example.org/x")
    assert everything == EVERYTHING
    for asked in ("tag:a", "tag:A/B", "source:ledger", 'source:"harbour ledger"', "source:example.org"):
        assert set(parse_query(asked, UTC).labels) <= set(labels), asked
    for asked in ("tag:b", "source:org", "source:a", "tag:ledger"):
        assert not set(parse_query(asked, UTC).labels) & set(labels), asked


def test_words_and_runs_are_emphasised_as_they_stand_and_not_inside_others() -> None:
    shown = emphasise(
        "Ships 芯片厂 shipping AI芯片 hardship", {"Ships", "芯片", "AI", "ship"}, lambda word: f"*{word}*"
    )
    assert shown == "*Ships* *芯片*厂 shipping *AI**芯片* hardship"
