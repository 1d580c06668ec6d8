"""Instapaper's notes in Obsidian: each highlight ends with a block id, in older notes with a link to its place.

    ---
    url: https://example.org/article
    date: 2026-07-01
    author: Marian Holt
    ---
    > words of the highlight ^h12345678

    the reader's note

    > words of another [↗](https://www.instapaper.com/read/<article>/<highlight>)

The program is Instapaper/obsidian-instapaper, read at commit 2390a4f: whatever template its readers write, it
adds the block id when neither stands in it. Of a highlight of several lines only the first gets a ``>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.anchored import anchored_quotes
from digest.intake.dates import read_published
from digest.intake.document import Document, Shape
from digest.intake.lines import Lines
from digest.intake.once import once
from digest.intake.stamps import front_stamp
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "instapaper"
SHAPE: Shape = "text"
SUREST = 92

_LINK = r"\[[^\]\n]{0,40}\]\((?P<url>https?://(?:www\.)?instapaper\.com/read/\d{1,20}/(?P<linked>\d{1,20}))\)"
_LINKED = re.compile(_LINK)
_ANCHOR = re.compile(rf"(?:{_LINK}|(?:(?<=[ \t])|^)\^h(?P<block>\d{{6,20}})[ \t]*$)[^\n]*", re.MULTILINE)
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^h\d{6,20}[ \t]*$", re.MULTILINE)


def identify(document: Document) -> int:
    """High for a link to a highlight in Instapaper, fair for a block id as it makes them.

    Readwise's notes have the same links below a name of Readwise's own.
    """
    head = document.head
    if "instapaper.com/read/" in head and _LINKED.search(head):
        return 60 if "[View Highlight](" in head else 92
    return 70 if "^h" in head and _BLOCK_ID.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    yield from once(_highlights(document))


def _highlights(document: Document) -> Iterator[Clipping | Problem]:
    front = document.front
    url = first_address(front.text("url"))
    work = StatedWork(
        title=front.text("title") or one_line(document.stem),
        author=front.text("author"),
        site=site_of(url),
        url=url,
        app="Instapaper",
        published=read_published(front.text("pubdate")),
        tags=front.tags("tags"),
    )
    marked = yield from front_stamp(document, "date")
    lines = Lines(front.body, front.body_line)
    for position, record in enumerate(anchored_quotes(front.body, _ANCHOR.finditer(front.body)), 1):
        line = lines.at(record.start)
        if not record.text:
            hint = "write the words above it, or take it out"
            yield document.problem(line, "the anchor of a highlight with no words above it", hint)
            continue
        yield Clipping(
            work,
            record.text,
            line,
            key=f"instapaper:{record.anchor['linked'] or record.anchor['block']}",
            note=record.note,
            url=record.anchor["url"] or "",
            marked=marked,
            position=position,
        )
