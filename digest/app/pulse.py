"""Signs of life of the workers: ``watchdog`` looks for them from inside, and ``heartbeat`` tells those outside."""

from __future__ import annotations

import time
from collections.abc import Callable

from digest.core.pulse import hanging


class Pulse:
    """When each worker last showed a sign of life, from its first one on.

    ``counter`` counts seconds, whatever the clock on the wall is set to.
    """

    def __init__(self, counter: Callable[[], float] = time.monotonic) -> None:
        self._counter = counter
        self._signs: dict[str, float] = {}

    def show(self, worker: str) -> None:
        """A sign of life of ``worker``."""
        self._signs[worker] = self._counter()

    def last(self, worker: str) -> float:
        """When ``worker`` showed its last one, by the counter."""
        return self._signs[worker]

    @property
    def hanging(self) -> list[str]:
        """The workers that hang."""
        return hanging(dict(self._signs), self._counter())
