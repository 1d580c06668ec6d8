"""Moments that a file states, with where they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from datetime import datetime, tzinfo

from digest.intake.dates import read_moment, read_unix
from digest.intake.document import Document
from digest.model.clipping import DateSource, Problem, Stamp

_NONE = re.compile(r"[0\s:.,TZ+-]*|\s*\d{4}(?:[-/.]\d{1,2})?\s*")
"""No date, the zeros that some programs write for it, or a year or a month: when a book came out."""

NOT_A_DATE = "is not a date"


def stamped(moment: datetime | None, source: DateSource = DateSource.EXPLICIT) -> Stamp | None:
    """``moment`` as a stamp; None when there is none."""
    return Stamp(moment, source) if moment else None


def read_date(text: str, zone: tzinfo) -> datetime | None:
    """The moment that ``text`` is as programs write it: a Unix time, or what ``read_moment`` reads."""
    return read_unix(text) or read_moment(text, zone)


def read_stamp(
    document: Document,
    line: int,
    *stated: str,
    source: DateSource = DateSource.EXPLICIT,
    otherwise: Stamp | None = None,
    read: Callable[[str, tzinfo], datetime | None] = read_date,
) -> Generator[Problem, None, Stamp | None]:
    """The first moment among ``stated``, else ``otherwise``: ``marked = yield from read_stamp(…)``.

    Yielded is a problem at ``line`` when there are words, and none of them is a date.
    """
    for words in stated:
        if moment := read(words, document.zone):
            return Stamp(moment, source)
    if told := next((words for words in stated if not _NONE.fullmatch(words)), ""):
        yield not_a_date(document, line, told.strip(), otherwise)
    return otherwise


def front_stamp(
    document: Document, *names: str, otherwise: Stamp | None = None
) -> Generator[Problem, None, Stamp | None]:
    """The moment that the first of ``names`` in the front matter states, as ``read_stamp`` reads it."""
    line, stated = document.front.line_of(*names), document.front.text(*names)
    return read_stamp(document, line, stated, source=DateSource.FRONT_MATTER, otherwise=otherwise)


def not_a_date(document: Document, line: int, stated: str, instead: Stamp | None = None) -> Problem:
    """The problem of words that stand where a date is expected, with what is used ``instead``."""
    source = instead.source if instead else DateSource.FILE
    return document.problem(
        line,
        f"{stated!r} {NOT_A_DATE}",
        f"the date of {'its id' if source is DateSource.ID else 'the page' if instead else 'the file'} is used",
    )
