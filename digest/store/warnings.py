"""Which warnings stand, since when, and where each was told; and what the library itself gives cause for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update
from sqlalchemy import delete as delete_from

from digest.model.delivery import DeliveryState
from digest.model.warning import Cause, WarningRecord
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


def undelivered(connection: Connection, failed_since: datetime) -> list[Undelivered]:
    """What was deferred, is unsure or has failed, by edition and state, the oldest edition first.

    Of what failed, only what was planned since ``failed_since``.
    """
    state, receipt = deliveries.c.state, deliveries.c.receipt
    recent = deliveries.c.planned >= milliseconds(failed_since)
    failed = and_(recent, state.in_([DeliveryState.REJECTED.value, DeliveryState.EXPIRED.value]))
    lasting = state.in_([DeliveryState.UNSURE.value, DeliveryState.DEFERRED.value])
    first = func.min(deliveries.c.id)
    alike = (editions.c.id, state, receipt)
    query = (
        select(*alike, editions.c.digest, editions.c.number, func.count(), func.min(deliveries.c.planned))
        .join_from(deliveries, editions)
        .where(or_(lasting, failed))
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
