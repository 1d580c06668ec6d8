"""Slots are settled once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from digest.model.edition import Slot
from digest.store import timetable
from digest.store.library import Library
from digest.store.schema import slots

MONDAY = Slot("2026-02-09T07:30", datetime(2026, 2, 8, 23, 30, tzinfo=UTC))
TUESDAY = Slot("2026-02-10T07:30", datetime(2026, 2, 9, 23, 30, tzinfo=UTC))


def test_the_newest_settled_slot_of_each_digest(library: Library) -> None:
    with library.transaction() as connection:
        assert timetable.last_settled(connection, "daily") is None
        timetable.settle(connection, "daily", TUESDAY, "empty")
        timetable.settle(connection, "daily", MONDAY, "issued")
        timetable.settle(connection, "weekly", MONDAY, "before")
        assert timetable.last_settled(connection, "daily") == TUESDAY.moment
        assert timetable.last_settled(connection, "weekly") == MONDAY.moment
        assert timetable.is_settled(connection, "weekly", MONDAY.name)
        assert not timetable.is_settled(connection, "weekly", TUESDAY.name)


def test_the_schedule_of_each_digest_that_was_met_last(library: Library) -> None:
    with library.transaction() as connection:
        assert timetable.schedule_met(connection, "daily") is None
        timetable.meet_schedule(connection, "daily", "30 7 * * *", "Asia/Shanghai")
        timetable.meet_schedule(connection, "weekly", "0 18 * * 0", "UTC")
        timetable.meet_schedule(connection, "daily", "0 12 * * *", "Asia/Shanghai")
        assert timetable.schedule_met(connection, "daily") == ("0 12 * * *", "Asia/Shanghai")
        assert timetable.schedule_met(connection, "weekly") == ("0 18 * * 0", "UTC")


def test_a_slot_is_settled_once(library: Library) -> None:
    with library.transaction() as connection:
        timetable.settle(connection, "daily", MONDAY, "issued")
    with pytest.raises(IntegrityError), library.transaction() as connection:
        timetable.settle(connection, "daily", MONDAY, "issued")


def test_a_slot_without_a_letter_can_have_one_after_all(library: Library) -> None:
    with library.transaction() as connection:
        timetable.settle(connection, "daily", MONDAY, "empty")
        timetable.settle_after_all(connection, "daily", MONDAY.name)
        timetable.settle_after_all(connection, "daily", TUESDAY.name)
        rows = [
            tuple(row)
            for row in connection.execute(slots.select().with_only_columns(slots.c.slot, slots.c.outcome))
        ]
    assert rows == [(MONDAY.name, "issued")]
