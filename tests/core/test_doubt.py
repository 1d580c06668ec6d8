"""What becomes by itself of a delivery in doubt: sent again within bounds, or looked for twice before it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digest.core.doubt import MOST_TRIES, found, not_found, not_looked_for, resent, to_look_for
from digest.core.retry import LONGEST
from digest.model.delivery import Delivery, DeliveryState

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DOUBT = Delivery(
    "daily", 1, "her@example.net", "<1@example.net>", DeliveryState.UNSURE, 1, None, "mail", "no answer"
)


def test_what_is_sent_again_waits_like_a_deferred_one_and_keeps_its_cause() -> None:
    again = resent(DOUBT, NOW)
    assert again
    assert again.retry_at
    assert again.state is DeliveryState.DEFERRED
    assert timedelta(minutes=4) < again.retry_at - NOW < timedelta(minutes=6)
    assert again.receipt == "sent again, perhaps for the second time: no answer"


def test_a_server_that_never_answers_gets_a_letter_so_many_times_and_no_more() -> None:
    assert resent(replace(DOUBT, attempts=MOST_TRIES - 1), NOW)
    assert resent(replace(DOUBT, attempts=MOST_TRIES), NOW) is None
    held = not_found(replace(DOUBT, attempts=MOST_TRIES, retry_at=NOW), NOW, HOUR)
    assert (held.state, held.retry_at) == (DeliveryState.UNSURE, NOW + LONGEST)


def test_a_letter_has_its_time_to_arrive_before_it_is_sent_again() -> None:
    assert to_look_for(DOUBT, NOW, HOUR)
    waiting = not_found(DOUBT, NOW, HOUR)
    assert (waiting.state, waiting.retry_at) == (DeliveryState.UNSURE, NOW + HOUR)
    assert not to_look_for(waiting, NOW + HOUR - timedelta(seconds=1), HOUR)
    assert to_look_for(waiting, NOW + HOUR, HOUR)
    again = not_found(waiting, NOW + HOUR, HOUR)
    assert (again.state, again.retry_at) == (DeliveryState.DEFERRED, NOW + HOUR)


def test_a_letter_that_is_there_was_accepted() -> None:
    there = found(replace(DOUBT, retry_at=NOW), "'INBOX' of imap")
    assert (there.state, there.retry_at, there.receipt) == (
        DeliveryState.ACCEPTED,
        None,
        "found by IMAP in 'INBOX' of imap",
    )


def test_a_mailbox_that_cannot_be_looked_into_tells_nothing_and_is_not_stormed() -> None:
    unknown = not_looked_for(DOUBT, NOW, HOUR, "it is down")
    assert (unknown.state, unknown.receipt) == (DeliveryState.UNSURE, "no answer; looked for by IMAP: it is down")
    assert unknown.retry_at
    assert unknown.retry_at - NOW >= HOUR
    still = not_looked_for(unknown, NOW + 2 * HOUR, HOUR, "it is down again")
    assert still.receipt == "no answer; looked for by IMAP: it is down again"


def test_a_clock_that_ran_ahead_puts_nothing_off_for_ever() -> None:
    assert to_look_for(replace(DOUBT, retry_at=NOW + timedelta(days=400)), NOW, HOUR)
