"""Who was sent which edition, and how far that got. A row is made with its edition and never deleted."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, literal, or_, select, update

from digest.core.doubt import INTERRUPTED
from digest.core.retry import LONGEST
from digest.model.delivery import FAILED, TO_TRY, Delivery, DeliveryState
from digest.store.ledger import is_edition
from digest.store.rows import CHUNK, chunks, milliseconds, moment
from digest.store.schema import deliveries, editions

_DELIVERY = select(
    editions.c.digest,
    editions.c.number,
    deliveries.c.recipient,
    deliveries.c.message_id,
    deliveries.c.state,
    deliveries.c.attempts,
    deliveries.c.retry,
    deliveries.c.server,
    deliveries.c.receipt,
).join_from(deliveries, editions)
_IN_ORDER = (editions.c.issued, deliveries.c.id)
_LEAST_TRIED_FIRST = (deliveries.c.attempts, *_IN_ORDER)
"""So that one that costs the line each time does not keep those behind it from their turn."""


def plan(
    connection: Connection, digest: str, number: int, message_ids: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Plan the delivery of an edition to each recipient, given with the Message-ID of the letter to them.

    Who was planned before is left as it is.
    """
    edition_id = connection.scalar(select(editions.c.id).where(is_edition(digest, number)))
    planned = {delivery.recipient for delivery in of_edition(connection, digest, number)}
    rows = [
        {
            "edition_id": edition_id,
            "recipient": recipient,
            "message_id": message_id,
            "state": DeliveryState.PENDING.value,
            "planned": milliseconds(now),
            "attempts": 0,
            "retry": None,
            "server": "",
            "receipt": "",
            "failed": None,
        }
        for recipient, message_id in message_ids
        if recipient not in planned
    ]
    if rows:
        connection.execute(insert(deliveries), rows)


def of_edition(connection: Connection, digest: str, number: int) -> list[Delivery]:
    """The deliveries of an edition, in the order in which they were planned."""
    return _found(connection, is_edition(digest, number))


def last_tried(connection: Connection, recipient: str, count: int) -> list[Delivery]:
    """The last ``count`` deliveries to ``recipient`` that were tried, the newest first, of whatever digest."""
    tried = (deliveries.c.recipient == recipient) & (deliveries.c.attempts > 0)
    query = _DELIVERY.where(tried).order_by(deliveries.c.id.desc()).limit(count)
    return [_delivery(row) for row in connection.execute(query)]


def in_states(connection: Connection, states: Sequence[DeliveryState]) -> list[Delivery]:
    """Every delivery in one of ``states``, the oldest edition first."""
    return _found(connection, deliveries.c.state.in_(states))


def in_doubt(connection: Connection, *, planned_since: datetime) -> list[Delivery]:
    """What is unsure, and was planned since then."""
    recent = deliveries.c.planned >= milliseconds(planned_since)
    return _found(connection, recent & (deliveries.c.state == DeliveryState.UNSURE))


def in_turn(connection: Connection, *, by: datetime | None = None) -> Sequence[int]:
    """The ids of what is to be tried (again), the least tried first; with ``by`` only what is due by then.

    What is to rest for longer than anything rests was put off by a clock that was wrong, and is due. Eight bytes
    each: there may be many.
    """
    which: ColumnElement[bool] = deliveries.c.state.in_(TO_TRY)
    if by is not None:
        retry = deliveries.c.retry
        which &= or_(retry.is_(None), retry <= milliseconds(by), retry > milliseconds(by + LONGEST))
    ids = select(deliveries.c.id).join_from(deliveries, editions).where(which).order_by(*_LEAST_TRIED_FIRST)
    return array("q", connection.scalars(ids.execution_options(yield_per=CHUNK)))


def with_ids(connection: Connection, ids: Sequence[int]) -> list[Delivery]:
    """The deliveries with ``ids``, in their order."""
    found: dict[int, Delivery] = {}
    for chunk in chunks(ids):
        query = _DELIVERY.add_columns(deliveries.c.id).where(deliveries.c.id.in_(chunk))
        found |= {id_: _delivery(row) for *row, id_ in connection.execute(query)}
    return [found[id_] for id_ in ids]


def count_by_state(connection: Connection) -> dict[DeliveryState, int]:
    """How many deliveries there are in each state; states without any are named too."""
    rows = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    return dict.fromkeys(DeliveryState, 0) | {DeliveryState(state): count for state, count in rows}


def unsent(connection: Connection) -> set[tuple[str, int]]:
    """Digest and number of every edition that was tried, or given up, and not accepted for everybody."""
    settled = (DeliveryState.PENDING, DeliveryState.HANDING_OVER, DeliveryState.ACCEPTED)
    query = select(editions.c.digest, editions.c.number).join_from(deliveries, editions).distinct()
    return {
        (digest, number) for digest, number in connection.execute(query.where(deliveries.c.state.not_in(settled)))
    }


def record(cursor: sqlite3.Cursor, delivery: Delivery, now: datetime) -> bool:
    """Write down how far ``delivery`` got; False, and nothing written, when it was settled otherwise meanwhile.

    The cursor is that of a ``Library.small_transaction``.
    """
    retry = None if delivery.retry_at is None else milliseconds(delivery.retry_at)
    told = (delivery.state.value, delivery.attempts, retry, delivery.server, delivery.receipt)
    failed = _failed(delivery.state, now)
    return bool(cursor.execute(_RECORD, (*told, failed, delivery.message_id)).rowcount)


_UNSETTLED = ", ".join(f"'{state}'" for state in (*TO_TRY, DeliveryState.HANDING_OVER))
_RECORD = f"""
    UPDATE deliveries SET state = ?, attempts = ?, retry = ?, server = ?, receipt = ?, failed = ?
    WHERE message_id = ? AND state IN ({_UNSETTLED})
"""  # noqa: S608 - our own names


def set_state(
    connection: Connection, delivery: Delivery, state: DeliveryState, words: str, now: datetime
) -> Delivery:
    """Put ``delivery`` into ``state`` at a person's word, whatever it was; ``words`` say so in its receipt."""
    changed = replace(delivery, state=state, retry_at=None, receipt=words)
    connection.execute(
        update(deliveries)
        .where(deliveries.c.message_id == delivery.message_id)
        .values(state=state.value, retry=None, receipt=words, failed=_failed(state, now))
    )
    return changed


def ask_again(connection: Connection, delivery: Delivery, now: datetime) -> None:
    """Let ``delivery`` wait as if it had been planned ``now``, whatever it was."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.message_id == delivery.message_id)
        .values(state=DeliveryState.PENDING.value, retry=None, receipt="", planned=milliseconds(now), failed=None)
    )


def ever_rejected(connection: Connection) -> frozenset[str]:
    """The recipients whom the mail server has refused at some time."""
    query = select(deliveries.c.recipient).where(deliveries.c.state == DeliveryState.REJECTED)
    return frozenset(connection.scalars(query.distinct()))


def settle_doubt(connection: Connection, delivery: Delivery) -> bool:
    """Write down what became of an unsure ``delivery``; False, and nothing written, when it was settled before."""
    done = connection.execute(
        update(deliveries)
        .where(deliveries.c.message_id == delivery.message_id, deliveries.c.state == DeliveryState.UNSURE)
        .values(
            state=delivery.state.value,
            retry=None if delivery.retry_at is None else milliseconds(delivery.retry_at),
            receipt=delivery.receipt,
        )
    )
    return bool(done.rowcount)


def postpone(connection: Connection, until: datetime) -> None:
    """Let nothing that waits be due before ``until``."""
    sooner = or_(deliveries.c.retry.is_(None), deliveries.c.retry < milliseconds(until))
    connection.execute(
        update(deliveries).where(deliveries.c.state.in_(TO_TRY), sooner).values(retry=milliseconds(until))
    )


def settle_interrupted(connection: Connection) -> None:
    """What was being handed over when its process died is unsure.

    The caller must know that no other process hands over: it holds ``Library.delivering()``.
    """
    connection.execute(
        update(deliveries)
        .where(deliveries.c.state == DeliveryState.HANDING_OVER)
        .values(state=DeliveryState.UNSURE.value, receipt=INTERRUPTED)
    )


def expire(connection: Connection, words: str, after: timedelta, *, by: datetime) -> None:
    """Give up what still waits ``after`` it was planned, and say why in its receipt.

    What was not tried so late (the machine slept, or was off) is due once more first.
    """
    until = deliveries.c.planned + after // timedelta(milliseconds=1)
    over = and_(until < milliseconds(by), deliveries.c.retry >= until, deliveries.c.state.in_(TO_TRY))
    _give_up(connection, over, words, by)


def give_up(connection: Connection, digest: str, number: int, words: str, now: datetime) -> None:
    """Give up what still waits, or is unsure, of an edition, and say why in its receipt."""
    edition = deliveries.c.edition_id.in_(select(editions.c.id).where(is_edition(digest, number)))
    _give_up(connection, and_(edition, deliveries.c.state.in_((*TO_TRY, DeliveryState.UNSURE))), words, now)


def _give_up(connection: Connection, which: ColumnElement[bool], words: str, now: datetime) -> None:
    expired = DeliveryState.EXPIRED
    heard = case((deliveries.c.receipt != "", literal("; ") + deliveries.c.receipt), else_="")
    told = literal(words) + heard
    failed = _failed(expired, now)
    values = {"state": expired.value, "retry": None, "receipt": told, "failed": failed}
    connection.execute(update(deliveries).where(which).values(values))


def _failed(state: DeliveryState, now: datetime) -> int | None:
    return milliseconds(now) if state in FAILED else None


def _found(
    connection: Connection, where: ColumnElement[bool], order: Sequence[ColumnElement[Any]] = _IN_ORDER
) -> list[Delivery]:
    return [_delivery(row) for row in connection.execute(_DELIVERY.where(where).order_by(*order))]


def _delivery(row: Any) -> Delivery:
    digest, number, recipient, message_id, state, attempts, retry, server, receipt = row
    retry_at = None if retry is None else moment(retry)
    return Delivery(
        digest, number, recipient, message_id, DeliveryState(state), attempts, retry_at, server, receipt
    )
