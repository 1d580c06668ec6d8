"""Notes on a book of Dedao (得到) as the program dedao-dl saves them.

    # 书名

    **作者**: …
    **发布时间**: …

    **生成时间**: 2026-03-01 21:00:00

    ---

    ## chapter

    **创建时间**: 2026-02-14 07:30:00
    **状态**: 正常
    **笔记标题**: chapter

    words of the highlight

    > **详细笔记**: the reader's note

    ---

The program is yann0917/dedao-dl, read at its state of 2026-11. A note's lines after the first have no sign before
them, and the words may hold lines of dashes: a record ends where the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.dates import read_published
from digest.intake.document import Document, Shape
from digest.intake.lines import Lines
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "dedao"
SHAPE: Shape = "text"
SUREST = 90

_MADE = "**生成时间**:"
_RECORD = re.compile(
    r"^\*\*创建时间\*\*: *(.*?)[ \t]*\n\*\*状态\*\*: *.*\n(?:\*\*笔记标题\*\*: *.*\n)?", re.MULTILINE
)
_FIELD = re.compile(r"^\*\*(作者|发布时间)\*\*: *(.*?)[ \t]*$", re.MULTILINE)
_TITLE = re.compile(r"^# +(.*)$", re.MULTILINE)
_CHAPTER = re.compile(r"\n## +(.*)\s*\Z")
_NOTE = re.compile(r"^> ?\*\*详细笔记\*\*: ?", re.MULTILINE)
_END = re.compile(r"\n-{3,}\s*\Z")


def identify(document: Document) -> int:
    """High for a record of a note below the program's own lines."""
    head = document.head
    return 90 if "**创建时间**" in head and _MADE in head and _RECORD.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a note that quotes nothing is none."""
    text = document.text
    lines = Lines(text)
    records = list(_RECORD.finditer(text))
    preamble = text[: records[0].start()] if records else text
    work = _work(document, preamble)
    chapter = _chapter(preamble)
    ends = [record.start() for record in records[1:]] + [len(text)]
    for position, (record, end) in enumerate(zip(records, ends, strict=False), 1):
        below = text[record.end() : end].rstrip()
        heading, chapter = chapter, _chapter(below) or chapter
        words, note = _split(below)
        if words:
            marked = yield from read_stamp(document, lines.at(record.start()), record[1])
            start = text.index(words.partition("\n")[0], record.end())
            yield Clipping(
                work,
                words,
                lines.at(start),
                note=note,
                marked=marked,
                heading=heading,
                position=position,
            )


def _chapter(text: str) -> str:
    """The chapter whose heading stands at the end of ``text``."""
    heading = _CHAPTER.search(text, max(text.rfind("\n## "), 0))
    return one_line(heading[1]) if heading else ""


def _split(record: str) -> tuple[str, str]:
    """The words and the note of a record, without the rule and the heading below it."""
    heading = record.rfind("\n## ")
    if heading >= 0 and _CHAPTER.match(record, heading) and _END.search(record[:heading].rstrip()[-200:]):
        record = record[:heading].rstrip()
    rule = _END.search(record, max(len(record) - 200, 0))
    record = record[: rule.start()] if rule else record.removesuffix("---")
    note = _NOTE.search(record)
    if note is None:
        return record.strip(), ""
    return record[: note.start()].strip(), record[note.end() :].strip()


def _work(document: Document, preamble: str) -> StatedWork:
    stated = dict(reversed(_FIELD.findall(preamble)))
    title = _TITLE.search(preamble)
    return StatedWork(
        one_line(title[1] if title else "") or one_line(document.stem),
        Kind.BOOK,
        author=one_line(stated.get("作者", "")),
        app="Dedao",
        published=read_published(stated.get("发布时间", "").partition(" ")[0]),
    )
