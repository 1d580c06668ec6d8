"""Texts made to be slow or to break something: they end soon, as highlights or as problems."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.registry import FORMATS, claim
from digest.model.clipping import COLORS, Clipping, Markup, Problem
from tests.intake.documents import document, records

MEGABYTE = 1_000_000
CUBOX_LINK = "[Link](https://cubox.pro/web/annotations/cards/1?highlight=2)\n"
PATTERNS = [
    *[
        "x",
        "é",
        "=",
        "==",
        "==a",
        "==a==",
        " ==a== ",
        "[",
        "[[",
        "](",
        "[a](",
        "`",
        "``a`",
        "$",
        "$a$",
        "%%",
        "<!--",
    ],
    *[
        "<mark>",
        "</mark>",
        "<a",
        "<",
        ">",
        "> ",
        ">\n",
        "> a\n",
        "- ",
        "- a\n",
        "#",
        "\n",
        "\t",
        " ",
        "\\",
        "http://",
    ],
    *[
        "http://a=",
        "```\n",
        "> ```\n",
        "$$\n",
        "<pre>\n",
        "---\n",
        "* ",
        "^a ",
        "**a",
        "·",
        " - ",
        " - a [1]",
        "] ",
    ],
    *["[1] A - ", "a. ", "**a** - ", CUBOX_LINK, "> a\n" + CUBOX_LINK, "\n## Highlights\n\n- a", "source: "],
    *["> 本文由 \n", "> [!quote]\n> a\n", "b·2025-01-01 10:00\nc - d [1]\n"],
]
SOURCED = "---\nsource: https://example.org/\nid: 7421446577446718398\n---\n"
WAYS_IN = {"bare": "", "note": SOURCED + "==a==\n\n> b\n\n", "page": "Title\nSource·2025-01-01 10:00\n\nH - "}


@pytest.mark.parametrize("way_in", WAYS_IN)
@pytest.mark.parametrize("pattern", PATTERNS, ids=ascii)
def test_a_hundred_kilobytes_of_anything_end_soon(pattern: str, way_in: str) -> None:
    """A tenth of the megabyte, in a tenth of the two seconds: what grows with the square is found here as well."""
    text = WAYS_IN[way_in] + pattern * (MEGABYTE // 10 // len(pattern))
    for form in FORMATS:
        start = time.process_time()
        form.identify(document(text))
        for _ in records(form, document(text)):
            pass
        assert time.process_time() - start < 1, form.NAME


BIG = {
    "one line": "==" + "word " * (MEGABYTE // 5) + "word" + "==",
    "nested quotes": ">" * 10_000 + " ==a==",
    "brackets": "[" * 50_000 + " ==a==",
    "marks": "==a" * 100_000,
    "ticks": "".join("`" * length + " " for length in range(1, 1_000)) + " ==a==",
    "lines": "a\n" * (MEGABYTE // 4) + "\n==a==",
    "a picture in the text": f"![x](data:image/png;base64,{'A' * MEGABYTE}) ==a==",
}


@pytest.mark.parametrize("name", BIG)
def test_a_mark_beside_something_huge_is_still_found(name: str) -> None:
    note = document(f"# A title\n\n{BIG[name]}")
    form = claim(note)
    assert not isinstance(form, Problem)
    start = time.process_time()
    assert any(isinstance(record, Clipping) for record in form.parse(note))
    assert time.process_time() - start < 2


SIGNS = [*"ab =>[]()`$%<!-#*·:.|\\/\n\n\n\t中。", "==", "> ", "---\n", "- ", "```", "[!quote]", "<mark>", "</mark>"]
LINES = [
    *[
        "> words",
        "",
        "a note",
        CUBOX_LINK.strip(),
        "## Annotations",
        "# Title",
        "Source·2025-01-01 10:00",
        "==a mark==",
    ],
    *[
        "H - p [1]. - q [2]. N - r [3].",
        "---",
        "id: 7421446577446718398",
        "title: a: b",
        "```",
        "%%",
        "> [!cite] t",
    ],
    *["Note: n", "- [ ] task", "\u3000", "<!--", "-->", "| ==cell== | b |", "    code", "> > deeper", "lazy"],
]
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=60).map("".join)
PIECES = st.lists(st.sampled_from(LINES), max_size=14).map("\n".join)


@given(TEXTS | PIECES)
def test_any_text_gives_clippings_and_problems_that_can_be_kept(text: str) -> None:
    lines = text.count("\n") + 1
    for form in FORMATS:
        assert 0 <= form.identify(document(text)) <= form.SUREST <= 100
        for record in records(form, document(text, quotes="all")):
            assert 0 <= record.line <= lines
            if isinstance(record, Problem):
                assert record.message
                continue
            assert record.text.strip() == record.text != ""
            assert record.work.title.strip()
            assert record.color in ("", *COLORS)
            assert record.marked is None or record.marked.at.tzinfo is not None
            assert record.markup in Markup


@given(PIECES)
def test_every_line_of_a_clipping_is_where_its_words_are(text: str) -> None:
    lines = text.split("\n")
    for form in FORMATS:
        for record in records(form, document(text, quotes="all")):
            if isinstance(record, Clipping):
                assert record.text.split("\n")[0].split(" ")[0] in "\n".join(lines[record.line - 1 :])
