"""What we know: works, their highlights, and where each was sighted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.clipping import Kind, Markup, Stamp


@dataclass(frozen=True, slots=True)
class Work:
    """An article, book, summary or note in the library; unknown text is empty (see ``StatedWork``)."""

    id: int
    title: str
    kind: Kind = Kind.ARTICLE
    author: str = ""
    site: str = ""
    url: str = ""
    app: str = ""
    app_url: str = ""
    published: str = ""
    excerpt: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlight:
    """A highlight, or a point of a summary, in the library (see ``Clipping`` for the fields)."""

    id: int
    work: Work
    text: str
    marked: Stamp
    first_seen: datetime
    markup: Markup = Markup.PLAIN
    note: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    color: str = ""
    heading: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where a highlight stands now: file and line."""

    path: str
    line: int
