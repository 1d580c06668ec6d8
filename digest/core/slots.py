"""Which moment an edition stands for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

BY_HAND = "by-hand:"


def check_schedule(schedule: str) -> str:
    """What is wrong with five cron fields, in words; empty when nothing is."""
    try:
        CronSim(schedule, datetime(2026, 1, 1))  # noqa: DTZ001 - only the fields are looked at
    except CronSimError as error:
        return str(error)
    return ""


def next_fire_time(schedule: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first scheduled moment later than ``after``, in ``zone``; None when the schedule never fires."""
    return next(CronSim(schedule, after.astimezone(zone)), None)


def is_scheduled(slot: str) -> bool:
    """Whether ``slot`` is one of the schedule's, not one by hand."""
    return not slot.startswith(BY_HAND)


def slot_of(moment: datetime, schedule: str, zone: ZoneInfo) -> str:
    """The slot of an edition asked for at ``moment``.

    Exactly on a scheduled time it is that slot, named by its local time (``2026-02-14T07:30``); at any other
    moment it is a slot by hand, which never uses up a scheduled one.
    """
    local = moment.astimezone(zone)
    # Compared in UTC: where clocks change, local times neither subtract nor compare as moments do.
    exact = moment.astimezone(UTC)
    scheduled = next_fire_time(schedule, zone, exact - timedelta(seconds=1))
    if scheduled is not None and scheduled.astimezone(UTC) == exact:
        # An hour that clocks repeat is named the second time with its offset.
        return f"{local:%Y-%m-%dT%H:%M}" + (f"{local:%z}" if local.fold else "")
    return BY_HAND + local.isoformat()
