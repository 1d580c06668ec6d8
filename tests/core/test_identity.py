"""Who is who."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digest.core.identity import comparable, distinctive, may_be_one, plain_url, text_fingerprint, work_names
from digest.model.clipping import Kind, Markup, StatedWork

SENTENCE = "Le café était fermé, 潮水退了。"


@pytest.mark.parametrize(
    "variant",
    [
        unicodedata.normalize("NFD", SENTENCE),
        SENTENCE.replace("é", "e\u200b\u0301"),
        "\ufeff" + SENTENCE.replace("ca", "ca\u200d"),
        SENTENCE.replace(" ", "\u00a0"),
        SENTENCE.replace(" ", " \n\t "),
        f"  {SENTENCE}\r\n",
        SENTENCE.replace("潮", "潮\ufe00"),
        SENTENCE.replace("fer", "fer\u00ad"),
        SENTENCE.replace("Le", "\u202aLe\u202c"),
    ],
)
def test_what_no_reader_can_see_makes_no_other_highlight(variant: str) -> None:
    assert variant != SENTENCE
    assert text_fingerprint(variant) == text_fingerprint(SENTENCE)


PASSED_ON = "The keeper’s lamp — trimmed, at dusk — was seen for 18 miles; “no ship” was lost."


@pytest.mark.parametrize(
    "variant",
    [
        PASSED_ON.replace("’", "'").replace("“", '"').replace("”", '"'),
        PASSED_ON.replace(" — ", " - ").replace(";", "."),
        PASSED_ON.replace("trimmed", "trim-\nmed"),
        PASSED_ON.replace(" ", ""),
        PASSED_ON.rstrip("."),
        PASSED_ON.replace("lamp", "ｌａｍｐ").replace(",", "，"),
    ],
)
def test_what_programs_change_when_they_pass_a_text_on_makes_no_other_highlight(variant: str) -> None:
    assert variant != PASSED_ON
    assert text_fingerprint(variant) == text_fingerprint(PASSED_ON)


@pytest.mark.parametrize(
    "variant",
    [
        "The **keeper’s lamp** — trimmed, at dusk — was [seen](https://a.org) for 18 miles; “no ship” was lost.",
        "The keeper’s [[Lamps|lamp]] — trimmed, _at dusk_ — was seen for 18 miles; “no ship” was ==lost==.",
    ],
)
def test_markdown_is_compared_by_what_it_shows(variant: str) -> None:
    assert text_fingerprint(variant, Markup.MARKDOWN) == text_fingerprint(PASSED_ON)
    assert text_fingerprint(variant) != text_fingerprint(PASSED_ON)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Seen for 1.5 miles by everybody", "Seen for 15 miles by everybody"),
        ("Lost in 2020, 15 of them ships", "Lost in 202015 of them ships"),
        ("It was 5 degrees when they left", "It was -5 degrees when they left"),
        ("It was (5) degrees when they left", "It was (-5) degrees when they left"),
        ("气温降到5度的时候河面就结冰了", "气温降到-5度的时候河面就结冰了"),
        ("Fell by 5 percent over the year", "Fell by .5 percent over the year"),
        ("It was -5 degrees when they left", "It was -.5 degrees when they left"),
        ("The lamp was lit at dusk, always", "The Lamp was lit at dusk, always"),
        ("They paid 20% of it in the spring", "They paid 20 of it in the spring"),
        ("They paid $20 for it in the spring", "They paid €20 for it in the spring"),
        ("Yes, of course.", "Yes of course."),
        ("潮水退了。", "潮水退了"),
    ],
)
def test_another_number_symbol_or_case_and_a_few_words_are_another_highlight(one: str, other: str) -> None:
    assert text_fingerprint(one) != text_fingerprint(other)


WORDS = st.lists(st.text("abcdefghæé潮水退了かナ", min_size=1), min_size=8, max_size=20)
SILENCES = st.lists(
    st.sampled_from(["", " ", "-\n", ", ", " — ", "“", "。", "…", "\u200b", "!"]), min_size=20, max_size=20
)


@given(WORDS, SILENCES, SILENCES)
def test_the_same_letters_in_whatever_punctuation_are_one_highlight(
    words: list[str], one: list[str], other: list[str]
) -> None:
    texts = ["".join(map("".join, zip(words, silences, strict=False))) for silences in (one, other)]
    assume(all(map(distinctive, texts)))
    assert text_fingerprint(texts[0]) == text_fingerprint(texts[1])


def read(text: str) -> list[str]:
    return [char for char in unicodedata.normalize("NFKC", comparable(text)) if char.isalnum()]


@given(st.text(), st.text())
def test_other_letters_or_digits_are_another_highlight(one: str, other: str) -> None:
    assume(read(one) != read(other))
    assert text_fingerprint(one) != text_fingerprint(other)


@given(st.text("ab1,.-€% 。", min_size=20, max_size=30), st.integers(0, 29), st.sampled_from("xy79€%"))
def test_one_letter_digit_or_symbol_more_is_another_highlight(text: str, place: int, added: str) -> None:
    assert text_fingerprint(text) != text_fingerprint(text[:place] + added + text[place:])


@given(st.text())
def test_making_comparable_twice_changes_nothing(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


def test_a_text_is_distinctive_by_the_characters_that_can_be_seen() -> None:
    assert distinctive("At ebb it stands dry")
    assert not distinctive(" At  ebb it, stands.\u200b ")
    assert distinctive("大成若缺，其用不弊。")
    assert not distinctive("大成若缺。")


def test_a_fingerprint_is_16_bytes_and_stays_what_it_is() -> None:
    # Kept in every library there is: a change of the rule needs a new VERSION and a way to recompute.
    assert text_fingerprint("潮水退了").hex() == "a593ad2a9296168b7e1ff7bfe27b160c"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            StatedWork("Old title", key="cubox:7", url="https://example.org/a"),
            StatedWork("New title", key="cubox:7"),
        ),
        (
            StatedWork("Old title", url="https://example.org/a"),
            StatedWork("New title", url="https://example.org/a"),
        ),
        (StatedWork("A", url="https://example.org/a/#notes"), StatedWork("A", url="https://example.org/a")),
        (StatedWork("The Tides", author="R. Carson"), StatedWork("the  tides ", author="R. CARSON")),
        (StatedWork("The Tides", tags=("sea",)), StatedWork("The Tides", excerpt="About the sea")),
    ],
)
def test_one_work(one: StatedWork, other: StatedWork) -> None:
    assert work_names(one).surest == work_names(other).surest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (StatedWork("A", key="cubox:7"), StatedWork("A", key="cubox:8")),
        (StatedWork("A", key="cubox:7", url="https://example.org/a"), StatedWork("A", url="https://example.org/a")),
        (StatedWork("A", url="https://example.org/a"), StatedWork("A", url="https://example.org/b")),
        (StatedWork("A", url="https://example.org/#/a"), StatedWork("A", url="https://example.org/#/b")),
        (StatedWork("A", url="https://example.org/#!a"), StatedWork("A", url="https://example.org/#!b")),
        (StatedWork("The Tides", author="R. Carson"), StatedWork("The Tides", author="D. Pugh")),
        (StatedWork("The Tides"), StatedWork("Tides")),
        (StatedWork("key", author="7"), StatedWork("", key="7")),
    ],
)
def test_two_works(one: StatedWork, other: StatedWork) -> None:
    assert work_names(one).surest != work_names(other).surest


def test_the_kind_of_a_work_may_become_known_later() -> None:
    assert work_names(StatedWork("A", kind=Kind.BOOK)).surest == work_names(StatedWork("A")).surest


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.org/tides?page=2",
        "https://Example.org/tides/?page=2",
        "https://example.org/tides?utm_source=letter&page=2&fbclid=x",
        "https://example.org/tides?page=2#ebb",
    ],
)
def test_an_address_is_known_again_in_whatever_dress(url: str) -> None:
    assert plain_url(url) == plain_url("https://example.org/tides?page=2")


def test_another_page_has_another_address() -> None:
    urls = [
        "https://example.org/tides",
        "https://example.org/Tides",
        "https://example.org/tides?page=2",
        "weread://a",
    ]
    assert len(set(map(plain_url, urls))) == len(urls)


TIDES = StatedWork("The Tides of the Eastern Shore", author="Marian Holt", key="readwise:1")


@pytest.mark.parametrize(
    "other",
    [
        StatedWork("the tides of the eastern shore", author="Holt, Marian"),
        StatedWork("The Tides of the Eastern Shore", author="M. Holt"),
        StatedWork("The Tides of the Eastern Shore"),
        StatedWork("Tides", key="readwise:1"),
        StatedWork("The Tides of the Eastern Shore", author="Marian Holt; Ida Vane", key="kindle:1"),
    ],
)
def test_programs_that_name_a_work_differently_mean_the_same(other: StatedWork) -> None:
    assert may_be_one(TIDES, other)
    assert may_be_one(other, TIDES)


@pytest.mark.parametrize(
    "other",
    [
        TIDES._replace(key="readwise:2"),
        TIDES._replace(key="", author="Ida Vane"),
        TIDES._replace(key="", title="The Tides of the Western Shore"),
    ],
)
def test_works_that_a_program_or_an_author_tells_apart_are_two(other: StatedWork) -> None:
    assert not may_be_one(TIDES, other)
    assert not may_be_one(other, TIDES)


def test_a_short_title_alone_names_no_work() -> None:
    assert not may_be_one(StatedWork("Tides", author="Ida Vane"), StatedWork("Tides", url="https://example.org/a"))
