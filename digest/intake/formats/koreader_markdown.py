"""KOReader's export to Markdown: one book after the other.

    # Title
    ##### Author

    ## Chapter
    ### Page 48 @ 16 November 2020 06:51:04 PM
    *words of the highlight*

    ---
    the note to it

    [View in book](<file:///…?pos=…>)

Its readers choose for each style of mark what stands around the words: ``*…*``, ``**…**``, ``++…++`` and the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.formats.koreader import book, parted
from digest.intake.lines import Lines
from digest.intake.longdates import read_long_date
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Problem

NAME = "koreader-markdown"
SHAPE: Shape = "text"
SUREST = 85

_MARK = re.compile(r"^### Page (?P<page>[^\n@]{1,20}) @ (?P<date>\d{1,2} [^\W\d_]+ \d{4} [^\n]*)$", re.MULTILINE)
_ABOVE = re.compile(r"(?P<sign>##?|#####)[ \t]+(?P<words>\S.*)")
_BOOK = re.compile(r"^# \S[^\n]*\n\s*##### ", re.MULTILINE)
_END = re.compile(r"\n(?:## *\n)?_[^_\n]*\d{4}(?:-\d\d){5}_[ \t]*$", re.MULTILINE)
_LINK = re.compile(r"(?<!\n)\n+\[[^\]\n]*\]\(<file://[^\n]*>\)\s*\Z")
_STYLES = (("**_", "_**"), ("**", "**"), ("++", "++"), ("~~", "~~"), ("==", "=="), ("<u>", "</u>"), ("*", "*"))


class _Head(NamedTuple):
    """The lines above a highlight: the first of them begins at ``start``."""

    start: int
    title: str
    author: str
    chapter: str


def identify(document: Document) -> int:
    """High for a heading with a page and a date to the second."""
    return 85 if "### Page " in document.head and _MARK.search(document.head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a highlight that stands there twice once, as it stands last."""
    body = document.front.body
    marks = list(_MARK.finditer(body))
    heads = [_head(body, mark.start()) for mark in marks]
    ends = [head.start for head in heads[1:]] + [len(body)]
    lines = Lines(body, document.front.body_line)
    work = book(document, "", "")
    chapter = ""
    found: dict[tuple[str, ...], Clipping] = {}
    for position, (mark, head, end) in enumerate(zip(marks, heads, ends, strict=False), 1):
        if head.title:
            work, chapter = book(document, head.title, head.author), ""
        chapter = head.chapter or chapter
        block = body[mark.end() : end]
        text, note = _words(block)
        line = lines.at(mark.end() + len(block) - len(block.lstrip()))
        if not text:
            yield document.problem(line, "a highlight without words", "perhaps a picture was marked")
            continue
        marked = yield from read_stamp(document, line, mark["date"], read=read_long_date)
        found[work.title, text, mark[0]] = Clipping(
            work,
            text,
            line,
            note=note,
            marked=marked,
            heading=chapter,
            position=position,
        )
    yield from found.values()


def _head(body: str, start: int) -> _Head:
    """What stands directly above the heading at ``start``: a chapter, above it perhaps the author and the title."""
    found = {"#": "", "##": "", "#####": ""}
    for expected in (("##", "#####"), ("#####",), ("#",)):
        above = body[max(0, start - 2_000) : start].rstrip()
        end = start - min(start, 2_000) + len(above)
        line = body.rfind("\n", 0, end) + 1
        heading = _ABOVE.fullmatch(body, line, end)
        if heading is None or (heading["sign"] not in expected and heading["sign"] != "#"):
            continue
        if heading["sign"] == "#" and not found["#####"]:
            continue
        found[heading["sign"]] = one_line(heading["words"])
        start = line
        if heading["sign"] == "#":
            break
    return _Head(start, found["#"], found["#####"], found["##"])


def _words(block: str) -> tuple[str, str]:
    """The words of a highlight and the note to it, out of what stands below its heading."""
    book_after = _BOOK.search(block)
    block = _END.sub("", block[: book_after.start()] if book_after else block)
    text, note = parted(_LINK.sub("", block).strip("\n"))
    return _bare(text.strip()), note.strip()


def _bare(text: str) -> str:
    """``text`` without what KOReader puts around the words for their style."""
    for before, after in _STYLES:
        if len(text) > len(before + after) and text.startswith(before) and text.endswith(after):
            return text[len(before) : -len(after)].strip()
    return text
