"""Which warnings stand, since when, and where each was told; and what the library itself gives cause for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, or_, select, update
from sqlalchemy import delete as delete_from

from digest.errors import LibraryError
from digest.model.delivery import FAILED, DeliveryState
from digest.model.warning import Cause, WarningRecord
from digest.store.library import delivering
from digest.store.rows import milliseconds, moment
from digest.store.schema import deliveries, editions, files, highlights, warnings

Key = tuple[Cause, str]


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Deliveries of one edition in one state, for the same reason; some of the recipients, of ``count``."""

    digest: str
    number: int
    state: DeliveryState
    receipt: str
    count: int
    planned: datetime
    recipients: tuple[str, ...]


_NAMED = 3
"""Recipients that are named; the others are counted."""

_MOST = 100
"""Reasons that are told at most: a server may write another number into each."""

_A_LOOK = 0.5
"""Seconds: longer than another process takes to look, as this one does."""


def known(connection: Connection) -> dict[Key, WarningRecord]:
    """Every warning that is recorded."""
    return {
        (Cause(row.cause), row.subject): WarningRecord(moment(row.since), row.printed, row.noticed)
        for row in connection.execute(select(warnings))
    }


def begin(connection: Connection, keys: Iterable[Key], now: datetime) -> None:
    """Record warnings that were not recorded yet."""
    rows = [
        {"cause": cause.value, "subject": subject, "since": milliseconds(now), "printed": False, "noticed": False}
        for cause, subject in keys
    ]
    if rows:
        connection.execute(insert(warnings), rows)


def end(connection: Connection, keys: Iterable[Key]) -> None:
    """Forget warnings that stand no more: when they come again, they are told again."""
    for key in keys:
        connection.execute(delete_from(warnings).where(_is(key)))


def note_printed(connection: Connection, keys: Iterable[Key]) -> None:
    """Record that a letter told of these, which are recorded."""
    for key in keys:
        connection.execute(update(warnings).where(_is(key)).values(printed=True))


def note_noticed(connection: Connection, keys: Iterable[Key]) -> None:
    """Record that a notice told of these, which are recorded."""
    for key in keys:
        connection.execute(update(warnings).where(_is(key)).values(noticed=True))


def newest_arrival(connection: Connection, now: datetime) -> datetime | None:
    """When something last came into the folders: a file that changed, or a highlight that was new; None for never.

    Files from the future count for nothing.
    """
    nanoseconds = milliseconds(now) * 1_000_000
    changed = connection.scalar(select(func.max(files.c.modified)).where(files.c.modified <= nanoseconds))
    seen = connection.scalar(select(highlights.c.first_seen).order_by(highlights.c.id.desc()).limit(1))
    found = [] if changed is None else [moment(changed // 1_000_000)]
    return max([*found, *([] if seen is None else [moment(seen)])], default=None)


def undelivered(connection: Connection, library: Path, failed_since: datetime) -> list[Undelivered]:
    """What was deferred, is in doubt or has failed, by edition and state, the oldest edition first.

    Of what failed, only what did so since ``failed_since``. What is being handed over is in doubt when nobody
    delivers letters of ``library``: whoever did was killed.
    """
    lasting = (DeliveryState.UNSURE, DeliveryState.DEFERRED)
    if connection.scalar(select(exists().where(deliveries.c.state == DeliveryState.HANDING_OVER))):
        # As it is while nobody can deliver: the answer may have come since the connection began to read.
        with contextlib.suppress(LibraryError), delivering(library, _A_LOOK), connection.engine.connect() as alone:
            return _undelivered(alone, (*lasting, DeliveryState.HANDING_OVER), failed_since)
    return _undelivered(connection, lasting, failed_since)


def _undelivered(
    connection: Connection, lasting: Sequence[DeliveryState], failed_since: datetime
) -> list[Undelivered]:
    state, receipt = deliveries.c.state, deliveries.c.receipt
    moment_of_failure = func.coalesce(deliveries.c.failed, deliveries.c.planned)
    failed = and_(moment_of_failure >= milliseconds(failed_since), state.in_(FAILED))
    first = func.min(deliveries.c.id)
    alike = (editions.c.id, state, receipt)
    query = (
        select(*alike, editions.c.digest, editions.c.number, func.count(), func.min(deliveries.c.planned))
        .join_from(deliveries, editions)
        .where(or_(state.in_(lasting), failed))
        .group_by(*alike)
        .order_by(editions.c.issued.desc(), first.desc())
        .limit(_MOST)
    )
    return [
        Undelivered(
            digest, number, DeliveryState(in_state), words, count, moment(planned), _some(connection, *of_them)
        )
        for *of_them, digest, number, count, planned in reversed(connection.execute(query).all())
        for _, in_state, words in [of_them]
    ]


def _some(connection: Connection, edition: int, state: str, receipt: str) -> tuple[str, ...]:
    columns = deliveries.c
    alike = and_(columns.edition_id == edition, columns.state == state, columns.receipt == receipt)
    query = select(columns.recipient).where(alike).order_by(columns.id).limit(_NAMED)
    return tuple(connection.scalars(query))


def _is(key: Key) -> ColumnElement[bool]:
    return and_(warnings.c.cause == key[0].value, warnings.c.subject == key[1])
