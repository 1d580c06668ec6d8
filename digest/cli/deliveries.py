"""What became of letters by mail, in words and as an exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from digest.app.outcomes import Outcome, Outcomes
from digest.cli.speech import say
from digest.core.text import counted, one_line
from digest.errors import Deferred, Rejected
from digest.model.delivery import Delivery, DeliveryState


def tell_deliveries(tried: Outcomes) -> None:
    """A line for each edition and outcome: whom it concerns and what the server said."""
    for outcome in tried:
        one = outcome.one
        say(f"{one.digest} {one.number} to {_names(outcome)}: {_words(one)}")


def tell_test_copies(tried: Iterable[Delivery]) -> None:
    """A line for each test copy: none of them is tried again."""
    for copy in tried:
        refused = copy.state in (DeliveryState.DEFERRED, DeliveryState.REJECTED)
        outcome = f"not sent: {one_line(copy.receipt)}" if refused else _words(copy)
        say(f"test copy to {one_line(copy.recipient)}: {outcome}")


def leave_with(tried: Outcomes) -> None:
    """End the command with the status of what was neither accepted nor given up, if there is any."""
    states = set(tried.states) - {DeliveryState.ACCEPTED, DeliveryState.EXPIRED}
    if states:
        sys.exit(Rejected.status if DeliveryState.REJECTED in states else Deferred.status)


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """A delivery in a JSON document."""
    return {"recipient": delivery.recipient, "state": delivery.state.value, "receipt": delivery.receipt}


def _words(delivery: Delivery) -> str:
    if delivery.state == DeliveryState.ACCEPTED:
        return f"accepted by {delivery.server}"
    return f"{delivery.state}: {one_line(delivery.receipt)}"


def _names(outcome: Outcome) -> str:
    names, others = ", ".join(map(one_line, outcome.names)), outcome.count - len(outcome.names)
    return f"{names} and {counted(others, 'other')}" if others else names
