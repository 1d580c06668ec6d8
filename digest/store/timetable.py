"""Which scheduled slots are settled, and how; and by which schedule letters are asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from digest.model.edition import Slot
from digest.store.rows import milliseconds, moment
from digest.store.schema import schedules, slots

Settlement = Literal["issued", "empty", "skipped", "before"]
"""An edition stands for the slot; nothing was fresh; it was missed by too much; it was before its schedule came."""


def schedule_met(connection: Connection, digest: str) -> tuple[str, str] | None:
    """The schedule of ``digest`` that was met last, and the name of its zone; None when none was."""
    found = select(schedules.c.schedule, schedules.c.timezone).where(schedules.c.digest == digest)
    row = connection.execute(found).one_or_none()
    return None if row is None else (row.schedule, row.timezone)


def meet_schedule(connection: Connection, digest: str, schedule: str, zone: str) -> None:
    """Record that this is the schedule of ``digest`` now, in place of the one that was met before."""
    connection.execute(delete(schedules).where(schedules.c.digest == digest))
    connection.execute(insert(schedules).values(digest=digest, schedule=schedule, timezone=zone))


def last_settled(connection: Connection, digest: str) -> datetime | None:
    """The moment of the newest slot of ``digest`` that is settled; None when none is."""
    newest = connection.scalar(select(func.max(slots.c.moment)).where(slots.c.digest == digest))
    return None if newest is None else moment(newest)


def is_settled(connection: Connection, digest: str, name: str) -> bool:
    """Whether the slot of that name is settled, whatever its moment was: the zone may have been another one."""
    return bool(connection.scalar(select(exists().where(slots.c.digest == digest, slots.c.slot == name))))


def settle(connection: Connection, digest: str, slot: Slot, outcome: Settlement) -> None:
    """Record what became of a slot that was not settled yet."""
    row = {"digest": digest, "slot": slot.name, "moment": milliseconds(slot.moment), "outcome": outcome}
    connection.execute(insert(slots).values(row))


def settle_after_all(connection: Connection, digest: str, name: str) -> None:
    """Record that an edition was issued for a slot after all, if that is a settled one."""
    connection.execute(update(slots).where(slots.c.digest == digest, slots.c.slot == name).values(outcome="issued"))


def unsettle_after(connection: Connection, digest: str, now: datetime) -> None:
    """Forget what became of slots of ``digest`` that are later than ``now``."""
    connection.execute(delete(slots).where(slots.c.digest == digest, slots.c.moment > milliseconds(now)))
