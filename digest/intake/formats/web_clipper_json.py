"""Highlights out of Obsidian's Web Clipper: the pages, and the marks on each as HTML.

    [{"url": …, "title": …, "highlights": [{"text": "<p>…</p>", "timestamp": …, "notes": [ … ]}],
      "data": [{"id": "1782900000000", "content": "<p>…</p>", "groupId": …, "notes": [ … ]}]}]

``data`` holds the marks as the program keeps them, ``highlights`` one for each selection, which may be several of
those. Older files have no ``data``; the first had the marks themselves as ``highlights``. An id is the Unix time in
milliseconds at which a mark was made, and a timestamp is that of the first mark of its selection.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.document import Document, Shape
from digest.intake.jsontext import Object, Places, objects, text, texts
from digest.intake.once import once, with_own_keys
from digest.intake.page import words
from digest.intake.stamps import read_date, read_stamp, stamped
from digest.model.clipping import Clipping, DateSource, Markup, Problem, StatedWork

NAME = "web-clipper-json"
SHAPE: Shape = "json"
SUREST = 90


def identify(document: Document) -> int:
    """High for marks with a place in the page; less for pages with highlights that have a time."""
    head = document.head
    if '"highlights"' not in head or '"url"' not in head:
        return 0
    if '"xpath"' in head and '"content"' in head:
        return 90
    return 70 if '"timestamp"' in head and '"text"' in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights, page by page, in the order of the page."""
    yield from once(with_own_keys(_stated(document)))


def _stated(document: Document) -> Iterator[Clipping | Problem]:
    places = Places(document.text)
    value = document.json
    for page in objects(value if isinstance(value, list) else [value]):
        url = text(page, "url")
        title = one_line(text(page, "title")) or url or document.stem
        work = StatedWork(title, site=site_of(url), url=url, app="Obsidian Web Clipper")
        listed = page.get("highlights")
        for number, item in enumerate(listed if isinstance(listed, list) else [], 1):
            record: Object = item if isinstance(item, dict) else {}
            stated = text(record, "text", "content")
            line = places.line_of(stated)
            shown, markup = _shown(stated)
            if not shown:
                yield document.problem(line, f"highlight {number} of {title!r} has no words", "it is left out")
                continue
            numbered = stamped(read_date(text(record, "id"), document.zone), DateSource.ID)
            made = yield from read_stamp(document, line, text(record, "timestamp"), otherwise=numbered)
            yield Clipping(
                work,
                shown,
                line,
                markup,
                f"web-clipper:{round(made.at.timestamp() * 1000)}" if made else "",
                "\n\n".join(texts(record.get("notes"))),
                marked=made,
                position=number,
            )


def _shown(stated: str) -> tuple[str, Markup]:
    """What a reader sees of a piece of HTML; of one without words, its first picture."""
    if "<" not in stated and "&" not in stated:
        return stated, Markup.PLAIN
    try:
        piece = html.fragment_fromstring(stated, create_parent="div")
    except (etree.ParserError, ValueError):
        return stated, Markup.PLAIN
    if shown := words(piece):
        return shown, Markup.PLAIN
    address = next((first_address(image.get("src") or "") for image in piece.iter("img")), "")
    return (f"![]({address})", Markup.MARKDOWN) if address else ("", Markup.PLAIN)
