"""Pages that SimpRead saved: notes that begin with a line about SimpRead and the address of the page."""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.formats import markdown
from digest.intake.origin import SIMPREAD_LINE
from digest.model.clipping import Clipping, Problem

NAME = "simpread"
SHAPE: Shape = "text"
SUREST = 20


def identify(document: Document) -> int:
    """A little more than any note, for the line it begins with."""
    return 20 if "简悦" in document.head and SIMPREAD_LINE.search(document.head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """As in any note (see ``markdown``)."""
    return markdown.parse(document)
