"""How the service is, told to whoever wants to know: its card for ``status``, systemd, the heartbeat file."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from digest.app.complaints import Complaints
from digest.app.duties import SCHEDULE
from digest.app.heartbeat import freshen, interval
from digest.app.pulse import Pulse
from digest.app.settings import Settings
from digest.app.supervisor import Supervisor
from digest.store.presence import tell

log = logging.getLogger(__name__)


class Vitals:
    """How the service is, as its duties show it in ``pulse`` and ``complaints``.

    Args:
        settings: asks for those in force.
        clock: the present moment, aware.
        supervisor: who is told besides.
        counter: counts seconds, whatever the clock on the wall is set to.
    """

    def __init__(
        self,
        settings: Callable[[], Settings],
        clock: Callable[[], datetime],
        supervisor: Supervisor,
        counter: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pulse = Pulse(counter)
        self.complaints = Complaints(counter)
        self._counter = counter
        self._settings = settings
        self._clock = clock
        self._supervisor = supervisor
        self._beat_at = -math.inf
        self._came_round: datetime | None = None
        self._polled: Mapping[str, str] = {}
        self._failing: Mapping[str, str] = {}

    def ready(self) -> None:
        """The service has begun."""
        self._supervisor.tell("READY=1")

    def stopping(self) -> None:
        """The service is about to end."""
        self._supervisor.tell("STOPPING=1")

    def clock_was_set(self) -> None:
        """What was told by the clock before means nothing now."""
        self._beat_at = -math.inf

    def tell(self, polled: Mapping[str, str]) -> None:
        """Tell what has changed, and every minute that all duties come round, if they do.

        ``polled`` are the folders that are seen by looking only, each with the reason.
        """
        is_time = self._counter() - self._beat_at >= interval(self._supervisor)
        if is_time:
            self._beat_at = self._counter()
            self._beat()
        lasting = self.complaints.lasting
        failing = {subject: wrong for subject, wrong in lasting.items() if not subject.startswith(SCHEDULE)}
        for folder in polled.keys() - self._polled.keys():
            log.info("'%s' is looked through every five minutes only: %s", folder, polled[folder])
        if is_time or (polled, failing) != (self._polled, self._failing):
            self._polled, self._failing = dict(polled), failing
            with self.complaints.about("the card of the service", OSError):
                tell(self._settings().library.state, self._came_round, polled, failing)

    def _beat(self) -> None:
        """A sign of life; none while a duty hangs, so that a supervisor starts the service anew."""
        hanging = self.pulse.hanging
        told = f"no sign of life of {', '.join(hanging)} for minutes" if hanging else ""
        self.complaints.note("the duties", told)
        if hanging:
            return
        self._came_round = self._clock()
        self._supervisor.tell("WATCHDOG=1", f"STATUS=all duties came round at {self._came_round:%H:%M} UTC")
        if file := self._settings().heartbeat.file:
            with self.complaints.about("the heartbeat file"):
                freshen(file, self._came_round)
