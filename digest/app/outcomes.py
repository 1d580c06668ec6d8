"""What became of deliveries, in few words however many there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from digest.model.delivery import Delivery, DeliveryState

_NAMED = 3
_MOST = 20
"""Different words for one state of an edition: what servers say beyond that is counted with the first."""


@dataclass(slots=True)
class Outcome:
    """Deliveries of an edition that ended alike: ``one`` that stands for them, the first names, and how many."""

    one: Delivery
    names: list[str] = field(default_factory=list)
    count: int = 0


class Outcomes:
    """Deliveries as they ended, gathered by edition, state and the words of the server.

    What a server said of an accepted letter differs from one to the next and concerns nobody.
    """

    def __init__(self, ended: Iterable[Delivery] = ()) -> None:
        self._alike: dict[tuple[str, int, DeliveryState], dict[str, Outcome]] = {}
        for delivery in ended:
            self.add(delivery)

    def add(self, delivery: Delivery) -> None:
        """Count ``delivery``."""
        by_words = self._alike.setdefault((delivery.digest, delivery.number, delivery.state), {})
        words = delivery.server if delivery.state is DeliveryState.ACCEPTED else delivery.receipt
        if words not in by_words and len(by_words) == _MOST:
            words = next(iter(by_words))
        outcome = by_words.setdefault(words, Outcome(delivery))
        outcome.count += 1
        if outcome.count <= _NAMED:
            outcome.names.append(delivery.recipient)

    def __iter__(self) -> Iterator[Outcome]:
        return (outcome for by_words in self._alike.values() for outcome in by_words.values())

    def __bool__(self) -> bool:
        return bool(self._alike)

    @property
    def states(self) -> Counter[DeliveryState]:
        """How many ended in each state."""
        states: Counter[DeliveryState] = Counter()
        for outcome in self:
            states[outcome.one.state] += outcome.count
        return states
