"""Which highlights are not worth a place: found out when they are indexed, and at once where they are not yet."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, exists, func, select

from digest.core.quality import Flaw, flaw, is_spared
from digest.model.clipping import Kind, Markup
from digest.store.opinions import opinions_of
from digest.store.rows import rows_in
from digest.store.schema import flawed, highlights, sightings, unindexed, works
from digest.store.search import newest_indexed


def flaws_in(connection: Connection, ids: Collection[int]) -> dict[int, Flaw]:
    """Why those of ``ids`` that are not worth a place are not; a favourite is, whatever it says."""
    told: dict[int, Flaw] = dict(rows_in(connection, _FLAWS, flawed.c.highlight_id, ids))
    latest = newest_indexed(connection)
    changed = {id_ for (id_,) in rows_in(connection, _UNINDEXED, unindexed.c.highlight_id, ids)}
    unknown = [id_ for id_ in ids if id_ > latest or id_ in changed]
    for id_, text, markup, note, tags, kind in rows_in(connection, _TEXTS, highlights.c.id, unknown):
        told.pop(id_, None)
        if not is_spared(Kind(kind), note, tags) and (why := flaw(text, Markup(markup))):
            told[id_] = why
    favorites = {id_ for id_, opinion in opinions_of(connection, told).items() if opinion.favorite}
    return {id_: why for id_, why in told.items() if id_ not in favorites}


def count_flawed(connection: Connection) -> dict[Flaw, int]:
    """How many highlights that stand in a file are not worth a place, by flaw, the most common first."""
    standing = exists().where(sightings.c.highlight_id == flawed.c.highlight_id)
    query = select(flawed.c.flaw, func.count()).where(standing).group_by(flawed.c.flaw)
    ordered = query.order_by(func.count().desc(), flawed.c.flaw)
    return {row.flaw: row[1] for row in connection.execute(ordered)}


_FLAWS = select(flawed.c.highlight_id, flawed.c.flaw)

_UNINDEXED = select(unindexed.c.highlight_id)

_TEXTS = select(
    highlights.c.id, highlights.c.text, highlights.c.markup, highlights.c.note, highlights.c.tags, works.c.kind
).join_from(highlights, works)
