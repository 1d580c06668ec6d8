"""The notes that ``digest export`` writes: one a work, and above each highlight a comment that tells the rest.

<!-- digest {"marked_at": …} -->
## Chapter
> the words
— the day, colour, tags and link, to be read by people
the reader's note, up to the next comment
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from digest.core.export import ABOUT, COMMENT, note_as_read
from digest.intake.document import Document, Shape
from digest.intake.formats.exported import Stated, clipping_of, work_of
from digest.intake.jsontext import Object
from digest.intake.lines import Lines
from digest.model.clipping import Clipping, Problem

NAME = "digest-markdown"
SHAPE: Shape = "text"
SUREST = 99

_COMMENT = re.compile(rf"^{COMMENT}(\{{.*)-->[ \t]*$", re.MULTILINE)
_QUOTATION = re.compile(r"(?:^>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_QUOTE_SIGN = re.compile(r"^> ?", re.MULTILINE)
_ABOUT = re.compile(rf"\s*^{ABOUT}[^\n]*$", re.MULTILINE)
_OF_WORK = {
    "title": "title",
    "kind": "kind",
    "author": "author",
    "url": "source",
    "site": "site",
    "published": "published",
    "excerpt": "description",
    "tags": "tags",
    "app": "app",
    "app_url": "app_url",
    "key": "key",
}


def identify(document: Document) -> int:
    """Sure of its own comments."""
    head = document.head
    return 99 if head.startswith("---") and f"\n{COMMENT}{{" in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """A clipping a comment."""
    front = document.front
    work = work_of(Stated({key: front.values.get(name, "") for key, name in _OF_WORK.items()}), document)
    lines = Lines(front.body, front.body_line)
    comments = list(_COMMENT.finditer(front.body))
    ends = [comment.start() for comment in comments[1:]] + [len(front.body)]
    for comment, end in zip(comments, ends, strict=False):
        quotation = _QUOTATION.search(front.body, comment.end(), end)
        line = lines.at(quotation.start() if quotation else comment.start())
        told = _told(comment[1])
        if told is None:
            yield document.problem(line, "what digest wrote above this highlight is broken", "export it again")
            continue
        text = _QUOTE_SIGN.sub("", quotation[0].removesuffix("\n")) if quotation else ""
        note = front.body[quotation.end() : end] if quotation else ""
        note = note_as_read(note[about.end() :] if (about := _ABOUT.match(note)) else note).strip()
        yield from clipping_of(Stated({**told, "note": note}), text, work, line, document)


def _told(comment: str) -> Object | None:
    try:
        told = json.loads(comment)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
