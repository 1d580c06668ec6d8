"""Moments that a file states, with where they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from datetime import datetime, tzinfo

from digest.intake.dates import read_moment, read_unix
from digest.intake.document import Document
from digest.model.clipping import DateSource, Problem, Stamp

_NONE = re.compile(r"[0\s:.,TZ+-]*")
"""No date, or the zeros that some programs write for it."""
_INSTEAD = {
    DateSource.ID: "the date in its id is used",
    DateSource.FRONT_MATTER: "the date of its page is used",
}


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


def not_a_date(document: Document, line: int, stated: str, instead: Stamp | None = None) -> Problem:
    """The problem of words that stand where a date is expected."""
    hint = _INSTEAD[instead.source] if instead else "the date of the file is used"
    return document.problem(line, f"{stated!r} is not a date", hint)
