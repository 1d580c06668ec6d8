"""Which format claims a file: by its content, one or none, and said in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.intake.document import Document
from digest.intake.registry import FORMATS, asked, claim
from digest.model.clipping import Clipping, Problem
from tests.golden import pairs
from tests.intake.documents import document

UNRECOGNISED = {
    "prose": "Just some words,\nand some more of them.\n",
    "a list": "- milk\n- ink\n* paper\n",
    "csv": 'Highlight,Book Title\n"Some words","A title"\n',
    "json": '[\n  {"text": "# a heading", "quote": "> a quote"}\n]\n',
    "object": '{"annotations": [{"text": "==a=="}]}',
    "html": "<!DOCTYPE html>\n<html><body><h1>x</h1>\n> not a quote\n</body></html>\n",
    "kindle": "A Book (An Author)\n- Your Highlight on page 3 | Added on Monday\n\n**Words**.\n==========\n",
    "lua": '-- settings\nreturn {\n    ["colours"] = {},\n}\n',
    "comparison": "if a == b:\n    pass\n",
}


@pytest.mark.parametrize("name", UNRECOGNISED)
def test_what_no_format_reads_is_said_to_be_unrecognised(name: str) -> None:
    problem = claim(document(UNRECOGNISED[name], path="folder/file.md"))
    assert isinstance(problem, Problem)
    assert problem.path == "folder/file.md"
    names = problem.message.partition("(asked: ")[2].rstrip(")").split(", ")
    assert names == [form.NAME for form in asked(document(UNRECOGNISED[name]))]
    assert problem.hint


@pytest.mark.parametrize("name", UNRECOGNISED)
def test_only_formats_of_its_shape_are_asked_about_a_document(name: str) -> None:
    given = document(UNRECOGNISED[name])
    assert set(asked(given)) == {form for form in FORMATS if given.shape == form.SHAPE}


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_an_empty_file_is_said_to_be_empty(text: str) -> None:
    problem = claim(document(text))
    assert isinstance(problem, Problem)
    assert "empty" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "# A heading\n",
        "> a quote\n",
        "some ==marked== words\n",
        "a <mark>marked</mark> word",
        "**bold**",
        "[a](b)",
        "a [[link]]",
        "```\ncode\n```\n",
        "- [ ] a task\n",
        "---\na: b\n---\n",
        "---\nnever: closed\n",
    ],
)
def test_any_sign_of_markdown_is_enough_for_a_note(text: str) -> None:
    form = claim(document(text))
    assert not isinstance(form, Problem)
    assert form.NAME == "markdown"


@pytest.mark.parametrize("path", pairs.inputs(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_neither_name_nor_ending_decides(path: Path) -> None:
    text = path.read_text("utf-8")
    claims = {claim(document(text, path=name)) for name in ("x.md", "x.txt", "cubox.csv", "x")}
    assert [getattr(form, "NAME", form) for form in claims] == [path.parent.name]


def test_two_formats_that_are_equally_sure_are_a_problem_that_names_both() -> None:
    def identify(_: Document) -> int:
        return 50

    def parse(_: Document) -> Iterator[Clipping | Problem]:
        return iter(())

    twins = [
        SimpleNamespace(NAME=name, SHAPE="text", SUREST=50, identify=identify, parse=parse)
        for name in ("left", "right")
    ]
    problem = claim(document("text"), twins)
    assert isinstance(problem, Problem)
    assert "left" in problem.message
    assert "right" in problem.message
