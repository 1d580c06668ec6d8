"""Which moment an edition stands for."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.slots import check_schedule, next_fire_time, slot_of

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        ("2026-02-14T07:30:00+08:00", "2026-02-14T07:30"),
        ("2026-02-13T23:30:00+00:00", "2026-02-14T07:30"),
        ("2026-02-14T07:29:59+08:00", "by-hand:2026-02-14T07:29:59+08:00"),
        ("2026-02-14T07:30:01+08:00", "by-hand:2026-02-14T07:30:01+08:00"),
        ("2026-02-14T07:30:00.250000+08:00", "by-hand:2026-02-14T07:30:00.250000+08:00"),
        ("2026-02-14T07:30:00+00:00", "by-hand:2026-02-14T15:30:00+08:00"),
    ],
)
def test_only_exactly_on_time_is_it_the_scheduled_slot(moment: str, slot: str) -> None:
    assert slot_of(datetime.fromisoformat(moment), "30 7 * * *", SHANGHAI) == slot


@pytest.mark.parametrize(
    ("schedule", "moment", "slot"),
    [
        # Clocks went from 02:00 to 03:00: what was due at 02:30 is due at 03:00.
        ("30 2 * * *", "2026-03-29T03:00:00+02:00", "2026-03-29T03:00"),
        ("30 2 * * *", "2026-03-29T03:30:00+02:00", "by-hand:2026-03-29T03:30:00+02:00"),
        ("30 2 * * *", "2026-03-30T02:30:00+02:00", "2026-03-30T02:30"),
        ("0 3 * * *", "2026-03-29T03:00:00+02:00", "2026-03-29T03:00"),
        # Clocks went from 03:00 back to 02:00: the first 02:30 is the slot, the second is not.
        ("30 2 * * *", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30"),
        ("30 2 * * *", "2026-10-25T02:30:00+01:00", "by-hand:2026-10-25T02:30:00+01:00"),
        ("30 2 * * *", "2026-10-26T02:30:00+01:00", "2026-10-26T02:30"),
    ],
)
def test_a_daily_slot_is_one_when_clocks_change(schedule: str, moment: str, slot: str) -> None:
    assert slot_of(datetime.fromisoformat(moment), schedule, BERLIN) == slot


def test_the_answer_does_not_depend_on_the_zone_the_moment_is_told_in() -> None:
    moment = datetime.fromisoformat("2026-03-29T03:00:00+02:00")
    assert slot_of(moment.astimezone(BERLIN), "30 2 * * *", BERLIN) == slot_of(moment, "30 2 * * *", BERLIN)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - BERLIN is put on below
def test_the_next_fire_time_is_always_a_scheduled_slot(after: datetime) -> None:
    upcoming = next_fire_time("30 2 * * *", BERLIN, after.replace(tzinfo=BERLIN))
    assert upcoming is not None
    assert not slot_of(upcoming, "30 2 * * *", BERLIN).startswith("by-hand:")


def test_a_year_has_a_slot_for_every_day() -> None:
    slots, moment = [], datetime(2025, 12, 31, 12, tzinfo=BERLIN)
    for _ in range(365):
        upcoming = next_fire_time("30 2 * * *", BERLIN, moment)
        assert upcoming is not None
        slots.append(slot_of(upcoming, "30 2 * * *", BERLIN))
        moment = upcoming
    assert len({slot[:10] for slot in slots}) == 365
    assert moment - datetime(2026, 12, 31, 2, 30, tzinfo=BERLIN) == timedelta(0)


@pytest.mark.parametrize("schedule", ["30 7 * * *", "0 8 * * 1-5", "*/30 * * * *", "0 0 1 jan *", "15 6 L * *"])
def test_schedules_that_are_understood(schedule: str) -> None:
    assert check_schedule(schedule) == ""


@pytest.mark.parametrize(
    "schedule", ["", "30 7 * *", "61 7 * * *", "30 7 * * 8", "daily", "0 0 30 2 *", "30 7 * * * * *"]
)
def test_schedules_that_are_refused_are_told_why(schedule: str) -> None:
    assert check_schedule(schedule) != ""
