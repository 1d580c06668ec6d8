"""How fast letters may go out: what a mail service lets one sender do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """``connections`` at once, letters ``per_minute`` over all of them and ``per_connection``; 0 is no limit."""

    connections: int = 1
    per_minute: int = 0
    per_connection: int = 0

    def next_moment(self, last: float, now: float) -> float:
        """When the next letter may go, in seconds of any clock, if one went at ``last``.

        They go at equal distances: a service that counts by the minute, the hour or the second finds no more than
        it allows.
        """
        return max(now, last + 60 / self.per_minute) if self.per_minute else now
