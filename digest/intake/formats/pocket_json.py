"""The highlights in Pocket's last export: ``annotations/part_000000.json``.

    [{"url": "…", "title": "…", "highlights": [{"quote": "words of the highlight", "created_at": 1600000000}]}]

Read in the tests of Pocket's own server (``AnnotationsDataExportService``), which is where the shape is stated.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.formats.pocket import read_work
from digest.intake.jsontext import Places, objects, text
from digest.intake.once import once
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Problem

NAME = "pocket-json"
SHAPE: Shape = "json"
SUREST = 85


def identify(document: Document) -> int:
    """Sure of a list of pages with quotes in them."""
    head = document.head
    if not head.lstrip().startswith("["):
        return 0
    return 85 if all(f'"{name}"' in head for name in ("url", "highlights", "quote", "created_at")) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    yield from once(_highlights(document))


def _highlights(document: Document) -> Iterator[Clipping | Problem]:
    places = Places(document.text)
    for page in objects(document.json):
        work = read_work(document, text(page, "title"), text(page, "url"))
        for position, highlight in enumerate(objects(page.get("highlights")), 1):
            words = text(highlight, "quote")
            line = places.line_of(words)
            if not words:
                yield document.problem(line, "a highlight without words", "Pocket exported none")
                continue
            marked = yield from read_stamp(document, line, text(highlight, "created_at"))
            yield Clipping(work, words, line, marked=marked, position=position)
