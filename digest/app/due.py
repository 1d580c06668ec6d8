"""Scheduled slots: which one is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from digest.app.settings import DigestSettings
from digest.core import slots
from digest.model.edition import Slot
from digest.store import ledger, timetable
from digest.store.library import Connection

_AHEAD = timedelta(days=1)


def is_met(connection: Connection, digest: DigestSettings) -> bool:
    """Whether the schedule of ``digest`` is the one that was met last."""
    return timetable.schedule_met(connection, digest.name) == (digest.schedule, digest.timezone.key)


def meet(connection: Connection, digest: DigestSettings, since: datetime, *, late_at_first: bool = False) -> None:
    """Let the schedule of ``digest`` count from ``since``, unless it is met: earlier slots bring no letter.

    With ``late_at_first`` the latest slot of a digest of which no schedule was met is due all the same.
    """
    if is_met(connection, digest):
        return
    at_first = timetable.schedule_met(connection, digest.name) is None
    timetable.meet_schedule(connection, digest.name, digest.schedule, digest.timezone.key)
    slot = slots.latest(digest.schedule, digest.timezone, since)
    if slot and not (at_first and late_at_first) and not timetable.is_settled(connection, digest.name, slot.name):
        timetable.settle(connection, digest.name, slot, "before")


def due_slot(connection: Connection, digest: DigestSettings, now: datetime) -> Slot | None:
    """The slot of ``digest`` that is due: the latest of its schedule, neither settled nor issued by hand.

    Until its schedule is met there is none.
    """
    if not is_met(connection, digest):
        return None
    last = timetable.last_settled(connection, digest.name)
    slot = slots.due(digest.schedule, digest.timezone, last, now)
    if (
        slot is None
        or timetable.is_settled(connection, digest.name, slot.name)
        or ledger.issue_of_slot(connection, digest.name, slot.name)
    ):
        return None
    return slot


def in_the_future(connection: Connection, digest: DigestSettings, now: datetime) -> str:
    """What is wrong when a slot is settled that is days away, in words; empty when none is.

    A clock that ran ahead does that. Nothing is due until then, lest a clock that was set back bring letters twice.
    """
    last = timetable.last_settled(connection, digest.name)
    if last is None or last <= now + _AHEAD:
        return ""
    until = last.astimezone(digest.timezone)
    return (
        f"no letter of '{digest.name}' is due before {until:%Y-%m-%d %H:%M}, for the clock was there already; "
        "set the clock right, or issue letters with 'digest run'"
    )
