"""The pages in Omnivore's account export: ``metadata_0_to_20.json`` and its like.

    [{"id": "…", "slug": "…", "title": "…", "description": "…", "author": "…", "url": "…", "labels": ["…"],
      "savedAt": "2024-10-29T16:30:11.000Z", "publishedAt": "…", …}, …]

Read in omnivore-app/omnivore at commit 322ce62. The highlights are not in it: the export has them apart (see
``omnivore_highlights``).
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.dates import read_published
from digest.intake.document import Document, Shape
from digest.intake.jsontext import Places, objects, text, texts
from digest.intake.savedpage import saved_page, web_page
from digest.model.clipping import Clipping, Problem

NAME = "omnivore-json"
SHAPE: Shape = "json"
SUREST = 85


def identify(document: Document) -> int:
    """Sure of the names that its pages have and no other program uses together."""
    return 85 if all(f'"{name}"' in document.head for name in ("slug", "savedAt", "readingProgress")) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages, for whoever wants those."""
    places = Places(document.text)
    for page in objects(document.json):
        url, slug = text(page, "url"), text(page, "slug")
        line = places.line_of(text(page, "id"))
        work = web_page(document, url, text(page, "title"), "Omnivore")._replace(
            key=f"omnivore:{slug}" if slug else "",
            author=one_line(text(page, "author")),
            app_url=f"https://omnivore.app/me/{slug}" if slug else "",
            published=read_published(text(page, "publishedAt")),
            excerpt=text(page, "description"),
            tags=texts(page.get("labels"), "name"),
        )
        yield from saved_page(document, Clipping(work, work.title, line), text(page, "savedAt"))
