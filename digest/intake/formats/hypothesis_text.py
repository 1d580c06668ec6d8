"""Hypothes.is' text export: the annotations of one page, numbered.

    2025-01-20 10:00
    Title of the page
    https://example.org/article
    Group: Public
    Total users: 1
    Users: me
    Total annotations: 1
    Total replies: 0

    Annotation 1:
    Created at: 2025-01-19 15:19
    Author: me
    Page: 12
    Type: Annotation
    Quote: "words of the highlight"
    Comment: the reader's note
    Tags: one, two

Read in hypothesis/client (``annotations-exporter.tsx``, commit 9d28950); what it wrote before 2024 names fewer of
its lines and is read as far as it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import site_of, web_address
from digest.intake.document import Document, Shape
from digest.intake.formats.hypothesis_terms import is_highlight, of_several
from digest.intake.lines import Lines
from digest.intake.once import once
from digest.intake.stamps import read_stamp
from digest.intake.tags import parted
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "hypothesis-text"
SHAPE: Shape = "text"
SUREST = 85

_FIRST = "\nAnnotation 1:\n"
_NUMBER = re.compile(r"^Annotation (\d{1,7}):$", re.MULTILINE)
_LABELS = ("Created at", "Author", "Page", "Type", "Quote", "Description", "Comment")
_LABEL = re.compile(rf"({'|'.join(_LABELS)}):(?:[ ](.*)|)")


def identify(document: Document) -> int:
    """Sure of the two lines that nobody else writes."""
    head = document.head
    return 85 if "\nTotal annotations: " in head and _FIRST in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a problem when they are of several people."""
    people: set[str] = set()
    yield from once(_stated(document, people))
    yield from of_several(document, people)


def _stated(document: Document, people: set[str]) -> Iterator[Clipping | Problem]:
    text = document.text
    work = _work(document)
    lines = Lines(text)
    blocks = list(_blocks(text))
    ends = [start for start, _ in blocks[1:]] + [len(text)]
    for position, ((start, begin), end) in enumerate(zip(blocks, ends, strict=False), 1):
        line = lines.at(start)
        stated = _fields(text[begin:end])
        quote = stated.get("Quote", "")
        words = quote.removeprefix('"').removesuffix('"').strip()
        if not words or not is_highlight(stated.get("Type", "")):
            continue
        people.add(stated.get("Author", ""))
        date, page = stated.get("Created at", ""), stated.get("Page", "")
        marked = yield from read_stamp(document, line, date)
        yield Clipping(
            work,
            words,
            line + text.count("\n", start, text.find("Quote:", begin, end)),
            note=stated.get("Comment", ""),
            tags=parted(stated.get("Tags", "")),
            marked=marked,
            heading=f"p. {page}" if page else "",
            position=position,
        )


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where each annotation starts, and where its first line does: they count up, whatever a note says."""
    expected = 1
    for number in _NUMBER.finditer(text):
        if int(number[1]) == expected:
            expected += 1
            yield number.start(), number.end()


def _fields(block: str) -> dict[str, str]:
    """What stands under each label; labels come in their order, and a line that has none goes on with the last."""
    lines = block.strip().split("\n")
    stated: dict[str, list[str]] = {}
    if lines[-1].startswith("Tags: "):
        stated["Tags"] = [lines.pop().removeprefix("Tags: ")]
    label, reached = "", -1
    for line in lines:
        match = _LABEL.fullmatch(line)
        if match and _LABELS.index(match[1]) > reached:
            label, reached = match[1], _LABELS.index(match[1])
            stated[label] = [match[2] or ""]
        elif label:
            stated[label].append(line)
    return {name: "\n".join(words).strip() for name, words in stated.items()}


def _work(document: Document) -> StatedWork:
    above = document.text.partition("\nGroup: ")[0].strip().split("\n")
    url = above[-1].strip()
    return StatedWork(
        title=one_line(" ".join(above[1:-1])) or url or document.stem,
        site=site_of(url),
        url=web_address(url),
        app="Hypothes.is",
    )
