"""What a file said: clippings as their program states them, and what could not be read.

The records that come by the million are named tuples: made in a third of the time of a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

COLORS = ("yellow", "green", "blue", "pink", "red", "purple", "orange")
"""Colours of a mark that the letter can show; a format maps its own names onto these."""

Quotes = Literal["sourced", "all", "none"]
"""Which plain block quotes of a note are highlights: those of a note that names its source, all, or none."""


class Kind(StrEnum):
    """What a work is."""

    ARTICLE = "article"
    BOOK = "book"
    SUMMARY = "summary"
    NOTE = "note"
    TWEET = "tweet"
    PODCAST = "podcast"
    VIDEO = "video"


class Markup(StrEnum):
    """How a text is to be read: as it stands, or as Markdown."""

    PLAIN = "plain"
    MARKDOWN = "markdown"


class DateSource(StrEnum):
    """Where a date comes from, the most trustworthy first."""

    EXPLICIT = "explicit"
    ID = "id"
    FRONT_MATTER = "front matter"
    FILE = "file"
    FIRST_SEEN = "first seen"


class Stamp(NamedTuple):
    """A moment (aware) and where it comes from."""

    at: datetime
    source: DateSource


class StatedWork(NamedTuple):
    """The article, book or note that a clipping belongs to, as the file states it.

    Unknown text is empty. ``key`` is the exporter's own identity of the work with the program's name in
    front (``cubox:7421446577446718398``). ``url`` leads to the original, ``app_url`` to the work inside
    ``app``. ``published`` is an ISO 8601 date or date-time.
    """

    title: str
    kind: Kind = Kind.ARTICLE
    key: str = ""
    author: str = ""
    site: str = ""
    url: str = ""
    app: str = ""
    app_url: str = ""
    published: str = ""
    excerpt: str = ""
    tags: tuple[str, ...] = ()


class Clipping(NamedTuple):
    """One record as a file states it: a highlight, or one point of a summary.

    ``line`` counts from 1. ``key`` is the exporter's identity of the highlight, like ``StatedWork.key``.
    ``url`` leads to the very place. ``color`` is one of ``COLORS`` or empty. ``heading`` is the chapter or
    the heading it stands under. ``position`` orders the clippings of a work: only its order means anything.
    """

    work: StatedWork
    text: str
    line: int
    markup: Markup = Markup.PLAIN
    key: str = ""
    note: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    color: str = ""
    marked: Stamp | None = None
    heading: str = ""
    position: int = 0


class SourceFile(NamedTuple):
    """A file in a watched folder: its path, size in bytes and time of change in nanoseconds."""

    path: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was not understood; ``line`` is 0 when it is about the whole file."""

    path: str
    line: int
    message: str
    hint: str = ""

    @property
    def told(self) -> str:
        """The problem for who knows which file it is about."""
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.message}" + (f"; {self.hint}" if self.hint else "")

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}" + (f"; {self.hint}" if self.hint else "")
