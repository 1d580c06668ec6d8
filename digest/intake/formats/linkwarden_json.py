"""Linkwarden's JSON export: the saved pages in their collections.

    {…, "collections": [{"id": 1, "name": "…", "links": [
      {"id": 1, "name": "Title", "description": "…", "url": "…", "createdAt": "…", "tags": [{"name": "…"}]}]}]}

Its ids count up on each server, and are no identity.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.jsontext import Places, objects, text, texts
from digest.intake.savedpage import saved_page, web_page
from digest.model.clipping import Clipping, Problem

NAME = "linkwarden-json"
SHAPE: Shape = "json"
SUREST = 85


def identify(document: Document) -> int:
    """Sure of collections that hold links."""
    head = document.head
    return 85 if '"collections"' in head and '"links"' in head and '"createdAt"' in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages, for whoever wants those."""
    stated = document.json
    places = Places(document.text)
    for collection in objects(stated.get("collections")) if isinstance(stated, dict) else ():
        for link in objects(collection.get("links")):
            url, title = text(link, "url"), text(link, "name")
            if not (title or url):
                continue
            work = web_page(document, url, title, "Linkwarden")._replace(
                excerpt=text(link, "description"),
                tags=texts(link.get("tags"), "name"),
            )
            line, saved = places.line_of(title or url), text(link, "createdAt")
            heading = one_line(text(collection, "name"))
            yield from saved_page(document, Clipping(work, work.title, line, heading=heading), saved)
