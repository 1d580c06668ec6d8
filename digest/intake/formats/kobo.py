"""Notes of the Obsidian plugin that reads the highlights of a Kobo, as it has written them since 2023.

    ---                                          %%START-<id>%%
    title: "…"                                   %%START-EXTRACTED-HIGHLIGHT-<id>%%
    author: …                                    > [!quote]
    readStatus: Reading                          > words
    percentRead: 42                              >> [!note]
    ---                                          > the note to them — [[2024-05-01]]
    # Title                                      %%END-EXTRACTED-HIGHLIGHT-<id>%%
    ## Description                               %%END-<id>%%
    ## Highlights
    ## Chapter

    words of the highlight

    **Note:** the note to it

    *Created: 2025-05-01T10:00:00.000Z*

The marks with ids on the right are the ones of 2023 to 2025; the shape on the left followed. The plugin is
OGKevin/obsidian-kobo-highlights-import, read at commit fc9c59f.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.lines import Lines
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "kobo"
SHAPE: Shape = "text"
SUREST = 95

_START = "%%START-EXTRACTED-HIGHLIGHT-"
_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S[^\n]*)$", re.MULTILINE)
_HIGHLIGHTS = re.compile(r"^#{1,6}[ \t]+Highlights[ \t]*$", re.MULTILINE)
_LINES = r"\S[^\n]*(?:\n[^\n]*\S[^\n]*)*"
_PARAGRAPH = re.compile(rf"{_LINES}(?:\s*\n(?=\*\*Note:\*\*){_LINES})?")
_CREATED = re.compile(r"^[*_]Created:([^*_\n]+)[*_][ \t]*$", re.MULTILINE)
_NOTE = "**Note:**"
_CALLOUT = re.compile(r"[> ]*\[![^\]\n]*\][^\n]*")
_DAY = re.compile(r" — \[\[([^\[\]\n]{1,40})\]\]\Z")


class _Mark(NamedTuple):
    """A highlight, and where in the body it begins."""

    start: int
    text: str
    note: str = ""
    date: str = ""
    id_: str = ""


def identify(document: Document) -> int:
    """High for the marks with ids, and for properties that only this plugin writes together."""
    head = document.head
    if _START in head:
        return 95
    if "readStatus" not in head or "percentRead" not in head:
        return 0
    return 85 if {"readStatus", "percentRead"} <= document.front.values.keys() else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the note; one that stands there twice once, as it stands last."""
    front = document.front
    body = front.body
    work = _work(document)
    marks = list(_extracted(body) if _START in body else _paragraphs(body))
    chapters = [heading for heading in _HEADING.finditer(body) if not _HIGHLIGHTS.fullmatch(heading[0])]
    lines = Lines(body, front.body_line)
    chapter, passed = "", 0
    found: dict[str, Clipping] = {}
    for position, mark in enumerate(marks, 1):
        while passed < len(chapters) and chapters[passed].start() < mark.start:
            chapter = one_line(chapters[passed][2]) if len(chapters[passed][1]) > 1 else ""
            passed += 1
        line = lines.at(mark.start)
        if not mark.text:
            yield document.problem(line, "a highlight without words", "perhaps a picture was marked")
            continue
        marked = yield from read_stamp(document, line, mark.date)
        found[mark.id_ or mark.text] = Clipping(
            work,
            mark.text,
            line,
            key=f"kobo:{mark.id_}" if mark.id_ else "",
            note=mark.note,
            marked=marked,
            heading=chapter,
            position=position,
        )
    yield from found.values()


def _extracted(body: str) -> Iterator[_Mark]:
    """The highlights between the marks with ids; what the reader wrote around them is not theirs."""
    place = body.find(_START)
    while place >= 0:
        after = body.find(_START, place + 1)
        id_, _, block = body[place + len(_START) : after if after >= 0 else None].partition("%%")
        start = place + len(_START) + len(id_) + len("%%")
        yield _callout(block.partition("\n%%")[0], start, id_.strip())
        place = after


def _callout(block: str, start: int, id_: str) -> _Mark:
    """A quotation, with a callout around it or without, and its note in a callout within or below an empty line."""
    start += len(block) - len(block.lstrip())
    block = block.strip()
    found = _DAY.search(block)
    block = block[: found.start()] if found else block
    heads = [line for line in block.split("\n") if _CALLOUT.fullmatch(line)]
    if heads:
        if block.startswith(heads[0]) and not heads[0].startswith(">>"):
            start += len(heads[0]) + 1
            block = block[len(heads[0]) :]
            heads = heads[1:]
        text, _, note = block.partition(heads[0]) if heads else (block, "", "")
    else:
        text, _, note = block.partition("\n\n")
    return _Mark(start, _bare(text), _bare(note), found[1] if found else "", id_)


def _bare(quoted: str) -> str:
    return "\n".join(line.removeprefix(">").strip() for line in quoted.strip().split("\n")).strip()


def _paragraphs(body: str) -> Iterator[_Mark]:
    """The highlights between headings: up to its date each, or where there are no dates a paragraph each."""
    above = _HIGHLIGHTS.search(body)
    dates = _CREATED.search(body) is not None
    start = above.end() if above else 0
    for end in (*(heading.start() for heading in _HEADING.finditer(body, start)), len(body)):
        section = body[start:end]
        marks = _dated(section, start) if dates else _loose(section, start)
        yield from (mark for mark in marks if above or mark.date)
        start = body.find("\n", end) if end < len(body) else end
        start = len(body) if start < 0 else start


def _dated(section: str, start: int) -> Iterator[_Mark]:
    place = 0
    for created in _CREATED.finditer(section):
        yield _mark(section[place : created.start()], start + place, created[1].strip())
        place = created.end()
    if section[place:].strip():
        yield _mark(section[place:], start + place, "")


def _loose(section: str, start: int) -> Iterator[_Mark]:
    for paragraph in _PARAGRAPH.finditer(section):
        yield _mark(paragraph[0], start + paragraph.start(), "")


def _mark(block: str, start: int, date: str) -> _Mark:
    text, _, note = block.partition(_NOTE)
    return _Mark(start + len(block) - len(block.lstrip()), text.strip(), note.strip(), date)


def _work(document: Document) -> StatedWork:
    front = document.front
    heading = _HEADING.match(front.body.lstrip())
    title = front.text("title") or one_line(heading[2] if heading and heading[1] == "#" else "")
    return StatedWork(title or document.stem, Kind.BOOK, author=front.text("author"), app="Kobo")
