"""Hypothes.is as JSON: the export of its client, and what its API answers to a search.

    {"export_date": "…", "export_userid": "acct:me@hypothes.is", "client_version": "…", "annotations": [
      {"id": "…", "created": "…", "user": "acct:…", "uri": "…", "text": "the reader's note", "tags": ["…"],
       "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "words of the highlight"}, …]}],
       "document": {"title": ["…"]}, "links": {"incontext": "https://hyp.is/…"}, "references": ["…"]}]}

    {"total": 1, "rows": [{…}]}

Read in hypothesis/client (``annotations-exporter.tsx``, commit 9d28950). An annotation without a quote is a note
on the page or, with ``references``, a reply. The export of a group holds the words of others: those are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digest.core.text import one_line
from digest.intake.addresses import site_of, web_address
from digest.intake.document import Document, Shape
from digest.intake.formats.hypothesis import moment_of
from digest.intake.jsontext import Object, Places, member, objects, text, texts
from digest.intake.once import once
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "hypothesis-json"
SHAPE: Shape = "json"
SUREST = 85


def identify(document: Document) -> int:
    """Sure of the names its client writes, and of a quote as its API states it."""
    head = document.head
    if '"export_userid"' in head and '"annotations"' in head:
        return 85
    return 80 if '"TextQuoteSelector"' in head and '"uri"' in head and '"group"' in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The reader's own highlights."""
    yield from once(_highlights(document))


def _highlights(document: Document) -> Iterator[Clipping | Problem]:
    stated = document.json
    reader = text(stated, "export_userid") if isinstance(stated, dict) else ""
    places = Places(document.text)
    for number, annotation in enumerate(_annotations(stated), 1):
        identity = text(annotation, "id")
        line = places.line_of(identity)
        target = next(iter(objects(annotation.get("target"))), {})
        selectors = {text(selector, "type"): selector for selector in objects(target.get("selector"))}
        words = text(selectors.get("TextQuoteSelector", {}), "exact")
        if not words or (reader and text(annotation, "user") not in ("", reader)):
            continue
        made = text(annotation, "created")
        marked = yield from read_stamp(document, line, made, otherwise=moment_of(identity))
        yield Clipping(
            _work(document, annotation),
            words,
            line,
            key=f"hypothesis:{identity}" if identity else "",
            note=text(annotation, "text"),
            url=text(member(annotation, "links"), "incontext", "html"),
            tags=texts(annotation.get("tags")),
            marked=marked,
            heading=_heading(selectors),
            position=_start(selectors) or number,
        )


def _annotations(stated: Any) -> list[Object]:
    if isinstance(stated, dict):
        return objects(stated.get("annotations")) or objects(stated.get("rows")) or objects([stated])
    return objects(stated)


def _heading(selectors: dict[str, Object]) -> str:
    page = text(selectors.get("PageSelector", {}), "label")
    return one_line(text(selectors.get("EPUBContentSelector", {}), "title")) or (f"p. {page}" if page else "")


def _start(selectors: dict[str, Object]) -> int:
    start = selectors.get("TextPositionSelector", {}).get("start")
    return start if isinstance(start, int) and not isinstance(start, bool) and start > 0 else 0


def _work(document: Document, annotation: Object) -> StatedWork:
    uri = text(annotation, "uri")
    titles = texts(member(annotation, "document").get("title"))
    url = web_address(uri)
    return StatedWork(
        title=one_line(next(iter(titles), "")) or uri or document.stem,
        site=site_of(url),
        url=url,
        app="Hypothes.is",
    )
