"""The service: the folders are read when they change, and each edition is issued when it is due.

rescan      every five minutes, and soon after a hint that something changed; once a day of all files
tick        every half minute, and when a slot comes: what is due is issued, by the same story as ``run --due``
tidy        every day: what a killed run left in the outbox, and what the outbox lacks
deliver     every half minute, and after each edition: the letters by mail whose time has come

The first three are one worker's, one after the other; mail has a worker of its own, as a server may take minutes.
What goes wrong is told once and tried again at the next round; every step may be cut short at any point.
"""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Literal

from digest.app.behind import insist_up_to_date
from digest.app.complaints import Complaints
from digest.app.delivering import deliver_waiting, give_up_and_choose_due, outcomes
from digest.app.due import due_slot, in_the_future, is_met, meet, publish_due
from digest.app.edits import Edits
from digest.app.ingest import ScanReport, ingest
from digest.app.publish import RunReport, write_what_is_missing
from digest.app.run import press
from digest.app.scheduler import Rounds
from digest.app.searching import index
from digest.app.settings import DigestSettings, Settings
from digest.app.survey import USUAL, Orders
from digest.core.schedule import in_words, next_fire_time
from digest.core.text import counted
from digest.deliver.durable import remove_leftovers
from digest.errors import OutboxUnwritable, SettingsError
from digest.intake.folder import shown
from digest.intake.watch import Watch
from digest.model.clipping import Problem
from digest.model.delivery import Delivery, DeliveryState
from digest.model.edition import Slot
from digest.store.library import Library
from digest.store.presence import only_service, tell

log = logging.getLogger(__name__)

TICK, RESCAN, TIDY = 30.0, 300.0, 86_400.0
"""Seconds between two rounds of a job."""

DEEP = timedelta(days=1)
"""Time between two scans that read what looks unchanged, too."""

PATIENCE = 3.0
"""Seconds that a job may go on after the service was told to stop."""

_STEP = 1.0
"""Seconds between two looks at the clock."""
_JUMP = 5.0
"""Seconds by which the clock on the wall and the one that only counts differ when the first was set."""
_SOONEST = 0.5
"""Seconds until files that were still being written are looked at again, however soon they will have been still."""


class _Stopped(BaseException):
    """A scan was stopped between two batches."""


class Service:
    """The service of one library. ``run`` works until ``stop``; signal handlers may call ``stop`` and ``reload``.

    Args:
        settings: what it begins with.
        reread: reads the settings again; raises SettingsError when they are wrong.
        clock: the present moment, aware.
    """

    def __init__(self, settings: Settings, reread: Callable[[], Settings], clock: Callable[[], datetime]) -> None:
        self._in_force = settings, clock()  # one value: jobs read it in threads of their own
        self._reread = reread
        self._clock = clock
        self._news: SimpleQueue[Literal["stop", "reload"]] = SimpleQueue()
        self._edits = Edits(settings.path)
        self._rounds = Rounds(clock)
        self._watch = self._new_watch()
        self._complaints = Complaints()
        self._problems: frozenset[Problem] = frozenset()
        self._polled: Mapping[str, str] = {}
        self._hinted = False
        self._read_whole = clock()
        self._outbox_is_behind = True  # for all that is known
        self._stopping = False

    @property
    def _settings(self) -> Settings:
        """What is in force now; a job asks once, lest its second half go by other settings than its first."""
        return self._in_force[0]

    def stop(self) -> None:
        """Let ``run`` come to its end."""
        self._news.put("stop")

    def reload(self) -> None:
        """Let the settings be read again."""
        self._news.put("reload")

    def run(self) -> bool:
        """Work until told to stop.

        Returns whether everything came to its end. If not, a job hangs; nothing is lost when the process ends.

        Raises:
            LibraryBusy: another service is at work for this library.
            LibraryError: the library cannot be used, is damaged, or older than its outbox.
        """
        with only_service(self._settings.library.state):
            with Library(self._settings.library.state) as library:  # made if need be, or refused
                library.insist_sound()
                insist_up_to_date(library, self._settings)
            log.info("the service begins (pid %d)", os.getpid())
            self._announce()
            self._rounds.every(RESCAN, self._unless_stopping(self._rescan, "reading the clippings"), "rescan")
            self._rounds.every(TICK, self._unless_stopping(self._tick, "issuing letters"), "tick")
            self._rounds.every(TIDY, self._unless_stopping(self._tidy, "tidying the outbox"), "tidy")
            self._rounds.every(TICK, self._unless_stopping(self._deliver, "delivering"), "deliver", worker="mail")
            self._rounds.start()
            self._watch.start()
            self._wait()
            self._stopping = True
            self._watch.stop()
            ended = self._rounds.stop(PATIENCE)
            log.info("the service ends" if ended else "the service ends; the next one goes on where it was")
            return ended

    def _wait(self) -> None:
        """Return when told to stop; meanwhile read edited settings, and see whether the clock was set."""
        ahead = self._ahead()
        while True:
            try:
                word = self._news.get(timeout=_STEP)
            except Empty:
                word = None
            if word == "stop":
                return
            self._tell_what_is_polled()
            if word == "reload" or self._edits.are_done(time.monotonic()):
                self._reload()
            if abs(self._ahead() - ahead) > _JUMP:
                ahead = self._ahead()
                log.info("the clock was set or the machine slept: looking at what is due")
                self._rounds.all_now()

    def _tell_what_is_polled(self) -> None:
        polled = {shown(str(folder)): reason for folder, reason in self._watch.polled.items()}
        if polled == self._polled:
            return
        self._polled = polled
        for folder, reason in polled.items():
            log.info("'%s' is looked through every five minutes only: %s", folder, reason)
        with self._complaints.about("the card of the service", OSError):
            tell(self._settings.library.state, polled)

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
        self._in_force = settings, self._clock()
        self._watch = self._new_watch()
        log.info("the settings were read again")
        self._announce()
        self._watch.start()
        self._rounds.all_now()

    def _announce(self) -> None:
        log.info("watching %s", ", ".join(map(str, self._settings.library.folders)))
        for digest in self._settings.digests.values():
            upcoming = next_fire_time(digest.schedule, digest.timezone, self._clock())
            moment = f"{upcoming:%Y-%m-%d at %H:%M}" if upcoming else "never"
            log.info("%s: %s %s; next %s", digest.name, in_words(digest.schedule), digest.timezone, moment)

    def _new_watch(self) -> Watch:
        outbox = os.path.realpath(self._settings.outbox.folder)

        def is_ours(path: str) -> bool:
            real = os.path.realpath(path)
            return real == outbox or real.startswith(outbox + os.sep)

        return Watch(self._settings.library.folders, self._hint, is_ours)

    def _hint(self) -> None:
        self._hinted = True
        self._rescan_soon()

    def _rescan_soon(self) -> None:
        self._rounds.soon("rescan", max(self._settings.library.settle, _SOONEST))

    def _unless_stopping(self, job: Callable[[], None], subject: str) -> Callable[[], None]:
        def watched() -> None:
            if self._stopping:
                return
            try:
                with self._complaints.about(subject):
                    job()
            except _Stopped:
                log.info("stopped while reading; what was read is kept")

        return watched

    def _rescan(self) -> None:
        self._hinted = False
        settings = self._settings
        try:
            with _library(settings) as library, library.writing():
                began = self._clock()
                deep = began - self._read_whole >= DEEP
                if self._scan(library, settings, Orders(deep=deep)) and deep:
                    self._read_whole = began
                index(library, self._go_on)
        finally:
            if self._hinted:  # meanwhile, and a round that came meanwhile was passed over
                self._rescan_soon()

    def _tick(self) -> None:
        settings, since = self._in_force
        with _library(settings) as library:
            self._meet_digests(library, settings, since)
            if self._due(library, settings):
                with library.writing():
                    self._issue(library, settings)
            elif self._outbox_is_behind:
                with library.writing(), self._complaints.about("the outbox"):
                    self._catch_up(library, settings)
        self._tick_in_time(settings)

    def _tick_in_time(self, settings: Settings) -> None:
        """Let the next tick come with the next slot, if that is nearer."""
        now = self._clock()
        for digest in settings.digests.values():
            if upcoming := next_fire_time(digest.schedule, digest.timezone, now):
                self._rounds.soon("tick", (upcoming - now).total_seconds())

    def _tidy(self) -> None:
        settings = self._settings
        with _library(settings) as library, library.writing():
            remove_leftovers(settings.outbox.folder, now=self._clock())
        self._outbox_is_behind = True  # the next tick sees whether it is

    def _scan(self, library: Library, settings: Settings, orders: Orders = USUAL) -> bool:
        """Read what has changed, and tell whether that could be done; else nothing has changed."""
        report: ScanReport | None = None
        with self._complaints.about("the clippings"):
            settle = settings.library.settle
            report = ingest(library, settings, self._clock(), self._go_on, settle=settle, orders=orders)
            for problem in report.problems:
                if problem not in self._problems:
                    log.warning("%s", problem)
            self._problems = frozenset(report.problems)
            if report.still_at < math.inf:
                self._rounds.soon("rescan", max(report.still_at - self._clock().timestamp(), _SOONEST))
            elif report.files["waiting"]:
                self._rescan_soon()
        return report is not None

    def _go_on(self, done: int, total: int) -> None:
        if self._stopping:
            raise _Stopped

    def _meet_digests(self, library: Library, settings: Settings, since: datetime) -> None:
        """Let new schedules count from when the settings came, and tell of those that stand still."""
        now, digests = self._clock(), settings.digests.values()
        with library.reading() as connection:
            new = [digest for digest in digests if not is_met(connection, digest)]
            for digest in digests:
                self._complaints.note(f"the schedule of '{digest.name}'", in_the_future(connection, digest, now))
        if new:
            with library.writing(), library.transaction() as connection:
                for digest in new:
                    meet(connection, digest, since)

    def _due(self, library: Library, settings: Settings) -> list[tuple[DigestSettings, Slot]]:
        now = self._clock()
        with library.reading() as connection:
            found = [(digest, due_slot(connection, digest, now)) for digest in settings.digests.values()]
        return [(digest, slot) for digest, slot in found if slot]

    def _issue(self, library: Library, settings: Settings) -> None:
        """Issue what is due, now that no other process can."""
        all_read = self._scan(library, settings)
        for digest, slot in self._due(library, settings):
            self._outbox_is_behind = True  # if it is not written: the next tick sees
            with (
                self._complaints.about(f"the letter of '{digest.name}'"),
                self._complaints.about("the outbox", OutboxUnwritable),
            ):
                now = self._clock()
                report = publish_due(library, press(settings, library), digest, slot, now, all_read=all_read)
                if report.edition or all_read:
                    _tell(report)
        self._rounds.soon("deliver", 0)

    def _catch_up(self, library: Library, settings: Settings) -> None:
        for late in write_what_is_missing(library, press(settings, library), self._clock()):
            log.warning("%s", late)
        self._outbox_is_behind = False

    def _deliver(self) -> None:
        settings = self._settings
        if settings.smtp.server is None:
            return
        with _library(settings) as library:
            tried = deliver_waiting(
                library,
                press(settings, library),
                which=give_up_and_choose_due,
                stopping=lambda: self._stopping,
            )
        _tell_deliveries(tried)


def _library(settings: Settings) -> Library:
    return Library(settings.library.state, create=False)


def _tell_deliveries(tried: Iterable[Delivery]) -> None:
    for one, alike in outcomes(tried):
        accepted = one.state is DeliveryState.ACCEPTED
        whom = one.recipient if len(alike) == 1 else f"{len(alike)} recipients"
        words = one.server if accepted else one.receipt
        level = logging.INFO if accepted else logging.WARNING
        log.log(level, "edition %d of '%s' to %s: %s (%s)", one.number, one.digest, whom, one.state, words)


def _tell(report: RunReport) -> None:
    for warning in report.warnings:
        log.warning("%s", warning)
    if report.outcome == "issued":
        log.info(
            "edition %s of '%s' for %s: %s, %s: %s/index.html",
            *(report.edition, report.digest, report.slot),
            *(counted(report.works, "work"), counted(report.highlights, "highlight"), report.folder),
        )
        if report.set_aside:
            older = counted(report.set_aside, "older one")
            log.info("only the newest are news: %s set aside, not to be printed", older)
    elif not report.warnings:
        log.info("nothing is fresh for '%s': no letter for %s", report.digest, report.slot)
