"""Readwise's highlights as its export interface answers them, in one file or a page a file.

    {"results": [{"user_book_id": 1, "title": …, "highlights": [{"id": 2, "text": …, "note": …}, …]}, …]}

What was thrown away or deleted in Readwise is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digest.core.text import one_line
from digest.intake.addresses import site_of, web_address
from digest.intake.document import Document, Shape
from digest.intake.formats.readwise_terms import highlight_key, read_kind, read_tagging, reader_moment
from digest.intake.jsontext import Object, Places, text, texts
from digest.intake.once import once
from digest.intake.stamps import read_stamp, stamped
from digest.model.clipping import Clipping, DateSource, Markup, Problem, StatedWork

NAME = "readwise-json"
SHAPE: Shape = "json"
SUREST = 90

_HUGE = 10**9


def identify(document: Document) -> int:
    """Sure of the names only Readwise has for a book."""
    head = document.head
    if '"highlights"' not in head:
        return 0
    return 90 if '"user_book_id"' in head else 85 if '"readwise_url"' in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights, book by book, in the order of the file."""
    yield from once(_stated(document))


def _stated(document: Document) -> Iterator[Clipping | Problem]:
    places = Places(document.text)
    for book in _books(document.json):
        if not isinstance(book, dict) or book.get("is_deleted") is True:
            continue
        yield from _of_book(book, document, places)


def _books(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = value.get("results", [value])
    return value if isinstance(value, list) else []


def _of_book(book: Object, document: Document, places: Places) -> Iterator[Clipping | Problem]:
    work = _work(book, document)
    heading = ""
    stated = book.get("highlights")
    for number, item in enumerate(stated if isinstance(stated, list) else [], 1):
        record = item if isinstance(item, dict) else {}
        tagging = read_tagging(texts(record.get("tags"), "name"), text(record, "color"))
        if record.get("is_deleted") is True or record.get("is_discard") is True or tagging.is_discarded:
            continue
        words = text(record, "text")
        line = places.line_of(words)
        if not words:
            yield document.problem(line, f"highlight {number} of {work.title!r} has no words", "it is left out")
            continue
        if tagging.is_heading:
            heading = one_line(words)
            continue
        url, location = text(record, "url"), record.get("location")
        dates = text(record, "highlighted_at"), text(record, "created_at")
        hidden = stamped(reader_moment(url), DateSource.ID)
        marked = yield from read_stamp(document, line, *dates, otherwise=hidden)
        yield Clipping(
            work,
            words,
            line,
            Markup.MARKDOWN if "read.readwise.io/" in url or "![](" in words else Markup.PLAIN,
            highlight_key(url, text(record, "id")),
            text(record, "note"),
            url or text(record, "readwise_url"),
            tagging.tags,
            tagging.color,
            marked,
            heading,
            location if type(location) is int and 0 <= location < _HUGE else number,
        )


def _work(book: Object, document: Document) -> StatedWork:
    addresses = (text(book, name) for name in ("source_url", "unique_url"))
    url = next(filter(web_address, addresses), "")
    key = text(book, "user_book_id", "id")
    return StatedWork(
        title=one_line(text(book, "title", "readable_title")) or document.stem,
        kind=read_kind(text(book, "category")),
        key=f"readwise:{key}" if key else "",
        author=one_line(text(book, "author")),
        site=site_of(url),
        url=url,
        app="Readwise",
        app_url=text(book, "readwise_url"),
        excerpt=text(book, "summary"),
        tags=read_tagging(texts(book.get("book_tags"), "name")).tags,
    )
