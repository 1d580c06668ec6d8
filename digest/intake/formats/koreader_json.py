"""KOReader's export to JSON: one book, or several under ``documents``.

{"title": "…", "author": "…", "version": "json/1.0.0", "entries": [
    {"sort": "highlight", "page": 48, "time": 1605552664, "text": "…", "note": "…", "chapter": "…",
     "drawer": "lighten", "color": "yellow"}]}
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.formats.koreader import book, color_of
from digest.intake.jsontext import Object, Places, objects, text
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Problem

NAME = "koreader-json"
SHAPE: Shape = "json"
SUREST = 95


def identify(document: Document) -> int:
    """High for the version of the shape, and for entries with what KOReader says of each."""
    head = document.head
    if '"entries"' not in head and '"documents"' not in head:
        return 0
    if '"json/' in head:
        return 95
    is_entry = '"drawer"' in head and '"chapter"' in head
    return 90 if is_entry or ('"sort"' in head and '"created_on"' in head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a highlight that stands there twice once, as it stands last."""
    stated = document.json
    books = objects(stated.get("documents")) or [stated] if isinstance(stated, dict) else objects(stated)
    places = Places(document.text)
    for one in books:
        yield from _book(document, one, places)


def _book(document: Document, stated: Object, places: Places) -> Iterator[Clipping | Problem]:
    work = book(document, text(stated, "title"), text(stated, "author"), text(stated, "file"))
    found: dict[tuple[str, ...], Clipping] = {}
    for position, entry in enumerate(objects(stated.get("entries")), 1):
        if text(entry, "sort") == "bookmark":
            continue
        words = text(entry, "text")
        line = places.line_of(words or text(entry, "chapter"))
        if not words:
            yield document.problem(line, "a highlight without words", "perhaps a picture was marked")
            continue
        marked = yield from read_stamp(document, line, text(entry, "time"))
        found[words, text(entry, "page"), text(entry, "time")] = Clipping(
            work,
            words,
            line,
            note=text(entry, "note"),
            color=color_of(text(entry, "color")),
            marked=marked,
            heading=text(entry, "chapter"),
            position=position,
        )
    yield from found.values()
