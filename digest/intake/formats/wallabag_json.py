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
from digest.intake.addresses import site_of
from digest.intake.dates import read_published
from digest.intake.document import Document, Shape
from digest.intake.jsontext import Object, Places, moment, objects, text, texts
from digest.intake.once import once
from digest.intake.savedpage import saved_page
from digest.intake.stamps import stamped
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


def _stated(document: Document) -> Iterator[Clipping]:
    places = Places(document.text)
    for page in objects(document.json) or objects([document.json]):
        work = _work(document, page)
        line = places.line_of(text(page, "title", "url"))
        saved = moment(page, document.zone, "created_at")
        quoted = [annotation for annotation in objects(page.get("annotations")) if text(annotation, "quote")]
        for position, annotation in enumerate(quoted, 1):
            words = text(annotation, "quote")
            yield Clipping(
                work,
                words,
                places.line_of(words),
                note=text(annotation, "text"),
                marked=stamped(moment(annotation, document.zone, "created_at"))
                or stamped(saved, DateSource.FRONT_MATTER),
                position=position,
            )
        if not quoted:
            yield from saved_page(document, work, line, marked=stamped(saved))


def _work(document: Document, page: Object) -> StatedWork:
    url = text(page, "url")
    tags = page.get("tags")
    return StatedWork(
        title=one_line(text(page, "title")) or url or document.stem,
        author=", ".join(map(one_line, texts(page.get("published_by")))),
        site=text(page, "domain_name") or site_of(url),
        url=url,
        app="wallabag",
        published=read_published(text(page, "published_at")),
        tags=texts(tags.split(",") if isinstance(tags, str) else tags, "label"),
    )
