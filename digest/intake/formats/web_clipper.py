"""Pages that Obsidian's Web Clipper saved: notes whose marks are the reader's, and whose quotes are the page's."""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.formats import markdown
from digest.intake.origin import WEB_CLIPPER_TAG, read_origin
from digest.model.clipping import Clipping, Problem

NAME = "web-clipper"
SHAPE: Shape = "text"
SUREST = 20


def identify(document: Document) -> int:
    """A little more than any note, for the tag and the address that its template begins with."""
    if WEB_CLIPPER_TAG not in document.head:
        return 0
    return 20 if WEB_CLIPPER_TAG in document.front.tags("tags") and read_origin(document.front).url else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """As in any note (see ``markdown``)."""
    return markdown.parse(document)
