"""wallabag's JSON export: the saved pages, with their annotations where the server put those in.

    [{"id": 22, "title": "…", "url": "…", "is_archived": 0, "is_starred": 0, "created_at": "…", "tags": ["…"],
      "content": "<p>…", "domain_name": "…", "published_by": ["…"],
      "annotations": [{"text": "the reader's note", "quote": "words of the highlight", "ranges": […]}]}]

Version 1 wrote ``is_read`` and ``is_fav``, every value twice, and the tags as a text (wallabag/wallabag,
``tests/fixtures/Import``, commit 5afc37d). Its ids count up on each server and start again on the next: they are
no identity, the address is.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.dates import read_published
from digest.intake.document import Document, Shape
from digest.intake.jsontext import Object, Places, objects, text, texts
from digest.intake.once import once
from digest.intake.savedpage import saved_page, web_page
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, DateSource, Problem, StatedWork

NAME = "wallabag-json"
SHAPE: Shape = "json"
SUREST = 85


def identify(document: Document) -> int:
    """Sure of the names of its two switches, in either version."""
    head = document.head
    return (
        85
        if ('"is_archived"' in head and '"is_starred"' in head) or ('"is_fav"' in head and '"is_read"' in head)
        else 0
    )


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights; a page without one is a saved page."""
    yield from once(_stated(document))


def _stated(document: Document) -> Iterator[Clipping | Problem]:
    places = Places(document.text)
    for page in objects(document.json) or objects([document.json]):
        work, saved = _work(document, page), text(page, "created_at")
        line = places.line_of(text(page, "title", "url"))
        quoted = [annotation for annotation in objects(page.get("annotations")) if text(annotation, "quote")]
        if not quoted:
            yield from saved_page(document, Clipping(work, work.title, line), saved)
            continue
        of_page = yield from read_stamp(document, line, saved, source=DateSource.FRONT_MATTER)
        for position, annotation in enumerate(quoted, 1):
            words = text(annotation, "quote")
            line = places.line_of(words)
            marked = yield from read_stamp(document, line, text(annotation, "created_at"), otherwise=of_page)
            yield Clipping(work, words, line, note=text(annotation, "text"), marked=marked, position=position)


def _work(document: Document, page: Object) -> StatedWork:
    url = text(page, "url")
    tags = page.get("tags")
    bare = web_page(document, url, text(page, "title"), "wallabag")
    return bare._replace(
        author=", ".join(map(one_line, texts(page.get("published_by")))),
        site=text(page, "domain_name") or bare.site,
        published=read_published(text(page, "published_at")),
        tags=texts(tags.split(",") if isinstance(tags, str) else tags, "label"),
    )
