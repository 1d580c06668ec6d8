"""Karakeep's JSON export: the saved pages and notes; its highlights are not in it.

    {"bookmarks": [{"createdAt": 1700000000, "title": "…", "tags": ["…"], "lists": ["…"], "note": "…",
                    "content": {"type": "link", "url": "…"} | {"type": "text", "text": "…"} | null}], "lists": […]}

Read in karakeep-app/karakeep (``exporters.ts``, commit 7ca5ee2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.jsontext import Places, member, objects, text, texts
from digest.intake.savedpage import saved_page, web_page
from digest.model.clipping import Clipping, Kind, Problem

NAME = "karakeep-json"
SHAPE: Shape = "json"
SUREST = 85

_BOOKMARKS = re.compile(r'"bookmarks"\s*:\s*\[')


def identify(document: Document) -> int:
    """Sure of bookmarks with a content and the moment they were made."""
    head = document.head
    named = all(f'"{name}"' in head for name in ("bookmarks", "createdAt", "content", "tags"))
    return 85 if named and _BOOKMARKS.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages and notes, for whoever wants those."""
    stated = document.json
    places = Places(document.text)
    for bookmark in objects(stated.get("bookmarks")) if isinstance(stated, dict) else ():
        content = member(bookmark, "content")
        url, words = text(content, "url"), text(content, "text")
        title = text(bookmark, "title")
        if not (title or url or words):
            continue
        work = web_page(document, url, title, "Karakeep")._replace(
            kind=Kind.NOTE if words else Kind.ARTICLE,
            excerpt=words,
            tags=texts(bookmark.get("tags"), "name"),
        )
        line, saved = places.line_of(title or url or words), text(bookmark, "createdAt")
        yield from saved_page(document, Clipping(work, work.title, line, note=text(bookmark, "note")), saved)
