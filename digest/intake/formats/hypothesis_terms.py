"""What the table and the text of Hypothes.is share: kinds of annotations, and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from digest.intake.document import Document
from digest.model.clipping import Problem


def is_highlight(kind: str) -> bool:
    """Whether an annotation of this ``kind`` is about words of the page."""
    return kind.lower() not in ("reply", "page note")


def of_several(document: Document, people: Collection[str]) -> Iterator[Problem]:
    """A problem when ``people`` are several: neither file says whose export it is."""
    if len(people) > 1:
        hint = "if some are not yours, export your own alone"
        yield document.problem(0, f"annotations of {len(people)} people, all of which are read", hint)
