"""Drafts: what the library knows of what they name, and which of them are held."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select

from digest.core.draft_checking import Known
from digest.model.library import Highlight
from digest.store.ledger import highlights_by_id, standing, standing_among
from digest.store.rows import chunks, milliseconds, moment
from digest.store.schema import editions, forgotten, held, highlights, picks


@dataclass(frozen=True, slots=True)
class Held:
    """A draft that is ready, as it was last seen: its file's fingerprint, since when, and what is wrong with it.

    ``highlights`` are what it prints by ``ledger``, when nothing is wrong.
    """

    fingerprint: bytes
    since: datetime
    wrong: str
    ledger: str
    highlights: tuple[int, ...]


def known(connection: Connection, ids: Collection[int], ledger: str, since: datetime | None) -> Known:
    """What is known of ``ids``, and what of them ``ledger`` has printed after ``since``, if that is told."""
    asked = highlights_by_id(connection, ids)
    points = _rows(
        connection, select(highlights.c.id, highlights.c.work_id).where(highlights.c.point), highlights.c.id, ids
    )
    summaries = {id_: _standing_points(connection, work) for id_, work in points}
    everything = asked | {point.id: point for summary in summaries.values() for point in summary}
    return Known(
        highlights=everything,
        summaries=summaries,
        erased={id_ for (id_,) in _rows(connection, select(forgotten.c.id), forgotten.c.id, ids)},
        nowhere=set(asked) - standing_among(connection, asked),
        printed=_printed(connection, everything, ledger, since) if since else {},
    )


def held_drafts(connection: Connection) -> dict[str, Held]:
    """What was last seen of the drafts that are ready, by the paths of their files."""
    rows = connection.execute(select(held).order_by(held.c.path))
    return {
        row.path: Held(row.fingerprint, moment(row.since), row.wrong, row.ledger, tuple(json.loads(row.highlights)))
        for row in rows
    }


def left_to_drafts(connection: Connection, ledger: str) -> frozenset[int]:
    """The highlights that drafts which are held will print by ``ledger``: no other edition does meanwhile."""
    return frozenset(
        id_ for draft in held_drafts(connection).values() if draft.ledger == ledger for id_ in draft.highlights
    )


def hold(connection: Connection, path: str, draft: Held) -> None:
    """Remember what was seen of the draft at ``path``, in place of what was."""
    release(connection, [path])
    connection.execute(
        insert(held).values(
            path=path,
            fingerprint=draft.fingerprint,
            since=milliseconds(draft.since),
            wrong=draft.wrong,
            ledger=draft.ledger,
            highlights=json.dumps(draft.highlights),
        )
    )


def release(connection: Connection, paths: Iterable[str]) -> None:
    """Forget the drafts at ``paths``."""
    for chunk in chunks(paths):
        connection.execute(delete(held).where(held.c.path.in_(chunk)))


def _standing_points(connection: Connection, work: int) -> list[Highlight]:
    query = select(highlights.c.id).where(highlights.c.work_id == work, highlights.c.point, standing())
    points = highlights_by_id(connection, list(connection.scalars(query)))
    return sorted(points.values(), key=lambda point: (point.position, point.id))


def _printed(
    connection: Connection, ids: Collection[int], ledger: str, since: datetime
) -> dict[int, tuple[str, int]]:
    query = (
        select(picks.c.highlight_id, editions.c.digest, editions.c.number)
        .join_from(picks, editions)
        .where(
            editions.c.ledger == ledger,
            editions.c.withdrawn.is_(None),
            editions.c.issued > milliseconds(since),
        )
    )
    return {id_: (name, number) for id_, name, number in _rows(connection, query, picks.c.highlight_id, ids)}


def _rows(
    connection: Connection, query: Select[Any], column: ColumnElement[int], ids: Collection[int]
) -> Iterator[Any]:
    """What ``query`` finds whose ``column`` is one of ``ids``."""
    for chunk in chunks(ids):
        yield from connection.execute(query.where(column.in_(chunk)))
