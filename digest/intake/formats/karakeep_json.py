"""Karakeep's JSON export: the saved pages and notes; its highlights are not in it.

    {"bookmarks": [{"createdAt": 1700000000, "title": "…", "tags": ["…"], "lists": ["…"], "note": "…",
                    "content": {"type": "link", "url": "…"} | {"type": "text", "text": "…"} | null}], "lists": […]}

Read in karakeep-app/karakeep (``exporters.ts``, commit 7ca5ee2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import site_of
from digest.intake.document import Document, Shape
from digest.intake.jsontext import Places, member, moment, objects, text, texts
from digest.intake.savedpage import saved_page
from digest.intake.stamps import stamped
from digest.model.clipping import Clipping, Kind, StatedWork

NAME = "karakeep-json"
SHAPE: Shape = "json"
SUREST = 85

_BOOKMARKS = re.compile(r'"bookmarks"\s*:\s*\[')


def identify(document: Document) -> int:
    """Sure of bookmarks with a content and the moment they were made."""
    head = document.head
    named = all(f'"{name}"' in head for name in ("bookmarks", "createdAt", "content", "tags"))
    return 85 if named and _BOOKMARKS.search(head) else 0


def parse(document: Document) -> Iterator[Clipping]:
    """The saved pages and notes, for whoever wants those."""
    stated = document.json
    places = Places(document.text)
    for saved in objects(stated.get("bookmarks")) if isinstance(stated, dict) else ():
        content = member(saved, "content")
        url, words = text(content, "url"), text(content, "text")
        title = text(saved, "title")
        if not (title or url or words):
            continue
        work = StatedWork(
            title=one_line(title) or url or document.stem,
            kind=Kind.NOTE if words else Kind.ARTICLE,
            site=site_of(url),
            url=url,
            app="Karakeep",
            excerpt=words,
            tags=texts(saved.get("tags"), "name"),
        )
        marked = stamped(moment(saved, document.zone, "createdAt"))
        line = places.line_of(title or url or words)
        yield from saved_page(document, work, line, note=text(saved, "note"), marked=marked)
