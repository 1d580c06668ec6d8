"""Which warnings stand, since when, and where each was told; and what the library itself gives cause for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, or_, select, update
from sqlalchemy import delete as delete_from

from digest.errors import LibraryError
from digest.model.delivery import FAILED, DeliveryState, Undelivered
from digest.model.warning import Cause, WarningRecord
from digest.store.library import delivering
from digest.store.rows import milliseconds, moment
from digest.store.schema import deliveries, editions, files, highlights, warnings

Key = tuple[Cause, str]


_A_LOOK = 0.5
"""Seconds: longer than another process takes to look, as this one does."""

_UNDELIVERED = (
    select(
        editions.c.digest,
        editions.c.number,
        deliveries.c.recipient,
        deliveries.c.state,
        deliveries.c.planned,
        deliveries.c.server,
        deliveries.c.receipt,
    )
    .join_from(deliveries, editions)
    .order_by(editions.c.issued, deliveries.c.id)
)


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


def undelivered(
    connection: Connection, library: Path, *, untried_since: datetime, failed_since: datetime
) -> Iterator[Undelivered]:
    """What was deferred, is in doubt or has failed, the oldest edition first.

    Of what failed, only what did so since ``failed_since``. What is being handed over is in doubt, and what was
    planned before ``untried_since`` waits, when nobody delivers letters of ``library``: whoever did was stopped.
    """
    state = deliveries.c.state
    untried = and_(state == DeliveryState.PENDING, deliveries.c.planned < milliseconds(untried_since))
    left = or_(state == DeliveryState.HANDING_OVER, untried)
    moment_of_failure = func.coalesce(deliveries.c.failed, deliveries.c.planned)
    failed = and_(state.in_(FAILED), moment_of_failure >= milliseconds(failed_since))
    which = or_(state.in_((DeliveryState.UNSURE, DeliveryState.DEFERRED)), failed)
    with contextlib.ExitStack() as alone:
        if connection.scalar(select(exists().where(left))):
            with contextlib.suppress(LibraryError):
                alone.enter_context(delivering(library, _A_LOOK))
                # As it is now: the answer may have come since the connection began to read.
                connection = alone.enter_context(connection.engine.connect())
                which = or_(which, left)
        for digest, number, recipient, in_state, planned, *told in connection.execute(_UNDELIVERED.where(which)):
            yield Undelivered(digest, number, recipient, DeliveryState(in_state), moment(planned), *told)


def _is(key: Key) -> ColumnElement[bool]:
    return and_(warnings.c.cause == key[0].value, warnings.c.subject == key[1])
