"""Which slots come of a schedule whose zone and clock are changed at will."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.app.due import due_slot, meet, next_slot, stands_still
from digest.app.settings_file import load
from digest.store import timetable
from digest.store.library import Library
from tests.acceptance.home import make_home

ZONES = ("Europe/Berlin", "America/New_York", "Africa/Cairo", "Pacific/Kiritimati", "Pacific/Pago_Pago")
NIGHT = datetime(2026, 3, 7, tzinfo=UTC)
"""Clocks change in New York a day later, and in Berlin three weeks later."""


@settings(max_examples=25)
@given(
    st.sampled_from(["30 2 * * *", "0 0 * * *", "30 7 * * *"]),
    st.lists(st.tuples(st.integers(-72, 72), st.sampled_from(ZONES)), min_size=5, max_size=25),
)
def test_wherever_its_reader_travels_no_date_has_two_slots_and_the_next_one_is_foreseen(
    schedule: str, steps: list[tuple[int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        digest = load(make_home(Path(place)).settings, {}).digests["daily"]
        now, dates = NIGHT, []
        with Library(Path(place) / "library.db") as library:
            for hours, zone in steps:
                now += timedelta(hours=hours)
                there = replace(digest, schedule=schedule, timezone=ZoneInfo(zone))
                with library.transaction() as connection:
                    meet(connection, there, now, late_at_first=True)
                    for later in (now, now + timedelta(hours=20)):
                        if slot := due_slot(connection, there, later):
                            timetable.settle(connection, digest.name, slot, "issued")
                            dates.append(slot.name[:10])
                    coming = next_slot(connection, there, later)
                    assert (coming is None) == bool(stands_still(connection, there, later))
                    if coming:
                        assert due_slot(connection, there, coming.moment) == coming
                        assert due_slot(connection, there, coming.moment - timedelta(seconds=1)) is None
    assert len(dates) == len(set(dates))
