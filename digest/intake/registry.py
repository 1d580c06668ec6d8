"""The formats that are read, and which of them claims a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from digest.intake.document import Document
from digest.intake.formats import cubox, markdown, reportify
from digest.model.clipping import Clipping, Problem


class Format(Protocol):
    """A module of ``digest.intake.formats`` (see docs/adding-a-format.md)."""

    NAME: str

    def identify(self, document: Document) -> int:
        """How sure it is that ``document`` is its own: 0 (not at all) to 100, from the head of its content."""

    def parse(self, document: Document) -> Iterator[Clipping | Problem]:
        """What ``document`` states, in its order; never raises, whatever the document holds."""


FORMATS: tuple[Format, ...] = (cubox, reportify, markdown)


def claim(document: Document, formats: Sequence[Format] = FORMATS) -> Format | Problem:
    """The one format that claims ``document`` most surely; a problem when none does, or two do alike."""
    scores = [(form.identify(document), form) for form in formats]
    best = max(score for score, _ in scores)
    claims = [form for score, form in scores if score == best]
    if best > 0 and len(claims) == 1:
        return claims[0]
    if not document.text.strip():
        return document.problem(0, "the file is empty", "if it is still being synced, it is read when it has come")
    if best == 0:
        asked = ", ".join(form.NAME for form in formats)
        hint = "move it elsewhere, or see docs/adding-a-format.md"
        return document.problem(0, f"no format recognises it (asked: {asked})", hint)
    names = " and ".join(form.NAME for form in claims)
    return document.problem(0, f"{names} claim it alike", "please report it: the formats should agree")
