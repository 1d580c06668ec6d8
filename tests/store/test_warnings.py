"""What the library gives cause for: letters that nobody is delivering any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.model.delivery import DeliveryState
from digest.model.letter import Issue, Letter
from digest.store import deliveries, ledger
from digest.store.library import Connection, Library
from digest.store.warnings import undelivered

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)


@pytest.fixture
def handing_over(library: Library) -> Library:
    """A library with two letters of an hour ago, one of them being handed over."""
    with library.transaction() as connection:
        issue = Issue("daily", 1, "slot", NOW, "daily/1")
        ledger.freeze(connection, issue, Letter(issue.folder, b"{}", b"", b"", b""), {})
        deliveries.plan(connection, "daily", 1, [("her", "<1>"), ("him", "<2>")], NOW - timedelta(hours=1))
    settle(library, DeliveryState.HANDING_OVER)
    return library


def settle(library: Library, state: DeliveryState) -> None:
    with library.transaction() as connection:
        [first, _] = deliveries.of_edition(connection, "daily", 1)
        deliveries.set_state(connection, first, state, "", NOW)


def told(connection: Connection, library: Library) -> list[str]:
    return [one.state for one in undelivered(connection, library.path, untried_since=NOW, failed_since=NOW)]


def test_what_was_left_lying_is_told_when_nobody_delivers(handing_over: Library) -> None:
    with handing_over.reading() as connection:
        with handing_over.delivering():
            assert told(connection, handing_over) == []
        assert told(connection, handing_over) == ["handing-over", "pending"]


def test_an_answer_that_has_come_meanwhile_leaves_no_doubt(handing_over: Library) -> None:
    with handing_over.reading() as connection:
        assert deliveries.count_by_state(connection)[DeliveryState.HANDING_OVER] == 1
        settle(handing_over, DeliveryState.ACCEPTED)
        assert told(connection, handing_over) == ["pending"]
