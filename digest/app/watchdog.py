"""A limit for every step: whatever hangs without a sign of life is told, and ended with its process.

A thread that waits for a dead network disk cannot be ended from outside, its process can; and nothing is lost by
that, as every step may be cut short at any point. What keeps the process (systemd, launchd, cron) starts it anew.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections import Counter
from collections.abc import Iterator
from threading import Thread

from digest.app.pulse import Pulse

log = logging.getLogger(__name__)

LIMIT = 900.0
"""Seconds without a sign of life. No step is known to take a minute, but that mail servers may think for ten."""

HUNG = 75
"""Exit status of a process that hung: try again."""

_TURNS = 100
"""In which the limit is counted. A machine that slept, or a process that was stopped, did not hang."""


class Watchdog:
    """Watches what is at work, from ``start`` until the process ends, by the signs of life in ``pulse``.

    Attributes:
        pulse: as it was given; whoever is at work shows it signs of life.
    """

    def __init__(self, pulse: Pulse, limit: float) -> None:
        self.pulse = pulse
        self._limit = limit
        self._subjects: dict[str, str] = {}

    def start(self) -> None:
        """Begin to watch."""
        Thread(target=self._watch, daemon=True).start()

    @contextlib.contextmanager
    def at_work(self, worker: str, subject: str) -> Iterator[None]:
        """Watch what ``worker`` does inside, which is told as ``subject`` should it hang."""
        self.pulse.show(worker)
        self._subjects[worker] = subject
        try:
            yield
        finally:
            del self._subjects[worker]
            self.pulse.show(worker)

    def _watch(self) -> None:
        seen: dict[str, float] = {}
        silent: Counter[str] = Counter()
        while True:
            time.sleep(self._limit / _TURNS)
            for worker, subject in self._subjects.copy().items():
                sign = self.pulse.last(worker)
                silent[worker] = silent[worker] + 1 if seen.get(worker) == sign else 0
                seen[worker] = sign
                if silent[worker] > _TURNS:
                    self._end(subject)

    def _end(self, subject: str) -> None:
        log.critical(
            "%s: no sign of life for %.0f minutes, so this process ends (%d), to be started anew; "
            "see whether the disks of the clippings, the library and the outbox answer",
            *(subject, self._limit / 60, HUNG),
        )
        logging.shutdown()
        os._exit(HUNG)  # what hangs would not let it end in order
