"""Dates that a file states: read, or told of."""

from __future__ import annotations

import re

from digest.intake.registry import understand
from tests.golden import pairs
from tests.intake.documents import document

DATE = re.compile(r"\b((?:19|20)\d\d)([-/.])\d\d?\2\d\d?\b")
NAMED = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b", re.IGNORECASE
)


def test_a_date_that_is_there_and_cannot_be_read_is_a_problem_in_every_format() -> None:
    silent, tried = [], set()
    for path in pairs.inputs():
        text, bookmarks = path.read_text("utf-8"), path.stem.endswith("-bookmarks")
        spoilt = NAMED.sub("Nonember", DATE.sub(r"\1\g<2>99\g<2>99", text))
        before, after = (understand(document(words, bookmarks=bookmarks)) for words in (text, spoilt))
        dates = {clipping.text: clipping.marked for clipping in before.clippings}
        for clipping in after.clippings:
            is_shown = "99" in " ".join((clipping.note, *clipping.tags))
            if dates.get(clipping.text) not in (None, clipping.marked) and not is_shown:
                tried.add(before.format)
                if not any("is not a date" in problem.message for problem in after.problems):
                    silent.append(f"{path.parent.name}/{path.name}: {clipping.text}")
    assert len(tried) > 20
    assert not silent


def test_zeros_are_no_date_that_is_there() -> None:
    rows = "Highlight,Title,Date\nThe tide is a slow clock.,Ebb,0000-00-00 00:00:00\n"
    assert understand(document(rows)).problems == []


def test_a_year_is_no_date_that_cannot_be_read() -> None:
    note = "---\nsource: https://example.org/1\ndate: 2019\n---\n\n> The tide is a slow clock.\n"
    assert understood_problems(note) == []
    assert understood_problems(note.replace("2019", "2019-13-99")) == ["'2019-13-99' is not a date"]


def understood_problems(text: str) -> list[str]:
    return [problem.message for problem in understand(document(text)).problems]


def test_the_problem_says_which_date_is_used_in_its_place() -> None:
    text = (pairs.FOLDER / "hypothesis-json/client.json").read_text("utf-8")
    understood = understand(document(re.sub(r'"created": "[^"]*"', '"created": "soon"', text)))
    assert understood.clippings
    assert {problem.hint for problem in understood.problems} == {"the date of its id is used"}
    assert understood.clippings[0].marked
