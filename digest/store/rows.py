"""Rows of the library as facts, and back."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, Connection, Row, Select, Table, func, select
from sqlalchemy.dialects import sqlite

from digest.core.shelf import Known, Record
from digest.model.clipping import DateSource, Kind, Markup, Stamp
from digest.model.library import Highlight, Work
from digest.store.schema import highlights, sightings, works

CHUNK = 500
"""Values in one ``IN``: far below what SQLite and PostgreSQL take."""

_MOST_VALUES = 999
"""Values in one statement that every SQLite takes (``SQLITE_MAX_VARIABLE_NUMBER`` before 3.32)."""


def milliseconds(moment: datetime) -> int:
    """An aware moment as the library keeps it."""
    return round(moment.timestamp() * 1000)


def moment(kept: int) -> datetime:
    """A kept moment, in UTC."""
    return datetime.fromtimestamp(kept / 1000, UTC)


def tags_to_text(tags: Sequence[str]) -> str:
    """Tags as the library keeps them."""
    return json.dumps(tags, ensure_ascii=False) if tags else ""


def tags_of(kept: str) -> tuple[str, ...]:
    """Kept tags."""
    return tuple(json.loads(kept)) if kept else ()


def known_highlights(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> Iterator[Known]:
    """The highlights whose ``column`` is one of ``values``, with what merging needs of them."""
    for row in rows_in(connection, _KNOWN, column, values):
        yield _known_of(row)


_KNOWN = select(
    highlights.c.id,
    works.c.fingerprint,
    highlights.c.fingerprint,
    highlights.c.text,
    highlights.c.markup,
    highlights.c.marked,
    highlights.c.date_source,
    highlights.c.point,
    highlights.c.key,
    highlights.c.note,
    highlights.c.url,
    highlights.c.tags,
    highlights.c.color,
    highlights.c.heading,
    highlights.c.position,
    select(func.count()).where(sightings.c.highlight_id == highlights.c.id).scalar_subquery(),
).join_from(highlights, works)
_MARKUPS = {markup.value: markup for markup in Markup}
_SOURCES = {source.value: source for source in DateSource}


def _known_of(row: Sequence[Any]) -> Known:
    id_, work, fingerprint, text, markup, marked, source, point, key, note, url, tags, *rest = row
    color, heading, position, in_files = rest
    stamp = Stamp(moment(marked), _SOURCES[source])
    record = Record(
        work,
        fingerprint,
        text,
        _MARKUPS[markup],
        stamp,
        bool(point),
        key,
        note,
        url,
        tags_of(tags),
        color,
        heading,
        position,
    )
    return Known(id_, record, in_files)


def work_of(row: Row[Any]) -> Work:
    """A row of ``works``."""
    return Work(
        id=row.id,
        title=row.title,
        kind=Kind(row.kind),
        author=row.author,
        site=row.site,
        url=row.url,
        app=row.app,
        app_url=row.app_url,
        published=row.published,
        excerpt=row.excerpt,
        tags=tags_of(row.tags),
    )


def highlight_of(row: Row[Any], work: Work) -> Highlight:
    """A row of ``highlights``, which belongs to ``work``."""
    return Highlight(
        id=row.id,
        work=work,
        text=row.text,
        marked=Stamp(moment(row.marked), DateSource(row.date_source)),
        first_seen=moment(row.first_seen),
        markup=Markup(row.markup),
        note=row.note,
        url=row.url,
        tags=tags_of(row.tags),
        color=row.color,
        heading=row.heading,
        position=row.position,
    )


def chunks(values: Iterable[Any], most: int = CHUNK) -> Iterable[list[Any]]:
    """``values`` in lists of ``most`` at most, short enough for one ``IN``."""
    kept = list(values)
    return (kept[start : start + most] for start in range(0, len(kept), most))


def rows_in(
    connection: Connection, columns: Select[Any], column: ColumnElement[Any], values: Iterable[Any]
) -> Iterator[tuple[Any, ...]]:
    """The driver's own rows of ``columns``, a selection without conditions, whose ``column`` is in ``values``.

    SQLAlchemy writes the statement once and the driver takes the values as they are: 500 are looked for in a third
    of the time.
    """
    for chunk in chunks(values):
        marks = ", ".join("?" * len(chunk))
        found = connection.exec_driver_sql(f"{sql(columns)} WHERE {column} IN ({marks})", tuple(chunk))
        yield from found.cursor.fetchall()


def insert_many(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows``, each with a value for every column of ``table``.

    Many rows a statement, and the values go to the driver as they are: 80,000 highlights and their sightings are
    written in three quarters of the time that a statement a row takes.
    """
    width = len(table.columns)
    row = f"({', '.join('?' * width)})"
    names = ", ".join(column.name for column in table.columns)
    for some in chunks(rows, _MOST_VALUES // width):
        values = ", ".join([row] * len(some))
        statement = f"INSERT INTO {table} ({names}) VALUES {values}"  # noqa: S608 - our names and question marks
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))


@functools.cache
def sql(statement: ClauseElement) -> str:
    """``statement``, which is made once and kept, in the words of SQLite."""
    return str(statement.compile(dialect=_DIALECT))


_DIALECT = sqlite.dialect()


def next_id(connection: Connection, *tables: Table) -> int:
    """The first id that no row of ``tables`` has: that of a row deleted from the end is given again."""
    highest = [connection.scalar(select(func.max(table.c.id))) or 0 for table in tables]
    return max(highest) + 1
