"""Notes of Glasp's plug-in for Obsidian: one page or Kindle book each.

    ---
    url: https://example.org/article
    glasp_url: https://glasp.co/…
    tags: [reading]
    updated_at: 2026-01-02
    ---
    #### Thoughts & Comments
    the reader's note on the page
    #### Highlights & Notes

    > the words, on one line
    - the reader's note

An older template has ``Glasp URL`` and ``Last updated``. The title is only in the name of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.document import Document, Shape
from digest.intake.lines import Lines
from digest.intake.once import once
from digest.intake.stamps import front_stamp
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "glasp"
SHAPE: Shape = "text"
SUREST = 95

_FRONT = re.compile(r"^[\"']?glasp[_ -]url[\"']?[ \t]*:", re.MULTILINE | re.IGNORECASE)
_SECTION = re.compile(r"^\\?#{1,6}[ \t]+Highlights\b.*$", re.MULTILINE)
_SUMMARY = re.compile(r"^\\?#{1,6}[ \t]+Summary[ \t]*\n+(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^\\?#{1,6}[ \t]", re.MULTILINE)
_QUOTE = re.compile(r"^>.*(?:\n>.*)*", re.MULTILINE)
_NO_AUTHOR = "Your Kindle Notes For"  # Kindle's own heading, which Glasp takes for a name at times
_SIGN = re.compile(r"^> ?", re.MULTILINE)


def identify(document: Document) -> int:
    """Sure of Glasp's address in the front matter."""
    head = document.head
    if not head.startswith("---") or "lasp" not in head:
        return 0
    return 95 if _FRONT.search(head, 0, max(head.find("\n---", 3), 0)) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a page that has none, if saved pages count."""
    yield from once(_stated(document))


def _stated(document: Document) -> Iterator[Clipping | Problem]:
    front = document.front
    body = front.body
    work = _work(document)
    marked = yield from front_stamp(document, "updated_at", "last_updated")
    section = _SECTION.search(body)
    quotes = list(_QUOTE.finditer(body, section.end() if section else 0))
    lines = Lines(body, front.body_line)
    for position, quote in enumerate(quotes, 1):
        end = quotes[position].start() if position < len(quotes) else len(body)
        line = lines.at(quote.start())
        text = _SIGN.sub("", quote[0]).strip()
        heading = _HEADING.search(body, quote.end(), end)
        note = body[quote.end() : heading.start() if heading else end].strip()
        note = note[2:].lstrip() if note[:2] in ("- ", "* ") else note
        if text:
            yield Clipping(work, text, line, note=note, marked=marked, position=position)
        else:
            yield document.problem(line, "a highlight without words", "export the page again")
    if not quotes and document.bookmarks and work.url:
        yield Clipping(work, work.excerpt or work.title, front.body_line, marked=marked)


def _work(document: Document) -> StatedWork:
    front = document.front
    url = first_address(front.text("url"))
    app_url = front.text("glasp_url")
    author = front.text("author")
    is_book = "kindle" in app_url or front.text("category") == "book"
    summary = _SUMMARY.search(front.body)
    return StatedWork(
        title=front.text("title") or one_line(document.stem),
        kind=Kind.BOOK if is_book else Kind.ARTICLE,
        author="" if author.startswith(_NO_AUTHOR) else author,
        site=site_of(url),
        url=url,
        app="Glasp",
        app_url=app_url,
        excerpt=one_line(summary[1]) if summary else "",
        tags=front.tags("tags"),
    )
