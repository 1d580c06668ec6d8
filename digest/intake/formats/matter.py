"""Matter's notes in Obsidian: a list of highlights below what is said about the page.

    ## Metadata
    * URL: [https://example.org/article](https://example.org/article)
    * Author: Marian Holt
    * Publisher: Example
    * Published Date: 2022-05-01
    * Tags: #one, #two

    ## Highlights
    * words of the highlight
      * **Note**: the reader's note

The program is getmatterapp/obsidian-matter, read at commit 0636ae2. It states neither ids nor dates, and a
highlight of several lines is not indented: what is no bullet goes on with the one above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.dates import read_published
from digest.intake.document import Document, Shape
from digest.intake.once import once
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "matter"
SHAPE: Shape = "text"
SUREST = 70

_SIGNATURE = re.compile(r"^\\?## Metadata[ \t]*\n+[*+-][ \t]+URL: \[", re.MULTILINE)
_FIELD = re.compile(r"^[*+-][ \t]+(URL|Author|Publisher|Published Date|Tags): (\S.*)$", re.MULTILINE)
_LIST = re.compile(r"^\\?## Highlights[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"[*+-](?:[ \t]+|$)")
_NOTE = re.compile(r"[ \t]+[*+-][ \t]+\*\*Note\*\*:[ \t]?")
_HEADING = re.compile(r"\\?#{1,6}[ \t]")


@dataclass(slots=True)
class _Record:
    line: int
    words: list[str]
    note: list[str] = field(default_factory=list)
    has_note: bool = False


def identify(document: Document) -> int:
    """Fair for the way its notes begin."""
    head = document.head
    return 70 if "## Metadata" in head and "URL: [" in head and _SIGNATURE.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file, which is the order in which they came to the note."""
    body = document.front.body
    begin = _LIST.search(body)
    if begin is None:
        return
    work = _work(document, body[: begin.start()])
    first_line = document.front.body_line + body.count("\n", 0, begin.end())
    yield from once(
        Clipping(work, words, record.line, note="\n".join(record.note).strip(), position=position)
        for position, record in enumerate(_records(body[begin.end() :], first_line), 1)
        if (words := "\n".join(record.words).strip())
    )


def _records(text: str, first_line: int) -> Iterator[_Record]:
    record: _Record | None = None
    in_list = True
    for number, line in enumerate(text.split("\n"), first_line):
        bullet, heading = _BULLET.match(line), _HEADING.match(line)
        if record and (bullet or heading):
            yield record
            record = None
        if heading:
            in_list = bool(_LIST.match(line))
        elif bullet and in_list:
            record = _Record(number, [line[bullet.end() :].rstrip()])
        elif record and (note := _NOTE.match(line)):
            record.note, record.has_note = [*record.note, line[note.end() :].rstrip()], True
        elif record:
            (record.note if record.has_note else record.words).append(line.rstrip())
    if record:
        yield record


def _work(document: Document, above: str) -> StatedWork:
    stated = dict(_FIELD.findall(above))
    url = first_address(stated.get("URL", ""))
    return StatedWork(
        title=document.front.text("title") or one_line(document.stem),
        author=one_line(stated.get("Author", "")),
        site=one_line(stated.get("Publisher", "")) or site_of(url),
        url=url,
        app="Matter",
        published=read_published(stated.get("Published Date", "")),
        tags=tuple(filter(None, (tag.strip(" ,") for tag in stated.get("Tags", "").split("#")))),
    )
