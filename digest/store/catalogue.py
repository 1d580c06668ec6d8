"""Looking things up: how much is known, one highlight and its history; and erasing one for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, distinct, func, insert, select

from digest.core.reasons import in_words
from digest.model.edition import Activity
from digest.model.letter import Issue
from digest.model.library import Highlight, Sighting
from digest.model.opinion import Opinion
from digest.store import search
from digest.store.ledger import highlights_by_id, printings
from digest.store.opinions import opinion_of
from digest.store.rows import milliseconds, moment
from digest.store.schema import files, forgotten, highlights, sightings, works

_QUARTER = 15 * 60 * 1000
"""Milliseconds: the clocks of all zones differ by whole quarters of an hour, so that no midnight is inside one."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much the library knows: files, works with a highlight or a point, and the reader's own highlights."""

    files: int
    works: int
    highlights: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file was last read: its format (empty: not recognised), highlights and points."""

    format: str
    highlights: int
    points: int


@dataclass(frozen=True, slots=True)
class History:
    """A highlight, where it stands, the editions that printed it, with the reason, and what is thought of it."""

    highlight: Highlight
    sightings: tuple[Sighting, ...]
    printed: tuple[tuple[Issue, str], ...]
    opinion: Opinion


def size(connection: Connection) -> Size:
    """Count what is there."""
    return Size(
        files=connection.scalar(select(func.count()).select_from(files)) or 0,
        works=connection.scalar(select(func.count(distinct(highlights.c.work_id)))) or 0,
        highlights=connection.scalar(select(func.count()).where(~highlights.c.point)) or 0,
    )


def activity(connection: Connection, first: date, last: date, zone: ZoneInfo) -> Activity:
    """How many of the reader's own highlights were marked on each day from ``first`` to ``last`` in ``zone``.

    Highlights count whether or not they still stand in a file, by the best date that is known of them.
    """
    midnights = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    since, until = map(milliseconds, midnights)
    quarter = highlights.c.marked // _QUARTER
    marked = (
        select(quarter, func.count())
        .where(~highlights.c.point, highlights.c.marked >= since, highlights.c.marked < until)
        .group_by(quarter)
    )
    counts: Counter[date] = Counter()
    for start, count in connection.execute(marked):
        counts[moment(start * _QUARTER).astimezone(zone).date()] += count
    days = range((last - first).days + 1)
    return Activity(last, tuple(counts[first + timedelta(days=number)] for number in days))


def standings(connection: Connection, paths: Collection[str]) -> dict[str, Standing]:
    """How the files at ``paths`` were last read; those that were not are left out."""
    rows = connection.execute(
        select(files.c.path, files.c.format, func.count(highlights.c.id), func.sum(highlights.c.point))
        .select_from(files.outerjoin(sightings).outerjoin(highlights))
        .where(files.c.path.in_(paths))
        .group_by(files.c.id)
    )
    return {path: Standing(format_, marks - (points or 0), points or 0) for path, format_, marks, points in rows}


def history(connection: Connection, highlight_id: int) -> History | None:
    """What is known of one highlight."""
    found = highlights_by_id(connection, [highlight_id]).get(highlight_id)
    if found is None:
        return None
    places = connection.execute(
        select(files.c.path, sightings.c.line)
        .join_from(sightings, files)
        .where(sightings.c.highlight_id == highlight_id)
        .order_by(files.c.path)
    )
    printed = tuple((issue, in_words(reason)) for issue, reason in printings(connection, highlight_id))
    opinion = opinion_of(connection, highlight_id)
    return History(found, tuple(Sighting(*place) for place in places), printed, opinion)


def forget(connection: Connection, highlight_id: int) -> None:
    """Erase a highlight; remember only its key and fingerprints, so that no file brings it back."""
    this = highlights.c.id == highlight_id
    trace = select(highlights.c.id, works.c.fingerprint, highlights.c.fingerprint, highlights.c.key)
    columns = ["id", "work", "fingerprint", "key"]
    connection.execute(insert(forgotten).from_select(columns, trace.join_from(highlights, works).where(this)))
    connection.execute(delete(highlights).where(this))
    search.empty(connection)
