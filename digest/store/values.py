"""The value of highlights, where it depends on more than what a file states."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select, update

from digest.core.value import value_of
from digest.store.rows import rows_in, tags_of
from digest.store.schema import editions, highlights, met, opinions


def revalue(connection: Connection, ids: Collection[int]) -> None:
    """Let the values of these highlights be what their notes, their tags and the reader's opinions make them."""
    changed = []
    for id_, value, note, tags, favorite, step in rows_in(connection, _MARKS, highlights.c.id, ids):
        now = value_of(note, tags_of(tags), favorite=bool(favorite), sooner=(step or 0) < 0)
        if now != value:
            changed.append({"row": id_, "value": now})
    if not changed:
        return
    connection.execute(update(highlights).where(highlights.c.id == bindparam("row")), changed)
    for ledger in connection.scalars(select(editions.c.ledger).distinct()).all():
        of_ledger = met.c.ledger == ledger
        connection.execute(update(met).where(of_ledger, met.c.highlight_id == bindparam("row")), changed)


_MARKS = select(
    highlights.c.id,
    highlights.c.value,
    highlights.c.note,
    highlights.c.tags,
    opinions.c.favorite,
    opinions.c.step,
).outerjoin_from(highlights, opinions)
