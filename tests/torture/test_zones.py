"""A sample of the zone table that ``./dev torture zones`` has all of; and that it is not blind."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from apscheduler.triggers.cron import CronTrigger

from tests.torture.zones import checks

MIDNIGHT = ("Africa/Cairo", "Asia/Beirut", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca")
ALL = sorted(available_timezones())


def test_a_daily_slot_comes_once_a_day_in_every_zone() -> None:
    chance = random.Random(1)  # noqa: S311 - a sample that stays the same
    made = [
        check for zone in chance.sample(ALL, 60) for check in checks([zone], [chance.choice(range(2024, 2038))])
    ]
    assert len(made) > 600
    for check in made:
        assert check.wrong() == ""


@pytest.mark.parametrize("zone", MIDNIGHT)
def test_where_clocks_change_at_midnight_by_half_an_hour_or_for_a_month(zone: str) -> None:
    for check in checks([zone], [2026, 2031]):
        assert check.wrong() == ""


def test_a_day_that_clocks_skip_whole_has_no_slot() -> None:
    for check in checks(["Pacific/Apia"], [2011]):
        assert check.wrong() == ""


def test_a_scheduler_that_loses_days_is_found_out() -> None:
    def by_apscheduler(schedule: str, zone: ZoneInfo, after: datetime) -> datetime | None:
        found: datetime | None = CronTrigger.from_crontab(schedule, zone).get_next_fire_time(after, after)
        return found

    wrong = [check for check in checks(["Europe/Berlin"], [2026]) if check.wrong(by_apscheduler)]
    assert {(check.hour, check.change.month) for check in wrong} >= {(0, 3), (2, 10)}
