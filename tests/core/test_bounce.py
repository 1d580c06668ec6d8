"""An address is off after two refusals of the address itself, and of nothing else."""

from __future__ import annotations

import pytest

from digest.core.bounce import is_off
from digest.model.delivery import Delivery, DeliveryState

NOBODY = (DeliveryState.REJECTED, "mail.example.net:25 says: 550 5.1.1 no such reader")
SPAM = (DeliveryState.REJECTED, "mail.example.net:25 says: 550 5.7.1 looks like spam")
SENDER = (DeliveryState.REJECTED, "mail.example.net:25 says: 550 5.1.8 bad sender")
TAKEN = (DeliveryState.ACCEPTED, "250 2.0.0 kept")
LATER = (DeliveryState.DEFERRED, "mail.example.net:25 says: 450 4.2.1 later")


@pytest.mark.parametrize(
    ("last", "off"),
    [
        ([NOBODY, NOBODY], True),
        ([NOBODY, NOBODY, TAKEN], True),
        ([NOBODY], False),
        ([], False),
        ([NOBODY, TAKEN, NOBODY], False),
        ([TAKEN, NOBODY, NOBODY], False),
        ([NOBODY, LATER], False),
        ([SPAM, SPAM], False),
        ([SENDER, SENDER], False),
        ([NOBODY, SPAM], False),
    ],
)
def test_two_refusals_of_the_address_in_a_row(last: list[tuple[DeliveryState, str]], off: bool) -> None:
    tried = [Delivery("daily", 9, "her@example.net", "<9>", state, 1, None, "mail", words) for state, words in last]
    assert is_off(tried) is off
