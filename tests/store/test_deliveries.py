"""The ledger of deliveries: who waits, who is due, who is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from digest.model.delivery import Delivery, DeliveryState
from digest.model.letter import Issue, Letter
from digest.store import deliveries, ledger
from digest.store.library import Connection, Library

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)


@pytest.fixture
def issued(library: Library) -> Library:
    """A library with two editions of two recipients each, a day apart."""
    with library.transaction() as connection:
        for number in (1, 2):
            moment = NOW + timedelta(days=number - 1)
            issue = Issue("daily", number, f"slot {number}", moment, f"daily/{number}")
            ledger.freeze(connection, issue, Letter(issue.folder, b"{}", b"", b"", b""), {})
            letters = [(name, f"<{name}.{number}>") for name in ("her", "him")]
            deliveries.plan(connection, "daily", number, letters, moment)
    return library


def record(connection: Connection, delivery: Delivery) -> bool:
    driver: Any = connection.connection.driver_connection
    return deliveries.record(driver.cursor(), delivery, NOW)


def in_turn(connection: Connection, *, by: datetime | None = None) -> list[Delivery]:
    return deliveries.with_ids(connection, deliveries.in_turn(connection, by=by))


def test_what_waits_comes_with_the_oldest_edition_first(issued: Library) -> None:
    with issued.transaction() as connection:
        waiting = in_turn(connection)
        assert [(one.number, one.recipient) for one in waiting] == [(1, "her"), (1, "him"), (2, "her"), (2, "him")]
        assert {one.state for one in waiting} == {DeliveryState.PENDING}


def test_who_was_planned_is_not_planned_again(issued: Library) -> None:
    with issued.transaction() as connection:
        deliveries.plan(connection, "daily", 1, [("her", "<other>"), ("new", "<new.1>")], NOW)
        assert [one.message_id for one in deliveries.of_edition(connection, "daily", 1)] == [
            "<her.1>",
            "<him.1>",
            "<new.1>",
        ]


def test_a_deferred_one_is_due_when_its_time_has_come(issued: Library) -> None:
    with issued.transaction() as connection:
        first, *others = in_turn(connection)
        later = replace(first, state=DeliveryState.DEFERRED, attempts=1, retry_at=NOW, receipt="451 later")
        record(connection, later)
        assert in_turn(connection, by=NOW - timedelta(seconds=1)) == others
        assert in_turn(connection, by=NOW) == [*others, later]  # the least tried first
        assert deliveries.count_by_state(connection)[DeliveryState.DEFERRED] == 1


def test_only_what_was_being_handed_over_becomes_unsure(issued: Library) -> None:
    with issued.transaction() as connection:
        first, *others = in_turn(connection)
        record(connection, replace(first, state=DeliveryState.HANDING_OVER))
        deliveries.settle_interrupted(connection)
        [unsure] = deliveries.in_states(connection, [DeliveryState.UNSURE])
        assert unsure.message_id == first.message_id
        assert in_turn(connection) == others


def test_only_what_still_waits_of_old_editions_and_was_tried_so_late_expires(issued: Library) -> None:
    hour = timedelta(hours=1)
    with issued.transaction() as connection:
        first, second, *later = in_turn(connection)
        record(connection, replace(first, state=DeliveryState.ACCEPTED))
        deliveries.expire(connection, "too long", hour, by=NOW + 2 * hour)
        assert in_turn(connection) == [second, *later]  # the machine slept meanwhile: it is tried once
        tried = replace(second, state=DeliveryState.DEFERRED, attempts=1, retry_at=NOW + 3 * hour)
        record(connection, tried)
        deliveries.expire(connection, "too long", hour, by=NOW + 2 * hour)
        standing = [(one.state, one.receipt) for one in deliveries.of_edition(connection, "daily", 1)]
        assert standing == [(DeliveryState.ACCEPTED, ""), (DeliveryState.EXPIRED, "too long")]
        assert [one.number for one in in_turn(connection)] == [2, 2]


def test_what_a_wrong_clock_put_off_for_years_is_due(issued: Library) -> None:
    with issued.transaction() as connection:
        first, *others = in_turn(connection)
        ahead = replace(first, state=DeliveryState.DEFERRED, attempts=1, retry_at=NOW + timedelta(days=365))
        record(connection, ahead)
        assert in_turn(connection, by=NOW) == [*others, ahead]


def test_what_was_settled_meanwhile_is_not_written_over(issued: Library) -> None:
    with issued.transaction() as connection:
        first, *_ = in_turn(connection)
        deliveries.give_up(connection, "daily", 1, "withdrawn", NOW)
        assert not record(connection, replace(first, state=DeliveryState.HANDING_OVER))
        assert deliveries.of_edition(connection, "daily", 1)[0].state is DeliveryState.EXPIRED


def test_what_waits_can_be_put_off_together(issued: Library) -> None:
    with issued.transaction() as connection:
        deliveries.postpone(connection, NOW + timedelta(minutes=15))
        assert in_turn(connection, by=NOW) == []
        assert len(in_turn(connection, by=NOW + timedelta(minutes=15))) == 4
