"""Which moment an edition stands for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.schedule import next_fire_time
from digest.core.slots import due, latest, slot_of

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
        # Clocks went from 02:00 to 03:00: what was due at 02:30 is due at 03:00, and keeps its name.
        ("30 2 * * *", "2026-03-29T03:00:00+02:00", "2026-03-29T02:30"),
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


def at(told: str) -> datetime:
    return datetime.fromisoformat(told)


@pytest.mark.parametrize(
    ("last", "now", "slot"),
    [
        (None, "2026-02-14T07:30:00+08:00", "2026-02-14T07:30"),
        (None, "2026-02-14T07:29:59+08:00", "2026-02-13T07:30"),
        ("2026-02-13T07:30:00+08:00", "2026-02-14T07:29:59.999+08:00", None),
        ("2026-02-13T07:30:00+08:00", "2026-02-14T07:30:00+08:00", "2026-02-14T07:30"),
        ("2026-02-14T07:30:00+08:00", "2026-02-14T23:00:00+08:00", None),
        # Asleep, or off, over several: the latest of them.
        ("2026-02-10T07:30:00+08:00", "2026-02-14T06:00:00+08:00", "2026-02-13T07:30"),
        ("1999-02-10T07:30:00+08:00", "2026-02-14T06:00:00+08:00", "2026-02-13T07:30"),
        # A clock that was set back, by an hour and by years.
        ("2026-02-14T07:30:00+08:00", "2026-02-14T06:45:00+08:00", None),
        ("2026-02-14T07:30:00+08:00", "2011-02-14T07:45:00+08:00", None),
    ],
)
def test_what_is_due_is_the_latest_slot_that_is_newer_than_the_last_one(
    last: str | None, now: str, slot: str | None
) -> None:
    found = due("30 7 * * *", SHANGHAI, at(last) if last else None, at(now))
    assert (found.name if found else None) == slot


def test_in_another_zone_the_same_morning_has_the_same_name() -> None:
    now = at("2026-02-14T21:00:00+00:00")
    in_berlin, in_kiritimati = (
        latest("30 7 * * *", zone, now) for zone in (BERLIN, ZoneInfo("Pacific/Kiritimati"))
    )
    assert in_berlin is not None
    assert in_kiritimati is not None
    assert (in_berlin.name, in_kiritimati.name) == ("2026-02-14T07:30", "2026-02-15T07:30")
    assert in_kiritimati.moment > in_berlin.moment


@given(
    st.lists(st.integers(0, 60 * 24 * 40), min_size=1, max_size=12),
    st.sampled_from(["30 7 * * *", "30 2 * * *", "0 0,12 * * 1-5"]),
)
def test_whatever_the_clock_does_no_slot_comes_twice_and_none_that_is_older(
    jumps: list[int], schedule: str
) -> None:
    begin = datetime(2026, 3, 10, tzinfo=UTC)
    last, issued = None, []
    for minutes in jumps:
        now = begin + timedelta(minutes=minutes)
        if slot := due(schedule, BERLIN, last, now):
            assert slot.moment <= now
            issued.append(slot)
            last = slot.moment
    assert len({slot.name for slot in issued}) == len(issued)
    assert issued == sorted(issued, key=lambda slot: slot.moment)
