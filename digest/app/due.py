"""Scheduled slots: which one is due, and which comes next."""

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
    By a clock that was not set nothing is met.
    """
    if since < slots.EPOCH or is_met(connection, digest):
        return
    at_first = timetable.schedule_met(connection, digest.name) is None
    timetable.meet_schedule(connection, digest.name, digest.schedule, digest.timezone.key)
    slot = slots.latest(digest.schedule, digest.timezone, since)
    if slot and not (at_first and late_at_first) and not timetable.is_settled(connection, digest.name, slot.name):
        timetable.settle(connection, digest.name, slot, "before")


def due_slot(connection: Connection, digest: DigestSettings, now: datetime) -> Slot | None:
    """The slot of ``digest`` that is due: the latest of its schedule, neither settled nor issued by hand.

    Until its schedule is met there is none, nor by a clock that was not set.
    """
    if now < slots.EPOCH or not is_met(connection, digest):
        return None
    last = timetable.last_settled(connection, digest.name)
    slot = slots.due(digest.schedule, digest.timezone, last, now)
    return slot if slot and _is_open(connection, digest, slot) else None


def next_slot(connection: Connection, digest: DigestSettings, now: datetime) -> Slot | None:
    """The slot of ``digest`` that comes due after ``now``; None when its schedule stands still or has no more."""
    if stands_still(connection, digest, now):
        return None
    last = timetable.last_settled(connection, digest.name) or now
    coming = slots.upcoming(digest.schedule, digest.timezone, max(last, now))
    return next((slot for slot in coming if _is_open(connection, digest, slot)), None)


def _is_open(connection: Connection, digest: DigestSettings, slot: Slot) -> bool:
    """Whether ``slot`` is neither settled nor issued by hand."""
    return not (
        timetable.is_settled(connection, digest.name, slot.name)
        or ledger.issue_of_slot(connection, digest.name, slot.name)
    )


def stands_still(connection: Connection, digest: DigestSettings, now: datetime) -> str:
    """Why no slot of ``digest`` can be due by this clock, in words; empty when nothing is wrong with it.

    The clock was not set yet, or it ran ahead, and a slot is settled that is days away. Nothing is due until then,
    lest a clock that was set back bring letters twice: who knows which of the two was right is a person.
    """
    if now < slots.EPOCH:
        return f"the clock says {now:%Y-%m-%d}: no letter of '{digest.name}' is due until it is set"
    last = timetable.last_settled(connection, digest.name)
    if last is None or last <= now + _AHEAD:
        return ""
    until = last.astimezone(digest.timezone)
    return (
        f"no letter of '{digest.name}' is due before {until:%Y-%m-%d %H:%M}, for the clock was there already; "
        "set the clock, or, if it is right now, run 'digest run --due --clock-is-right'"
    )


def trust_the_clock(connection: Connection, digest: DigestSettings, now: datetime) -> None:
    """Forget that slots of ``digest`` later than ``now`` are settled: the clock had run ahead, and is right now."""
    timetable.unsettle_after(connection, digest.name, now)
