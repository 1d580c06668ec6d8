"""How often, and when last, a ledger has printed a highlight and its work: what its picks come to.

Choosing asks for it in orders that picks do not have, so it is kept; what changes the picks counts anew.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, case, delete, distinct, func, or_, select

from digest.core.old import due_after
from digest.model.choice import DAY, OLD_LANES
from digest.store.rows import chunks, insert_many
from digest.store.schema import editions, highlights, met, picks, turns


def recount(connection: Connection, ledger: str, ids: Collection[int]) -> None:
    """Bring what is kept of these highlights and their works in line with the picks of ``ledger``."""
    for chunk in chunks(ids):
        connection.execute(delete(met).where(met.c.ledger == ledger, met.c.highlight_id.in_(chunk)))
        rows = connection.execute(
            select(picks.c.highlight_id, highlights.c.value, func.count(), func.max(editions.c.issued))
            .select_from(picks.join(editions).join(highlights))
            .where(picks.c.highlight_id.in_(chunk), *_printed_in(ledger))
            .group_by(picks.c.highlight_id)
        ).all()
        insert_many(connection, met, [(ledger, *row, row[3] + due_after(row[2]) * DAY) for row in rows])
        works = connection.scalars(select(highlights.c.work_id).distinct().where(highlights.c.id.in_(chunk))).all()
        _recount_works(connection, ledger, works)


def last_printed(connection: Connection, ledger: str, ids: Collection[int]) -> dict[int, int]:
    """When ``ledger`` last printed those of ``ids`` that it has printed, in Unix milliseconds."""
    printed: dict[int, int] = {}
    for chunk in chunks(ids):
        query = select(met.c.highlight_id, met.c.last).where(met.c.ledger == ledger, met.c.times > 0)
        rows = connection.execute(query.where(met.c.highlight_id.in_(chunk)))
        printed |= {row.highlight_id: row.last for row in rows}
    return printed


def _recount_works(connection: Connection, ledger: str, works: Collection[int]) -> None:
    connection.execute(delete(turns).where(turns.c.ledger == ledger, turns.c.work_id.in_(works)))
    chosen_as_old = func.json_extract(picks.c.reason, "$.lane").in_(OLD_LANES)
    was_old = or_(chosen_as_old, func.json_extract(picks.c.reason, "$.by_hand_as_old"))
    rows = connection.execute(
        select(
            highlights.c.work_id,
            func.count(distinct(editions.c.id)),
            func.max(editions.c.issued),
            func.max(case((was_old, editions.c.issued))),
        )
        .select_from(picks.join(editions).join(highlights))
        .where(highlights.c.work_id.in_(works), *_printed_in(ledger))
        .group_by(highlights.c.work_id)
    )
    insert_many(connection, turns, [(ledger, *row) for row in rows])


def _printed_in(ledger: str) -> tuple[ColumnElement[bool], ...]:
    return editions.c.ledger == ledger, editions.c.withdrawn.is_(None)
