"""The formats that are read, which of them claims a document, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from digest.intake.document import Document, Shape
from digest.intake.formats import cubox, digest_csv, digest_jsonl, digest_markdown, markdown, reportify
from digest.intake.trouble import Misshapen
from digest.model.clipping import Clipping, Problem


class Format(Protocol):
    """A module of ``digest.intake.formats`` (see docs/adding-a-format.md)."""

    NAME: str

    SHAPE: Shape
    """Of the documents it is asked about."""

    def identify(self, document: Document) -> int:
        """How sure it is that ``document`` is its own: 0 (not at all) to 100, from the head of its content."""

    def parse(self, document: Document) -> Iterator[Clipping | Problem]:
        """What ``document`` states, in its order; never raises, whatever the document holds, but ``Misshapen``."""


FORMATS: tuple[Format, ...] = (
    cubox,
    digest_csv,
    digest_jsonl,
    digest_markdown,
    reportify,
    markdown,
)


class Understood(NamedTuple):
    """What a document states; ``format`` is empty when none recognised it, or it is not what it begins like."""

    format: str
    clippings: Sequence[Clipping]
    problems: Sequence[Problem]


def understand(document: Document, formats: Sequence[Format] = FORMATS) -> Understood:
    """What the one format that claims ``document`` makes of it."""
    form = claim(document, formats)
    if isinstance(form, Problem):
        return Understood("", (), (form,))
    clippings, problems = [], []
    try:
        for stated in form.parse(document):
            if isinstance(stated, Problem):
                problems.append(stated)
            else:
                clippings.append(stated)
    except Misshapen as error:
        return Understood("", (), (error.trouble.at(document.path),))
    if form.SHAPE == "text" and document.front.problem:
        problems.insert(0, document.front.problem.at(document.path))
    return Understood(form.NAME, clippings, problems)


def claim(document: Document, formats: Sequence[Format] = FORMATS) -> Format | Problem:
    """The one format that claims ``document`` most surely; a problem when none does, or two do alike."""
    asked = [form for form in formats if document.shape == form.SHAPE]
    scores = [(form.identify(document), form) for form in asked]
    best = max((score for score, _ in scores), default=0)
    claims = [form for score, form in scores if score == best]
    if best > 0 and len(claims) == 1:
        return claims[0]
    if not document.text.strip():
        return document.problem(0, "the file is empty", "if it is still being synced, it is read when it has come")
    if best == 0:
        names = ", ".join(form.NAME for form in asked)
        hint = "move it elsewhere, or see docs/adding-a-format.md"
        return document.problem(0, f"no format recognises it (asked: {names})", hint)
    names = " and ".join(form.NAME for form in claims)
    return document.problem(0, f"{names} claim it alike", "please report it: the formats should agree")
