"""What Readwise's notes leave open: where the highlights begin, and which lines are the reader's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.intake.formats import readwise, readwise_logseq
from digest.intake.formats.readwise_terms import highlight_key, read_tagging, reader_moment
from digest.intake.registry import claim
from digest.model.clipping import Clipping
from tests.intake.documents import document

LINK = "([View Highlight](https://read.readwise.io/read/01ht854x1s1r1phczj70jk4rzc))"


def texts(text: str) -> list[str]:
    return [record.text for record in readwise.parse(document(text)) if isinstance(record, Clipping)]


def test_a_heading_in_the_full_text_does_not_begin_the_highlights() -> None:
    article = "## Full Document\nAn article.\n\n## Highlights\n- of the article\n\n"
    assert texts(f"{article}## Highlights\n- of the reader {LINK}\n- and without a link\n") == [
        "of the reader",
        "and without a link",
    ]


def test_the_full_text_behind_the_highlights_is_not_read() -> None:
    assert texts(f"## Highlights\n- of the reader {LINK}\n\n## Full Document\n- of the article\n") == [
        "of the reader"
    ]


def test_below_a_heading_of_ones_own_only_what_is_linked_is_a_highlight() -> None:
    assert texts(f"## Highlights\n- one\n\n## My thoughts\n- mine\n- moved here {LINK}\n") == ["one", "moved here"]


def test_two_highlights_in_one_quote_stay_two() -> None:
    assert texts(f"## Highlights\n> one {LINK}\n> two ([View Highlight](https://read.readwise.io/read/x))\n") == [
        "one",
        "two",
    ]


def test_a_page_of_logseq_is_claimed_by_the_other_format() -> None:
    page = f"title:: A (highlights)\n\n- Highlights first synced by [[Readwise]] [[Mar 6th, 2023]]\n\t- a {LINK}\n"
    assert claim(document(page)) is readwise_logseq


@pytest.mark.parametrize("ulid", ["01new", "01ht854x1s1r1phczj70jk4rz", "zzzzzzzzzz1r1phczj70jk4rzc", "0" * 26])
def test_what_is_no_id_of_reader_has_no_date(ulid: str) -> None:
    assert reader_moment(f"https://read.readwise.io/read/{ulid}") is None


def test_the_date_in_an_id_of_reader() -> None:
    made = reader_moment("https://read.readwise.io/read/01HT854X1S1R1PHCZJ70JK4RZC")
    assert made == datetime(2024, 3, 30, 17, 5, 6, 617_000, UTC)


def test_a_link_names_a_highlight_before_its_number_does() -> None:
    assert highlight_key("https://readwise.io/open/12", "34") == "readwise:12"
    assert highlight_key("https://example.org/", "34") == "readwise:34"


def test_orders_to_readwise_are_no_tags() -> None:
    assert read_tagging([".h1", ".c2", "pink", ".favorite", "#a"]) == (("favorite", "a"), "pink", True, False)
    assert read_tagging([".discard"]).is_discarded
