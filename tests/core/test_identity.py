"""Who is who."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digest.core.identity import comparable, distinctive, text_fingerprint, work_fingerprint
from digest.model.clipping import Kind, StatedWork

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


@pytest.mark.parametrize(
    "other", ["Le café était fermé, 潮水退了", "le café était fermé, 潮水退了。", "Lecafé était fermé, 潮水退了。"]
)
def test_what_a_reader_can_see_makes_another_highlight(other: str) -> None:
    assert text_fingerprint(other) != text_fingerprint(SENTENCE)


@given(st.text(), st.text())
def test_different_texts_have_different_fingerprints(one: str, other: str) -> None:
    assume(comparable(one) != comparable(other))
    assert text_fingerprint(one) != text_fingerprint(other)


@given(st.text())
def test_making_comparable_twice_changes_nothing(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


def test_a_text_is_distinctive_by_the_characters_that_can_be_seen() -> None:
    assert distinctive("At ebb it stands dry")
    assert not distinctive(" At  ebb it stands\u200b ")
    assert distinctive("大成若缺，其用不弊。")
    assert not distinctive("大成若缺。")


def test_a_fingerprint_is_16_bytes_and_stays_what_it_is() -> None:
    # Kept in every library there is: a change of the rule needs a new VERSION and a way to recompute.
    assert text_fingerprint("潮水退了").hex() == "79c1f0fface33c99d3c6bc75d857ca42"


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
    assert work_fingerprint(one) == work_fingerprint(other)


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
    assert work_fingerprint(one) != work_fingerprint(other)


def test_the_kind_of_a_work_may_become_known_later() -> None:
    assert work_fingerprint(StatedWork("A", kind=Kind.BOOK)) == work_fingerprint(StatedWork("A"))
