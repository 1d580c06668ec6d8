"""Letters that did not go out for one reason are one mishap, and those with other reasons are others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.core.bounce import NOT_TRIED
from digest.core.mishaps import gathered
from digest.core.retry import GIVEN_UP
from digest.model.delivery import DeliveryState, Undelivered
from digest.model.warning import Cause

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
REJECTED, DEFERRED = DeliveryState.REJECTED, DeliveryState.DEFERRED
EXPIRED, UNSURE = DeliveryState.EXPIRED, DeliveryState.UNSURE


def letter(number: int, state: DeliveryState, receipt: str, recipient: str = "her@example.net") -> Undelivered:
    planned = NOW + timedelta(days=number)
    return Undelivered("daily", number, recipient, state, planned, "mail.example.net", receipt)


def answer(words: str) -> str:
    return f"mail.example.net:25 says: {words}"


def test_a_dead_address_is_one_mishap_from_its_first_letter_to_its_last() -> None:
    dead = [answer("550 5.1.1 no such reader"), answer("550 5.1.1 still none"), NOT_TRIED]
    [mishap] = gathered(letter(number, REJECTED, receipt) for number, receipt in enumerate(dead))
    assert (mishap.cause, mishap.subject, mishap.letters) == (Cause.REJECTED, "her@example.net", 3)
    assert (mishap.since, mishap.last.receipt, len(mishap.editions)) == (NOW, NOT_TRIED, 3)


def test_another_dead_address_is_another_mishap() -> None:
    words = answer("550 5.1.1 no such reader")
    found = gathered(letter(1, REJECTED, words, recipient) for recipient in ("her", "him", "her"))
    assert [(mishap.subject, mishap.letters) for mishap in found] == [("him", 1), ("her", 2)]


@pytest.mark.parametrize(
    ("state", "words", "subject"),
    [
        (DEFERRED, answer("451 later, in 298 seconds"), "451"),
        (DEFERRED, answer("452 4.2.2 mailbox full"), "her@example.net"),
        (DEFERRED, answer("450 4.7.1 greylisted"), "450 4.7.1"),
        (DEFERRED, "mail.example.net:25 cannot be used: Connection refused", "mail.example.net"),
        (DEFERRED, f"mail.example.net:25 refused 20 in a row: {answer('550 5.1.1')}", "mail.example.net"),
        (REJECTED, answer("550 5.7.1 looks like spam"), "550 5.7.1"),
        (REJECTED, answer("550 5.1.8 bad sender"), "550 5.1.8"),
        (REJECTED, answer("550 5.1.10 no such reader"), "her@example.net"),
        (EXPIRED, f"{GIVEN_UP}; {answer('452 4.2.2 mailbox full')}", "her@example.net"),
        (EXPIRED, f"{GIVEN_UP}; {answer('451 later')}", "451"),
        (EXPIRED, "the edition was withdrawn", "daily 1"),
        (UNSURE, "the line was lost", "daily 1"),
        (DeliveryState.HANDING_OVER, "", "daily 1"),
    ],
)
def test_a_mishap_is_a_recipients_a_servers_or_an_editions(state: DeliveryState, words: str, subject: str) -> None:
    [mishap] = gathered([letter(1, state, words)])
    assert mishap.subject == subject


def test_of_many_recipients_some_are_named() -> None:
    for count, told in ((2, "r0, r1"), (4, "r0, r1, r2 and 1 other"), (9, "r0, r1, r2 and 6 others")):
        found = gathered(letter(1, DEFERRED, answer("451 later"), f"r{number % count}") for number in range(9))
        assert [mishap.whom for mishap in found] == [told]
