"""Everything that is known, in an order that does not depend on when it came in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from digest.model.clipping import Clipping, DateSource, Kind, Markup, Stamp, StatedWork
from digest.store.rows import moment, tags_of
from digest.store.schema import highlights, works

_WORK = ("title", "author", "url", "key", "kind", "site", "app", "app_url", "published", "excerpt", "tags")
_HIGHLIGHT = (
    *("position", "text", "key", "heading", "marked", "date_source"),
    *("note", "url", "tags", "color", "markup"),
)


def clippings(connection: Connection) -> Iterator[Clipping]:
    """Every highlight, and every point of a summary, as a file would state it that had all of them.

    Works are in the order of their titles, highlights in that of reading, and what is alike in these in the order
    of whatever else there is. The lines are all 1: there is no file.
    """
    columns = [works.c[name] for name in _WORK]
    known = [tuple(row) for row in connection.execute(select(*columns, works.c.id))]
    for stated, same in groupby(sorted(known), lambda row: row[:-1]):
        work = _work(stated)
        ids = [row[-1] for row in same]
        fields = [highlights.c[name] for name in _HIGHLIGHT]
        query = select(*fields).where(highlights.c.work_id.in_(ids)).order_by(*fields)
        for row in connection.execute(query):
            yield _clipping(work, row)


def _work(stated: tuple[Any, ...]) -> StatedWork:
    told = dict(zip(_WORK, stated, strict=True))
    return StatedWork(**told | {"kind": Kind(told["kind"]), "tags": tags_of(told["tags"])})


def _clipping(work: StatedWork, row: Any) -> Clipping:
    return Clipping(
        work=work,
        text=row.text,
        line=1,
        markup=Markup(row.markup),
        key=row.key,
        note=row.note,
        url=row.url,
        tags=tags_of(row.tags),
        color=row.color,
        marked=Stamp(moment(row.marked), DateSource(row.date_source)),
        heading=row.heading,
        position=row.position,
    )
