"""Names and words as filters ask for them, and a filter in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.core.filters import alike, contradictions, has_tag, in_words, is_from, says
from digest.model.clipping import Kind
from digest.model.filter import EVERYTHING, Filter, Rules


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("On Stoicism", "stoic", True),
        ("a heart at peace", "art", False),
        ("Heart. Art.", "art", True),  # not the first time that it is there
        ("well-being", "being", True),
        ("STRASSE", "straße", True),
        ("cafe\u0301", "café", True),
        ("读Stoic的书", "stoic", True),
        ("固定成本", "定成", True),
        ("a.b", ".", False),
        ("to  be\nor not", "be or", True),
        ("3,14", "14", True),
    ],
)
def test_a_word_is_found_where_one_begins_with_it(text: str, word: str, found: bool) -> None:
    assert says(text, [alike(word)]) is found


def test_a_tag_is_compared_whole_and_without_regard_to_capitals() -> None:
    assert has_tag(("To Read", "C++"), {"c++"})
    assert not has_tag(("to read later",), {"to read"})
    assert has_tag(("Über",), {alike("über")})


@pytest.mark.parametrize("name", ["Moon+ Reader", "moon+", "the new ledger", "example.org", "blog.example.org"])
def test_a_source_is_a_program_a_site_or_a_domain(name: str) -> None:
    assert is_from("The New Ledger", "Moon+ Reader", "https://www.blog.example.org/stoa", (alike(name),))


def test_a_filter_is_told_by_its_rules() -> None:
    include = Rules(tags=("stoa", ".*"), kinds=(Kind.BOOK,), newer_than=timedelta(days=84))
    assert in_words(Filter(include)) == 'include tags "stoa" or ".*", kinds "book", newer_than 84d'
    assert in_words(Filter(exclude=Rules(words=("sea",)))) == 'exclude words "sea"'
    assert in_words(EVERYTHING) == ""


@pytest.mark.parametrize(
    ("include", "exclude", "told"),
    [
        (Rules(tags=("Stoa", "sea")), Rules(tags=("stoa",)), "'stoa' is both included and excluded"),
        (Rules(kinds=(Kind.BOOK,)), Rules(kinds=(Kind.BOOK,)), "'book' is both"),
        (Rules(folders=("/clippings/a",)), Rules(folders=("/clippings",)), "the folder '/clippings/a' is both"),
        (
            Rules(newer_than=timedelta(days=30)),
            Rules(newer_than=timedelta(weeks=12)),
            "what is new enough to be included is excluded",
        ),
    ],
)
def test_what_one_rule_gives_and_another_takes_back_is_a_contradiction(
    include: Rules, exclude: Rules, told: str
) -> None:
    [one] = contradictions(Filter(include, exclude))
    assert one.startswith(told)


def test_rules_that_go_together_are_no_contradiction() -> None:
    include = Rules(tags=("sea",), folders=("/clippings",), newer_than=timedelta(days=30))
    exclude = Rules(tags=("stoa",), folders=("/clippings/a",), newer_than=timedelta(days=2))
    assert not list(contradictions(Filter(include, exclude)))
