"""Moments that a file states, with where they come from."""

from __future__ import annotations

from datetime import datetime

from digest.intake.document import Document
from digest.model.clipping import DateSource, Problem, Stamp


def stamped(moment: datetime | None, source: DateSource = DateSource.EXPLICIT) -> Stamp | None:
    """``moment`` as a stamp; None when there is none."""
    return Stamp(moment, source) if moment else None


def not_a_date(document: Document, line: int, stated: str) -> Problem:
    """The problem of words that stand where a date is expected."""
    return document.problem(line, f"{stated!r} is not a date", "the date of the file is used")
