"""Readeck's notes in Obsidian: the article, and below it the highlights, each with a link to its place.

    ---
    title: "Title"
    url: "https://example.org/article"
    created: "2026-07-01T10:00:00.000Z"
    ---
    the article

    # Annotations
    > words of the highlight - [#](https://readeck.example/bookmarks/<bookmark>#annotation-<highlight>)

The program is makebit/obsidian-readeck-importer (read in ``bookmarks.ts``). Of a highlight of several lines only
the first gets a ``>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.anchored import anchored_quotes
from digest.intake.dates import read_published
from digest.intake.document import HEAD, Document, Shape
from digest.intake.lines import Lines
from digest.intake.once import once
from digest.intake.stamps import front_stamp
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "readeck"
SHAPE: Shape = "text"
SUREST = 93

_SIGN = "#annotation-"
_ANCHOR = re.compile(
    r"(?:[ ]-[ ])?\[[^\]\n]{0,40}\]\((?P<url>(?P<page>https?://[^\s()\[\]#]{1,300}/bookmarks/(?P<bookmark>[\w-]{1,80}))"
    r"#annotation-(?P<id>[\w-]{1,80}))\)[^\n]*"
)
_HEADING = re.compile(r"^\\?#{1,6}[ \t]+Annotations[ \t]*$", re.MULTILINE)


def identify(document: Document) -> int:
    """High for a link to a highlight in Readeck; a long article may keep it out of sight, its end does not."""
    tail = document.text[-HEAD:]
    return 93 if _SIGN in tail and _ANCHOR.search(tail) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    yield from once(_highlights(document))


def _highlights(document: Document) -> Iterator[Clipping | Problem]:
    front = document.front
    body = front.body
    marked = yield from front_stamp(document, "created")
    first = body.find(_SIGN)
    heading = max((found.end() for found in _HEADING.finditer(body, 0, max(first, 0))), default=0)
    lines = Lines(body, front.body_line)
    for position, record in enumerate(anchored_quotes(body, _ANCHOR.finditer(body, heading), heading), 1):
        line = lines.at(record.start)
        if not record.text:
            hint = "write the words above it, or take the link out"
            yield document.problem(line, "a link to a highlight with no words above it", hint)
            continue
        yield Clipping(
            _work(document, record.anchor),
            record.text,
            line,
            key=f"readeck:{record.anchor['id']}",
            note=record.note,
            url=record.anchor["url"],
            marked=marked,
            position=position,
        )


def _work(document: Document, anchor: re.Match[str]) -> StatedWork:
    front = document.front
    url = first_address(front.text("url"))
    return StatedWork(
        title=front.text("title") or one_line(document.stem),
        key=f"readeck:{anchor['bookmark']}",
        author=front.text("authors", "author"),
        site=front.text("site") or site_of(url),
        url=url,
        app="Readeck",
        app_url=anchor["page"],
        published=read_published(front.text("published")),
        tags=front.tags("labels", "tags"),
    )
