"""Many deliveries are told in few words."""

from __future__ import annotations

from digest.app.outcomes import Outcomes
from digest.model.delivery import Delivery, DeliveryState


def test_those_that_ended_alike_are_one_line_with_the_first_names() -> None:
    ended = [
        Delivery("daily", 1, f"r{n}", f"<{n}>", DeliveryState.ACCEPTED, server="mail", receipt=str(n))
        for n in range(9)
    ]
    refused = Delivery("daily", 1, "her", "<her>", DeliveryState.REJECTED, receipt="550 nobody")
    outcomes = Outcomes([*ended, refused])
    assert [(one.count, one.names) for one in outcomes] == [(9, ["r0", "r1", "r2"]), (1, ["her"])]
    assert outcomes.states == {DeliveryState.ACCEPTED: 9, DeliveryState.REJECTED: 1}


def test_a_server_that_says_something_else_to_each_does_not_fill_the_memory() -> None:
    outcomes = Outcomes(
        Delivery("daily", 1, f"r{n}", f"<{n}>", DeliveryState.DEFERRED, receipt=f"450 later, r{n}")
        for n in range(1000)
    )
    assert len(list(outcomes)) < 50
    assert outcomes.states == {DeliveryState.DEFERRED: 1000}
