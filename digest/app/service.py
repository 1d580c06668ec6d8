"""The service from beginning to end: its duties, the watch over the folders, settings that change, signals."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Literal

from digest.app.behind import insist_fit
from digest.app.due import next_slot
from digest.app.duties import Duties
from digest.app.edits import Edits
from digest.app.notices import give_notice_without_library
from digest.app.scheduler import Scheduler
from digest.app.settings import Settings
from digest.app.supervisor import Supervisor
from digest.app.vitals import Vitals
from digest.app.watchdog import LIMIT, Watchdog
from digest.core.schedule import in_words
from digest.errors import LibraryBusy, LibraryError, OutboxUnwritable, SettingsError
from digest.intake.folder import shown
from digest.intake.watch import Watch
from digest.store.library import Library
from digest.store.presence import only_service

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds that a duty may go on after the service was told to stop."""

_STEP = 1.0
"""Seconds between two looks at the clock."""
_JUMP = 5.0
"""Seconds by which the clock on the wall and the one that only counts differ when the first was set."""


class Service:
    """The service of one library. ``run`` works until ``stop``; signal handlers may call ``stop`` and ``reload``.

    Args:
        settings: what it begins with.
        reread: reads the settings again; raises SettingsError when they are wrong.
        clock: the present moment, aware.
        supervisor: who is told how it is.
    """

    def __init__(
        self,
        settings: Settings,
        reread: Callable[[], Settings],
        clock: Callable[[], datetime],
        supervisor: Supervisor,
    ) -> None:
        self._reread = reread
        self._clock = clock
        self._news: SimpleQueue[Literal["stop", "reload"]] = SimpleQueue()
        self._edits = Edits(settings.path)
        self._scheduler = Scheduler(clock)
        self._vitals = Vitals(lambda: self._settings, clock, supervisor)
        self._watchdog = Watchdog(self._vitals.pulse, LIMIT)
        self._duties = Duties(settings, clock, self._scheduler, self._vitals.complaints, self._watchdog)
        self._watch = self._new_watch()

    @property
    def _settings(self) -> Settings:
        return self._duties.settings

    def stop(self) -> None:
        """Let ``run`` come to its end."""
        self._news.put("stop")

    def reload(self) -> None:
        """Let the settings be read again."""
        self._news.put("reload")

    def run(self) -> bool:
        """Work until told to stop.

        Returns whether everything came to its end. If not, a duty hangs; nothing is lost when the process ends.

        Raises:
            LibraryBusy: another service is at work for this library.
            LibraryError: the library cannot be used, is damaged, or older than its outbox.
            OutboxUnwritable: what the outbox knows cannot be read.
        """
        self._watchdog.start()
        with self._watchdog.at_work("service", "the service"), only_service(self._settings.library.state):
            self._insist_fit()
            log.info("the service begins (pid %d)", os.getpid())
            self._announce()
            self._duties.begin()
            self._watch.start()
            self._vitals.ready()
            self._wait()
            self._vitals.stopping()
            self._duties.stop()
            self._watch.stop()
            ended = self._scheduler.stop(PATIENCE)
            log.info("the service ends" if ended else "the service ends; the next one goes on where it was")
            return ended

    def _insist_fit(self) -> None:
        """Make the library if need be, or refuse it: whoever starts the service may not see that it ends."""
        try:
            with Library(self._settings.library.state) as library:
                insist_fit(library, self._settings)
        except LibraryBusy:
            raise
        except (LibraryError, OutboxUnwritable) as error:
            with self._vitals.complaints.about("giving notice"):
                give_notice_without_library(self._settings, str(error))
            raise

    def _wait(self) -> None:
        """Return when told to stop; meanwhile read edited settings, and see whether the clock was set."""
        ahead = self._ahead()
        while True:
            try:
                word = self._news.get(timeout=_STEP)
            except Empty:
                word = None
            self._vitals.pulse.show("service")
            if word == "stop":
                return
            if jumped := abs(self._ahead() - ahead) > _JUMP:
                ahead = self._ahead()
                log.info("the clock was set or the machine slept: looking at what is due")
                self._vitals.clock_was_set()
            # Before any duty comes: by the card from before a sleep, the service has not come round for long.
            self._vitals.tell({shown(str(folder)): reason for folder, reason in self._watch.polled.items()})
            if word == "reload" or self._edits.are_done(time.monotonic()):
                self._reload()
            if jumped:
                self._scheduler.all_now()

    def _ahead(self) -> float:
        return self._clock().timestamp() - time.monotonic()

    def _reload(self) -> None:
        self._edits.take_as_known()
        try:
            settings = self._reread()
        except SettingsError as error:
            for problem in error.problems:
                log.warning("%s", problem)
            log.warning("the settings are wrong: the old ones stay")
            return
        if settings.library.state != self._settings.library.state:
            log.warning("[library] state names another library: the old settings stay; start the service anew")
            return
        self._watch.stop()
        self._duties.go_by(settings)
        self._watch = self._new_watch()
        log.info("the settings were read again")
        self._announce()
        self._watch.start()
        self._scheduler.all_now()

    def _announce(self) -> None:
        log.info("watching %s", ", ".join(map(str, self._settings.library.folders)))
        try:
            with Library(self._settings.library.state, create=False) as library, library.reading() as connection:
                for digest in self._settings.digests.values():
                    slot = next_slot(connection, digest, self._clock())
                    coming = f"; next {slot.moment.astimezone(digest.timezone):%Y-%m-%d at %H:%M}" if slot else ""
                    log.info("%s: %s, %s%s", digest.name, in_words(digest.schedule), digest.timezone, coming)
        except LibraryError as error:  # no end of the service: its duties tell that, and when it is well again
            log.warning("%s", error)

    def _new_watch(self) -> Watch:
        places = (self._settings.outbox.folder, self._settings.drafts.folder)
        own = [os.path.realpath(place) for place in places]

        def is_ours(path: str) -> bool:
            real = os.path.realpath(path)
            return any(real == place or real.startswith(place + os.sep) for place in own)

        return Watch(self._settings.library.folders, self._duties.hint, is_ours)
