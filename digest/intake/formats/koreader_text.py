"""KOReader's export to text, which grows with each export unless it is told to write the file anew.

    Title

    Chapter

    -- Page: 48, added on Mon Nov 16 18:51:04 2020

    words of the highlight

    ---
    the note to it
    -=-=-=-=-=-

The lines about a highlight begin with a wide space (U+3000). What is added later follows the last separator on the
same line, and begins with a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.formats.koreader import book, parted
from digest.intake.lines import Lines
from digest.intake.longdates import read_long_date
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Problem

NAME = "koreader-text"
SHAPE: Shape = "text"
SUREST = 95

_SEPARATOR = "-=-=-=-=-=-"
_WIDE = "\u3000"
_MARK = re.compile(rf"^{_WIDE}{_WIDE}-- [^\n]*$", re.MULTILINE)
_STATED = re.compile(r"\D*(?P<page>\d*)[^,，]*[,，]?(?P<date>.*)", re.ASCII)
_CUT = re.compile(r"\n[-=]{1,10}\Z")
_PICTURE = re.compile(r"<[^<>\n]{3,40}>")


def identify(document: Document) -> int:
    """High for the separator and a line with wide spaces and dashes."""
    return 95 if _SEPARATOR in document.head and _MARK.search(document.head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a highlight that stands there twice once, as it stands last."""
    text = document.text
    lines = Lines(text)
    work = book(document, "", "")
    found: dict[tuple[str, ...], Clipping] = {}
    marks = list(_MARK.finditer(text))
    starts = [_above(text, mark.start()) for mark in marks]
    for position, (mark, start, end) in enumerate(zip(marks, starts, [*starts[1:], len(text)], strict=False), 1):
        above = [words for line in text[start : mark.start()].split("\n") if (words := one_line(line.strip(_WIDE)))]
        if above and (position == 1 or len(above) > 1 or _is_added(text, start)):
            work, above = book(document, above[0], ""), above[1:]
        chapter = above[-1] if above else ""
        block = text[mark.end() : end]
        line = lines.at(mark.end() + len(block) - len(block.lstrip()))
        words, note = _words(block)
        if _SEPARATOR not in block:
            yield document.problem(line, "a record without an end", "export the book again")
        if not words or _PICTURE.fullmatch(words):
            yield document.problem(line, "a highlight without words", "perhaps a picture was marked")
            continue
        page, date = stated.groups() if (stated := _STATED.match(mark[0])) else ("", "")
        marked = yield from read_stamp(document, line, date, read=read_long_date)
        found[work.title, words, mark[0]] = Clipping(
            work,
            words,
            line,
            note=note,
            marked=marked,
            heading=chapter,
            position=int(page[:6] or 0) * 100_000 + position,
        )
    yield from found.values()


def _is_added(text: str, start: int) -> bool:
    """Whether the lines at ``start`` follow a separator on its own line, as those of a later export do."""
    return text.startswith(_WIDE, start) and text.endswith(_SEPARATOR, 0, start)


def _above(text: str, start: int) -> int:
    """Where the lines with a wide space begin that stand directly above the one at ``start``."""
    while start:
        before = text.rfind("\n", 0, start - 1) + 1
        line = text[before : start - 1].removeprefix(_SEPARATOR)
        if line and not line.startswith(_WIDE):
            break
        start = start - 1 - len(line)
        if start != before:
            break
    return start


def _words(block: str) -> tuple[str, str]:
    """The words of a highlight and the note to it."""
    text, note = parted(_CUT.sub("", block.partition(_SEPARATOR)[0]))
    return text.strip(), note.strip()
