"""What the reader thinks of highlights: kept with what was said, so that the last word can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from digest.core.opinions import formed
from digest.model.opinion import Opinion, Word
from digest.store.rows import chunks, insert_many, milliseconds
from digest.store.schema import opinions
from digest.store.values import revalue


def opinion_of(connection: Connection, id_: int) -> Opinion:
    """What the reader thinks of a highlight, which may be nothing."""
    return opinions_of(connection, [id_]).get(id_, Opinion())


def opinions_of(connection: Connection, ids: Collection[int]) -> dict[int, Opinion]:
    """The opinions of those of the highlights called ``ids`` that the reader said anything of."""
    found: dict[int, Opinion] = {}
    for chunk in chunks(ids):
        rows = connection.execute(select(opinions).where(opinions.c.highlight_id.in_(chunk)))
        found |= {row.highlight_id: _opinion(row) for row in rows}
    return found


def mark(connection: Connection, id_: int, word: Word, now: datetime) -> Opinion:
    """Add ``word`` to what the reader said of a highlight; returns the opinion that this makes."""
    before = opinion_of(connection, id_)
    return _changed(connection, id_, formed((*before.marked, word), before.stated), now)


def unmark(connection: Connection, id_: int, now: datetime) -> Word | None:
    """Take back the last word that the reader said of a highlight; returns it, or None where there was none."""
    before = opinion_of(connection, id_)
    if not before.marked:
        return None
    _changed(connection, id_, formed(before.marked[:-1], before.stated), now)
    return before.marked[-1]


def restate(
    connection: Connection, said: Mapping[int, Sequence[Word]], changed: Collection[int], now: datetime
) -> None:
    """Take over what notes say: ``said``, by highlight, and nothing for ``changed`` ones that are not there."""
    speaking = {id_ for id_, words in said.items() if words}
    before = opinions_of(connection, speaking.union(changed))
    after = {}
    for id_ in speaking | before.keys():
        known, stated = before.get(id_, Opinion()), tuple(said.get(id_, ()))
        if known.stated != stated:
            after[id_] = formed(known.marked, stated)
    _write(connection, after, now)


def _changed(connection: Connection, id_: int, opinion: Opinion, now: datetime) -> Opinion:
    _write(connection, {id_: opinion}, now)
    return opinion


def _write(connection: Connection, formed_now: Mapping[int, Opinion], now: datetime) -> None:
    for chunk in chunks(formed_now):
        connection.execute(delete(opinions).where(opinions.c.highlight_id.in_(chunk)))
    at = milliseconds(now)
    rows = [
        (
            *(id_, int(opinion.favorite), opinion.step, opinion.retired, int(opinion.pinned)),
            *(" ".join(opinion.marked), " ".join(opinion.stated), at),
        )
        for id_, opinion in formed_now.items()
        if opinion != Opinion()
    ]
    insert_many(connection, opinions, rows)
    revalue(connection, formed_now)


def _opinion(row: Row[Any]) -> Opinion:
    marked, stated = (tuple(map(Word, words.split())) for words in (row.marked, row.stated))
    return Opinion(marked, stated, row.favorite, row.step, row.retired, row.pinned)
