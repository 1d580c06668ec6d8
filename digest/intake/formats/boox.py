"""BOOX's notes on a book as text, in the shapes that its readers have written over the years.

    Reading Notes | <<Title>>Author              BOOX读书笔记 | <<Title>>Author
    Chapter                                      Author
    2026-01-01 10:00  |  Page No.: 1             Chapter
    words                                        时间：2021-04-05 22:01
    【Note】the note to them                       【原文】words
    -------------------                          【批注】the note to them
                                                 【页码】12
                                                 -------------------

A third one writes the author before the date, ends a record with an empty line, and sets the note below another.
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

NAME = "boox"
SHAPE: Shape = "text"
SUREST = 95

_TITLE = re.compile(r"\s*+(?P<program>[^\n|<]{2,60})\|[^\S\n]*<<(?P<title>[^\n]*)>>(?P<author>[^\n]*)")
_PROGRAMS = ("boox", "reading notes", "读书笔记", "讀書筆記")
_SERIAL = re.compile(r"__[0-9A-Za-z-]+\Z")
_DATE = r"(?P<{}>\d{{4}}-\d\d-\d\d[ ]\d\d:\d\d(?::\d\d)?)"
_MARK = re.compile(
    rf"^(?:(?P<author>[^\n|]{{0,200}}?)\.[ ])?{_DATE.format('new')}\s*?\|[^\n\d]*(?P<page>\d*)[^\n]*$"
    rf"|^[^\s:：]{{1,12}}[ ]?[:：][ ]?{_DATE.format('old')}[^\S\n]*$",
    re.MULTILINE,
)
_SEPARATOR = re.compile(r"^-{10,}[^\S\n]*$|-{19}", re.MULTILINE)
_WORDS, _NOTE, _PAGE = "words", "note", "page"
_LABELS = {
    **dict.fromkeys(("原文", "original text"), _WORDS),
    **dict.fromkeys(("批注", "批註", "笔记", "筆記", "注释", "annotations", "annotation", "note", "notes"), _NOTE),
    **dict.fromkeys(("页码", "頁碼", "page number"), _PAGE),
}
_LABEL = re.compile(rf"^【({'|'.join(_LABELS)})】", re.MULTILINE | re.IGNORECASE)


class _Block(NamedTuple):
    """The words, the note and the page of a record."""

    words: str
    note: str
    page: str


def identify(document: Document) -> int:
    """High for a first line with the program, the title in ``<<`` ``>>``, and a record."""
    head = document.head
    title = _TITLE.match(head) if "<<" in head[:300] else None
    if title is None:
        return 0
    if any(program in title["program"].lower() for program in _PROGRAMS):
        return 95
    return 70 if _MARK.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    text = document.text
    marks = list(_MARK.finditer(text))
    work = _work(document, marks[0] if marks else None)
    lines = Lines(text)
    title = _TITLE.match(text)
    above, chapter, page = title.end() if title else 0, "", 0
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        separator = _SEPARATOR.search(text, mark.end(), end)
        block = text[mark.end() : separator.start() if separator else end]
        heading = [words for line in text[above : mark.start()].split("\n") if (words := one_line(line).strip("-"))]
        if number == 0 and mark["old"]:
            heading = heading[1:]  # the author
        chapter = heading[-1] if heading else chapter
        above = separator.end() if separator else end
        stated = _read(block, has_labels=not mark["author"])
        line = lines.at(mark.end() + len(block) - len(block.lstrip()))
        if not stated.words:
            yield document.problem(line, "a highlight without words", "perhaps a picture was marked")
            continue
        marked = yield from read_stamp(document, line, mark["new"] or mark["old"])
        number_told = mark["page"] or stated.page
        page = int(number_told[:6]) if number_told.isdecimal() else page
        yield Clipping(
            work,
            stated.words,
            line,
            note=stated.note,
            marked=marked,
            heading=chapter,
            position=page * 100_000 + number,
        )


def _read(block: str, *, has_labels: bool) -> _Block:
    """What stands under the labels of a record; without them, its first paragraph and those below it."""
    if not has_labels:
        words, _, note = block.strip().partition("\n\n")
        return _Block(words.strip(), note.strip(), "")
    parts = {_WORDS: "", _NOTE: "", _PAGE: ""}
    labels = list(_LABEL.finditer(block))
    starts = [label.start() for label in labels]
    parts[_WORDS] = block[: starts[0] if starts else None].strip()
    for label, end in zip(labels, [*starts[1:], len(block)] if labels else [], strict=True):
        name = _LABELS[label[1].lower()]
        parts[name] = f"{parts[name]}\n{block[label.end() : end].strip()}".strip()
    return _Block(parts[_WORDS], parts[_NOTE], parts[_PAGE])


def _work(document: Document, first: re.Match[str] | None) -> StatedWork:
    """The book by the first line; its author stands behind the title, before a date, or on the second line."""
    stated = _TITLE.match(document.text)
    title, author = (one_line(stated["title"]), one_line(stated["author"])) if stated else ("", "")
    title = _SERIAL.sub("", title)
    if first and first["author"]:
        author = author or one_line(first["author"])
        title = title.removesuffix(f" - {author}")
    elif first and first["old"] and stated and not author:
        author = one_line(document.text[stated.end() : first.start()].strip().partition("\n")[0])
    known = "" if author.lower() in ("null", "unknown") else author
    return StatedWork(title or document.stem, Kind.BOOK, author=known, app="BOOX")
