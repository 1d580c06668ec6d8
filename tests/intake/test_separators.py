"""The separators of lines and paragraphs in Unicode: some programs write them, and no line of a file ends there."""

from __future__ import annotations

import re

import pytest

from digest.core.text import SEPARATORS
from digest.intake.decode import Decoded, decode
from digest.intake.registry import Understood, understand
from tests.golden.pairs import FOLDER
from tests.intake.documents import document

FILES = (
    "readwise-csv/default.csv",
    "readwise-json/default.json",
    "digest-jsonl/other-program.jsonl",
    "kindle-clippings/english.txt",
    "kindle-notebook/default.html",
    "koreader-lua/annotations.lua",
    "markdown/callouts.md",
    "readwise/default.md",
    "logseq/default.md",
)


def understood(text: str) -> Understood:
    decoded = decode(text.encode())
    assert isinstance(decoded, Decoded)
    return understand(document(decoded.text))


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
@pytest.mark.parametrize("name", FILES)
def test_a_separator_in_a_highlight_is_a_line_end_in_it_and_tears_nothing(name: str, separator: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    whole = understood(text)
    words = next(
        found[0]
        for clipping in whole.clippings
        if (found := re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", clipping.text)) and text.count(found[0]) == 1
    )
    torn = understood(text.replace(words, words.replace(" ", separator)))
    assert [(one.work, one.line) for one in torn.clippings] == [(one.work, one.line) for one in whole.clippings]
    assert [one.text for one in torn.clippings] == [
        one.text.replace(words, words.replace(" ", "\n")) for one in whole.clippings
    ]
    assert torn.problems == whole.problems
