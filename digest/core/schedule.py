"""Cron fields to moments, by ``cronsim``, which keeps Debian cron's rules where clocks change.

A time that clocks skip is met once, at the first moment after the gap; a time that they repeat is met once, at its
first passing. Schedules of every minute or hour (``*/15 * * * *``) go on through a repeated hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from digest.core.cronwords import words

_SECOND = timedelta(seconds=1)


def check_schedule(schedule: str) -> str:
    """What is wrong with five cron fields, in words; empty when nothing is."""
    try:
        fires = next(_read(schedule), None) is not None
    except CronSimError as error:
        if not _never_fires(schedule.split()):
            return str(error).lower()
        fires = False
    return "" if fires else "it never fires: no day is ever like that"


def in_words(schedule: str) -> str:
    """``every day at 07:30``, ``on Monday at 08:00``; where that takes too many words, the fields themselves."""
    return words(_read(schedule)) or f"by the cron fields '{schedule}'"


def next_fire_time(schedule: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first scheduled moment later than ``after``, in ``zone``; None when there is none in fifty years."""
    return next(_moments(schedule, after.astimezone(zone)), None)


def last_fire_time(schedule: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The last scheduled moment at or before ``now``, in ``zone``; None when there was none in fifty years."""
    this_second = now.astimezone(UTC).replace(microsecond=0)
    found = next(_moments(schedule, (this_second + _SECOND).astimezone(zone), reverse=True), None)
    # Backwards, cronsim reads the clock's face: in an hour that clocks repeat it may stop a slot too early.
    while found and (later := next_fire_time(schedule, zone, found)) and later.astimezone(UTC) <= this_second:
        found = later
    return found


def face(schedule: str, fired: datetime) -> datetime:
    """What a clock's face shows, by the schedule, at the moment ``fired`` that it brought.

    It is the local time without a zone, but for a time that clocks skip: 02:30, though it came at 03:00.
    """
    shown: datetime = next(CronSim(schedule, fired.replace(tzinfo=None) + _SECOND, reverse=True))
    return shown


def _moments(schedule: str, since: datetime, *, reverse: bool = False) -> Iterator[datetime]:
    """Scheduled moments after ``since``, or before it; none is of a day that its zone skips whole (Apia, 2011)."""
    for moment in CronSim(schedule, since, reverse=reverse):
        the_second_before = (moment.astimezone(UTC) - _SECOND).astimezone(moment.tzinfo).date()
        if not the_second_before < face(schedule, moment).date() < moment.date():
            yield moment


def _read(schedule: str) -> CronSim:
    if len(schedule.split()) != 5:  # cronsim takes six, with seconds
        raise CronSimError("Wrong number of fields")
    return CronSim(schedule, datetime(2026, 1, 1))  # noqa: DTZ001 - only the fields are looked at


def _never_fires(fields: Sequence[str]) -> bool:
    """Whether cronsim refuses the day only because of the month: 30 February."""
    if len(fields) != 5:
        return False
    minute, hour, day, month, weekday = fields
    return all(map(_is_understood, (f"{minute} {hour} {day} * {weekday}", f"{minute} {hour} * {month} {weekday}")))


def _is_understood(schedule: str) -> bool:
    try:
        _read(schedule)
    except CronSimError:
        return False
    return True
