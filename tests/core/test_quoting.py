"""What a draft quotes is the library's text, whole or cut for all to see."""

from __future__ import annotations

import pytest

from digest.core.quoting import quoted, same_words

TIDES = 'The tide is "slack" for an hour -- perhaps two. Then it turns... and nobody says so.'


@pytest.mark.parametrize(
    "told",
    [
        "",
        TIDES,
        "The tide is “slack” for an hour – perhaps two.\nThen it turns… and  nobody\u00a0says so.",
        'The tide is \\"slack\\" for an hour — perhaps two. Then it turns \\... and nobody says so.',
    ],
)
def test_what_editors_do_by_themselves_changes_nothing(told: str) -> None:
    assert quoted(told, TIDES) == TIDES


@pytest.mark.parametrize(
    "told",
    [
        "The tide is slack for an hour -- perhaps two. Then it turns... and nobody says so.",
        "The tides are […] nobody says so.",
        "Then it turns... and nobody says so.",
        "nobody says so […] The tide is",
        "The tide […] says",
        "[…]",
        "…",
        "Something else.",
    ],
)
def test_other_words_are_refused(told: str) -> None:
    assert quoted(told, TIDES) is None


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("The tide is “slack” […] and nobody says so.", 'The tide is "slack" […] and nobody says so.'),
        ("The tide is [ ... ]", "The tide is […]"),
        ("… Then it turns… and nobody says so.", "[…] Then it turns... and nobody says so."),
        ("The tide … Then it turns… says so.", "The tide […] Then it turns […] says so."),
        ("[…] perhaps two […] nobody […]", "[…] perhaps two […] nobody […]"),
    ],
)
def test_a_cut_is_printed_as_one_around_the_words_of_the_library(told: str, printed: str) -> None:
    assert quoted(told, TIDES) == printed


def test_han_is_cut_without_spaces_and_accents_may_be_spelt_either_way() -> None:
    assert quoted("潮水[…]没有人说。", "潮水平一个钟头，然后转了，没有人说。") == "潮水[…]没有人说。"
    assert same_words("cafe\u0301", "caf\u00e9")
    assert not same_words("cafe", "caf\u00e9")
