"""The notebook that Kindle's apps export as a web page.

    <div class="bookTitle">…</div> <div class="authors">…</div>
    <div class="sectionHeading">Chapter</div>
    <div class="noteHeading">Highlight (<span class="highlight_yellow">yellow</span>) - Page 115 · Location 9</div>
    <div class="noteText">words</div>

The words of the headings are in the language of the app, the classes are not. Newer pages close other elements than
they open, so what counts is the class that was named last and not which element is inside which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from digest.core.text import clean, one_line
from digest.intake.document import Document, Shape
from digest.intake.formats.kindle import place_of, sort_of
from digest.intake.formats.kindle_export import Row, read_rows
from digest.model.clipping import COLORS, Clipping, Kind, Problem, StatedWork

NAME = "kindle-notebook"
SHAPE: Shape = "page"
SUREST = 95

_FIELDS = frozenset(("bookTitle", "authors", "citation", "sectionHeading", "noteHeading", "noteText"))
_COLOR = "highlight_"
_SPACE = re.compile(r"[ \t\n]+")


class _Field(NamedTuple):
    """What stands under one class, the line it begins on, and the colour named in it."""

    name: str
    line: int
    text: str
    color: str


def identify(document: Document) -> int:
    """High for the classes of the title and of the headings."""
    head = document.head
    return 95 if "noteHeading" in head and "bookTitle" in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the page, each with the notes that follow it."""
    title = author = ""
    rows: list[Row] = []
    section = ""
    heading: _Field | None = None
    for field in _fields(document):
        if field.name == "bookTitle":
            title = title or one_line(field.text)
        elif field.name == "authors":
            author = author or one_line(field.text)
        elif field.name == "sectionHeading":
            section = one_line(field.text)
        elif field.name == "noteHeading":
            if heading:
                rows.append(_row(heading, None, section))
            heading = field
        elif field.name == "noteText" and heading:
            rows.append(_row(heading, field, section))
            heading = None
    if heading:
        rows.append(_row(heading, None, section))
    work = StatedWork(title or document.stem, Kind.BOOK, author=author, app="Kindle")
    yield from read_rows(document, work, rows)


def _row(heading: _Field, words: _Field | None, section: str) -> Row:
    """A heading such as ``Highlight (yellow) - Chapter > Page 115 · Location 954``, and the words below it."""
    stated = one_line(heading.text)
    sort, _, place = stated.partition(" - ")
    chapter, _, place = place.rpartition(" > ")
    sort_told = "highlight" if heading.color else sort_of(sort) or "note"
    line, text = (words.line, words.text) if words else (heading.line, "")
    return Row(line, sort_told, text, place_of(place), _color(heading.color), section or chapter)


def _color(name: str) -> str:
    return name if name in COLORS else ""


def _fields(document: Document) -> Iterator[_Field]:
    """The texts of the page in their order, each under the class that was named before it."""
    name, line, color = "", 0, ""
    parts: list[str] = []
    for event, node in etree.iterwalk(document.page, events=("start", "end")):
        if event == "end":
            parts.append(_SPACE.sub(" ", node.tail or ""))
            continue
        classes = (node.get("class") or "").split()
        if named := next((found for found in classes if found in _FIELDS), ""):
            if name:
                yield _Field(name, line, _text(parts), color)
            name, line, color, parts = named, node.sourceline or 0, "", []
        color = next((found.removeprefix(_COLOR) for found in classes if found.startswith(_COLOR)), color)
        parts.append("\n" if node.tag == "br" else "")
        parts.append(_SPACE.sub(" ", node.text or ""))
    if name:
        yield _Field(name, line, _text(parts), color)


def _text(parts: list[str]) -> str:
    lines = (_SPACE.sub(" ", line).strip(" ") for line in clean("".join(parts)).split("\n"))
    return "\n".join(lines).strip()
