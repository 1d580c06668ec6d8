"""From cron fields to moments, beside an oracle that looks at every minute."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.schedule import check_schedule, last_fire_time, next_fire_time

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

CHANGES = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Africa/Cairo": ("2026-04-24", "2026-10-29"),
    "Asia/Beirut": ("2026-03-29", "2026-10-25"),
    "America/Santiago": ("2026-04-05", "2026-09-06"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
    "Pacific/Apia": ("2011-09-24", "2011-12-30", "2012-04-01"),
    "Africa/Casablanca": ("2026-02-15", "2026-03-22"),
    "Antarctica/Troll": ("2026-03-29", "2026-10-25"),
}
"""Days on which clocks change: in the night, at midnight, by half an hour, by two hours, by a day, for Ramadan."""

SCHEDULES = (
    ((30, 7),),
    ((0, 0),),
    ((30, 0),),
    ((30, 2),),
    ((0, 3),),
    ((59, 23),),
    ((0, 1), (30, 1), (0, 2), (30, 2), (0, 3), (30, 3)),
)
"""Times of day: minute and hour."""


def fields(times: tuple[tuple[int, int], ...]) -> str:
    """The cron fields of times of day that share their minutes."""
    minutes, hours = (set(parts) for parts in zip(*times, strict=True))
    return f"{','.join(map(str, sorted(minutes)))} {','.join(map(str, sorted(hours)))} * * *"


def passings(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every minute, and each time of the clock's face that it brings for the first time.

    A face that is skipped belongs to the first minute after the gap; one of a day that is skipped whole to none.
    """
    seen = begin.astimezone(zone).replace(tzinfo=None) - MINUTE
    moment, before = begin, seen.date()
    while moment < end:
        face = moment.astimezone(zone).replace(tzinfo=None)
        while seen < face:
            seen += MINUTE
            if not before < seen.date() < face.date():
                yield moment, seen
        before = face.date()
        moment += MINUTE


@cache
def slow(zone: ZoneInfo, day: str) -> list[tuple[datetime, datetime]]:
    noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    return list(passings(zone, noon - 3 * DAY, noon + 3 * DAY))


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("times", SCHEDULES, ids=fields)
def test_where_clocks_change_each_time_of_each_day_is_met_once(
    zone: str, times: tuple[tuple[int, int], ...]
) -> None:
    place = ZoneInfo(zone)
    for day in CHANGES[zone]:
        wanted = {moment for moment, face in slow(place, day) if (face.minute, face.hour) in times}
        met, moment = set(), slow(place, day)[0][0] - MINUTE
        end = slow(place, day)[-1][0]
        while (upcoming := next_fire_time(fields(times), place, moment)) and upcoming.astimezone(UTC) <= end:
            moment = upcoming.astimezone(UTC)
            met.add(moment)
        assert met == wanted


@pytest.mark.parametrize("zone", CHANGES)
def test_the_last_time_is_the_one_that_the_oracle_saw_last(zone: str) -> None:
    place, chance = ZoneInfo(zone), random.Random(zone)  # noqa: S311 - a test is told by its name
    for day in CHANGES[zone]:
        seen = slow(place, day)
        for times in SCHEDULES:
            met = [moment for moment, face in seen if (face.minute, face.hour) in times]
            for _ in range(30):
                now = met[1] + timedelta(seconds=chance.randrange(int((seen[-1][0] - met[1]).total_seconds())))
                last = last_fire_time(fields(times), place, now)
                assert last is not None
                assert last.astimezone(UTC) == max(moment for moment in met if moment <= now), (now, times)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo"])
def test_what_comes_every_quarter_of_an_hour_goes_on_through_a_repeated_hour(zone: str) -> None:
    place = ZoneInfo(zone)
    for day in CHANGES[zone]:
        moment = datetime.fromisoformat(day).replace(tzinfo=UTC) - DAY / 2
        for _ in range(200):
            last = last_fire_time("*/15 * * * *", place, moment + MINUTE * 14)
            assert last is not None
            assert last.astimezone(UTC) == moment
            moment += MINUTE * 15


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001 - UTC is put on below
    st.sampled_from(
        ["30 7 * * *", "0 8 * * 1-5", "0 9 1 * *", "15 6 L * *", "0 0 29 2 *", "*/7 3 * * *", "0 9 * * 1#2"]
    ),
    st.sampled_from(sorted(CHANGES)),
)
def test_between_the_last_time_and_now_there_is_no_other(now: datetime, schedule: str, zone: str) -> None:
    place, moment = ZoneInfo(zone), now.replace(tzinfo=UTC)
    last = last_fire_time(schedule, place, moment)
    assert last is not None
    assert last.astimezone(UTC) <= moment
    upcoming = next_fire_time(schedule, place, last)
    assert upcoming is not None
    assert upcoming.astimezone(UTC) > moment


@pytest.mark.parametrize(
    "schedule", ["30 7 * * *", "0 8 * * 1-5", "*/30 * * * *", "0 0 1 jan *", "15 6 L * *", "0 0 29 2 *"]
)
def test_schedules_that_are_understood(schedule: str) -> None:
    assert check_schedule(schedule) == ""


@pytest.mark.parametrize(
    "schedule", ["", "30 7 * *", "61 7 * * *", "30 7 * * 8", "0 0 30 13 *", "daily", "0 30 7 * * *"]
)
def test_schedules_that_are_refused_are_told_why(schedule: str) -> None:
    assert check_schedule(schedule) not in ("", "it never fires: no day is ever like that")


@pytest.mark.parametrize("schedule", ["0 0 30 2 *", "0 0 31 2,4,6 *", "0 0 */30 * MON#3"])
def test_schedules_that_never_fire_are_refused_as_such(schedule: str) -> None:
    assert check_schedule(schedule) == "it never fires: no day is ever like that"
