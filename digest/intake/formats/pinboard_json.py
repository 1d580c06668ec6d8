"""Pinboard's JSON export: the saved pages.

[{"href": "…", "description": "Title", "extended": "what its reader wrote", "time": "2014-06-14T15:51:42Z",
  "tags": "one two", "toread": "no", "shared": "no", …}]
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.jsontext import Places, objects, text
from digest.intake.savedpage import saved_page, web_page
from digest.model.clipping import Clipping, Problem

NAME = "pinboard-json"
SHAPE: Shape = "json"
SUREST = 85


def identify(document: Document) -> int:
    """Sure of the names that its pages have and no other program uses together."""
    return 85 if all(f'"{name}"' in document.head for name in ("href", "extended", "toread")) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages, for whoever wants those."""
    stated = document.json
    places = Places(document.text)
    for page in objects(stated.get("posts") if isinstance(stated, dict) else stated):
        url, title = text(page, "href"), text(page, "description")
        if not (title or url):
            continue
        work = web_page(document, url, title, "Pinboard")._replace(
            excerpt=text(page, "extended"),
            tags=tuple(text(page, "tags").split()),
        )
        line = places.line_of(title or url)
        yield from saved_page(document, Clipping(work, work.title, line), text(page, "time"))
