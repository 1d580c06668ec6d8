"""An edition as the templates see it: words ready to print, nothing decided any more.

Only strings, numbers and tuples of them, so that a template can do no more than print. Text that is
``Markup`` was made safe by ``sanitise``; everything else is escaped where it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Line:
    """A line of plain words and its language, as for ``lang``."""

    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title ready to print: ``start`` + ``end`` is ``text``; the last line may not begin inside ``end``."""

    lang: str
    text: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Note:
    """The reader's own words under a highlight."""

    lang: str
    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A curator's words, at the top of the letter or between quotations."""

    lang: str
    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class HighlightView:
    """A highlight: ``url`` leads to its place, ``heading`` is set when a new chapter starts with it.

    Unknown is empty or None. ``tags`` stand on one line, each with its ``#``. ``answers`` are links that say what
    is thought of it. ``words`` stand before it, where a curator wrote some; ``reason`` says why it is there, where
    that is wanted.
    """

    lang: str
    html: Markup
    text: str
    url: str
    color: str
    heading: Line | None
    note: Note | None
    tags: Line | None
    answers: tuple[Link, ...]
    words: Prose | None
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a point and the citation marks after it (``[1][5]``), which may be empty."""

    html: Markup
    marks: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a summary; ``text`` is all of its pieces and marks."""

    lang: str
    pieces: tuple[Piece, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Points under one heading; the first group of a summary has none."""

    heading: Line | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A worded link."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the contents."""

    title: Title
    count: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Some days as small squares: a step from 0 to 3 each, and ``label`` which says it in words."""

    label: str
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A day as a bar: ``count`` stands above and is empty for none, ``day`` below; ``height`` is in px."""

    count: str
    day: str
    step: int
    height: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week as bars: how many highlights, what they are called, each day, and ``label`` which says it in words."""

    total: str
    unit: str
    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """The highlight that opens the letter, and the title of its work.

    ``label`` and ``note`` are those of an old one in a quiet letter; else empty and None. ``answers`` and
    ``reason`` as of any.
    """

    lang: str
    html: Markup
    text: str
    url: str
    title: Title
    label: str
    note: Note | None
    answers: tuple[Link, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class WorkView:
    """A work: ``highlights`` of any but a summary, ``groups`` of a summary; ``more`` tells of points left out.

    ``words`` stand before the groups, and ``closing`` after all, where a curator wrote some.
    """

    title: Title
    byline: Line
    url: str
    excerpt: Line | None
    highlights: tuple[HighlightView, ...]
    words: Prose | None
    groups: tuple[Group, ...]
    more: str
    actions: tuple[Link, ...]
    closing: Prose | None


@dataclass(frozen=True, slots=True)
class Again:
    """An old highlight that is met again: when it was marked, and where it is from.

    ``beside`` is the work of the fresh one on the same subject, if there is one. ``url`` leads to its own work, and
    may be empty. ``closing`` stands after it, where a curator wrote some.
    """

    label: str
    beside: Title | None
    highlight: HighlightView
    title: Title
    origin: str
    url: str
    closing: Prose | None


@dataclass(frozen=True, slots=True)
class LetterView:
    """The whole letter, from top to bottom; ``contents`` is empty for few works, ``waiting`` when nothing waits.

    ``date`` is the headline: the day of a daily letter, the week of a weekly one, or a title that a curator gave
    it, whose ``issue`` then says the day; ``strip`` or ``week`` shows the days looked back on. ``introduction`` is
    a curator's. ``again`` are old ones, after everything new. ``remark`` is what a letter without anything to read
    says instead, else empty. ``warnings`` tell what is wrong with digest itself, in sentences.
    """

    lang: str
    subject: str
    preheader: str
    seal: Line
    title: str
    issue: str
    date: str
    stat: str
    strip: Strip | None
    week: Week | None
    remark: str
    introduction: Prose | None
    lead: Lead | None
    contents: tuple[Row, ...]
    works: tuple[WorkView, ...]
    again: tuple[Again, ...]
    waiting: str
    warnings: tuple[str, ...]
    nav: tuple[Link, ...]
