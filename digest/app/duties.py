"""What comes round in the service. Each duty may be cut short at any point, and is done again when it comes round.

rescan      every five minutes, and soon after a hint that something changed; once a day of all files
tick        every half minute, and when a slot comes: what is due is issued, by the same story as ``run --due``,
            after the drafts that were held long enough
tidy        every day: what a killed run left in the outbox, and what the outbox lacks
deliver     every half minute, and after each edition: the letters by mail whose time has come
feedback    every five minutes, where letters ask for answers: those that have come
notify      every five minutes, and when a warning has begun: notices, where they are wanted
ping        every minute while all the others come round: the address of the heartbeat, if there is one

The first three are one worker's, one after the other; mail has a worker of its own, as a server may take minutes,
and so have the last two. Each shows signs of life.
What goes wrong is told once and tried again when the duty comes round.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from digest.app.complaints import Complaints
from digest.app.delivering import deliver_waiting, give_up_and_choose_due
from digest.app.drafts import in_words, is_any_ready, issue_ready
from digest.app.due import due_slot, is_met, meet, stands_still
from digest.app.feedback import hear, wanted
from digest.app.heartbeat import BEAT, ask_for
from digest.app.ingest import ScanReport, ingest
from digest.app.issuing import publish_due
from digest.app.notices import give_notice, give_notice_without_library
from digest.app.outcomes import Outcomes
from digest.app.publish import RunReport, write_what_is_missing
from digest.app.run import press
from digest.app.scheduler import Scheduler, Worker
from digest.app.searching import index
from digest.app.settings import DigestSettings, Settings
from digest.app.survey import USUAL, Orders
from digest.app.warnings import look
from digest.app.watchdog import Watchdog
from digest.core.answers import sentence
from digest.core.schedule import next_fire_time
from digest.core.slots import EPOCH
from digest.core.text import counted
from digest.deliver.durable import remove_leftovers
from digest.errors import LibraryBusy, LibraryError, LoginRefused, OutboxUnwritable
from digest.model.answer import Outcome
from digest.model.clipping import Problem
from digest.model.delivery import DeliveryState
from digest.model.edition import Slot
from digest.store.library import Library

log = logging.getLogger(__name__)

TICK, RESCAN, TIDY, NOTIFY, FEEDBACK = 30.0, 300.0, 86_400.0, 300.0, 300.0
"""Seconds until a duty comes round again."""

DEEP = timedelta(days=1)
"""Time between two scans that read what looks unchanged, too."""

LOGIN_PAUSE = timedelta(hours=1)
"""Time until a mailbox that refused the login is asked again, by the same settings."""

SCHEDULE = "the schedule of"
"""What is wrong with one is a clock's fault, and has a warning of its own."""

_SOONEST = 0.5
"""Seconds until files that were still being written are looked at again, however soon they will have been still."""


class _Stopped(BaseException):
    """A scan was stopped between two batches."""


class Duties:
    """The duties of a service, by the settings in force and the clock.

    Args:
        settings: what they begin with.
        clock: the present moment, aware.
        scheduler: lets them come round, from ``begin``.
        complaints: told what goes wrong.
        watchdog: told what is at work, and shown signs of life.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        scheduler: Scheduler,
        complaints: Complaints,
        watchdog: Watchdog,
    ) -> None:
        self._in_force = settings, clock()  # one value: duties read it in threads of their own
        self._clock = clock
        self._scheduler = scheduler
        self._complaints = complaints
        self._watchdog = watchdog
        self._problems: frozenset[Problem] = frozenset()
        self._hinted = False
        self._read_whole = clock()
        self._outbox_is_behind = True  # for all that is known
        self._mails_seen: set[str] = set()
        self._login_refused: tuple[LoginRefused | None, datetime] = None, EPOCH
        self._told_of_drafts: dict[Path, str] = {}
        self._stopping = False

    @property
    def settings(self) -> Settings:
        """What is in force now; a duty asks once, lest its second half go by other settings than its first."""
        return self._in_force[0]

    def begin(self) -> None:
        """Let every duty come round, and now first."""
        self._scheduler.every(RESCAN, self._unless_stopping(self._rescan, "reading the clippings"), "rescan")
        self._scheduler.every(TICK, self._unless_stopping(self._tick, "issuing letters"), "tick")
        self._scheduler.every(TIDY, self._unless_stopping(self._tidy, "tidying the outbox"), "tidy")
        self._scheduler.every(TICK, self._unless_stopping(self._deliver, "delivering", "mail"), "deliver", "mail")
        heed = self._unless_stopping(self._heed_answers, "reading the answers to letters", "mail")
        self._scheduler.every(FEEDBACK, heed, "feedback", "mail")
        self._scheduler.every(
            NOTIFY, self._unless_stopping(self._notify, "giving notice", "word"), "notify", "word"
        )
        self._scheduler.every(BEAT, self._unless_stopping(self._ping, "the heartbeat", "word"), "ping", "word")
        self._scheduler.start()

    def go_by(self, settings: Settings) -> None:
        """Let ``settings`` be in force from now on."""
        self._in_force = settings, self._clock()
        self._login_refused = None, EPOCH

    def hint(self) -> None:
        """Something in the folders has changed."""
        self._hinted = True
        self._rescan_soon()

    def stop(self) -> None:
        """Let no duty begin any more, and those under way end where they can."""
        self._stopping = True

    def _rescan_soon(self) -> None:
        self._scheduler.soon("rescan", max(self.settings.library.settle, _SOONEST))

    def _unless_stopping(
        self, job: Callable[[], None], subject: str, worker: Worker = "library"
    ) -> Callable[[], None]:
        def watched() -> None:
            if self._stopping:
                return
            try:
                with self._complaints.about(subject), self._watchdog.at_work(worker, subject):
                    job()
            except _Stopped:
                log.info("stopped while reading; what was read is kept")

        return watched

    def _rescan(self) -> None:
        self._hinted = False
        settings = self.settings
        try:
            with _library(settings) as library, library.writing():
                began = self._clock()
                deep = began - self._read_whole >= DEEP
                if self._scan(library, settings, Orders(deep=deep)) and deep:
                    self._read_whole = began
                index(library, self._go_on)
        finally:
            if self._hinted:  # meanwhile, and a scan that was due meanwhile was passed over
                self._rescan_soon()

    def _tick(self) -> None:
        settings, since = self._in_force
        self._tick_in_time(settings)  # first: a slot may come while this tick lasts
        with _library(settings) as library:
            self._meet_digests(library, settings, since)
            with self._complaints.about("the drafts"):
                self._publish_drafts(library, settings)
            if self._due(library, settings):
                with library.writing():
                    self._issue(library, settings)
            elif self._outbox_is_behind:
                with library.writing(), self._complaints.about("the outbox"):
                    self._catch_up(library, settings)
            if look(library, settings, comes_round=not self._watchdog.pulse.hanging):
                self._scheduler.soon("notify", 0)

    def _tick_in_time(self, settings: Settings) -> None:
        """Let the next tick come with the next slot, if that is nearer."""
        now = self._clock()
        for digest in settings.digests.values():
            if upcoming := next_fire_time(digest.schedule, digest.timezone, now):
                self._scheduler.soon("tick", (upcoming - now).total_seconds())

    def _tidy(self) -> None:
        settings = self.settings
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
                self._scheduler.soon("rescan", max(report.still_at - self._clock().timestamp(), _SOONEST))
            elif report.files["waiting"]:
                self._rescan_soon()
        return report is not None

    def _go_on(self, done: int, total: int) -> None:
        self._watchdog.pulse.show("library")
        if self._stopping:
            raise _Stopped

    def _meet_digests(self, library: Library, settings: Settings, since: datetime) -> None:
        """Let new schedules count from when the settings came, and tell of those that stand still."""
        now, digests = self._clock(), settings.digests.values()
        with library.reading() as connection:
            new = [digest for digest in digests if not is_met(connection, digest)]
            for digest in digests:
                self._complaints.note(f"{SCHEDULE} '{digest.name}'", stands_still(connection, digest, now))
        if new and now >= EPOCH:
            with library.writing(), library.transaction() as connection:
                for digest in new:
                    meet(connection, digest, since if since >= EPOCH else now)

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
        self._scheduler.soon("deliver", 0)

    def _publish_drafts(self, library: Library, settings: Settings) -> None:
        """Issue the drafts that were held long enough, and tell once of each that is held, or wrong."""
        settle = settings.library.settle
        if not is_any_ready(library, settings, self._clock(), settle):
            return
        with library.writing():
            reports = issue_ready(library, press(settings, library), self._clock(), settle=settle)
        told = {report.file: in_words(report) for report in reports}
        for report in reports:
            if told[report.file] != self._told_of_drafts.get(report.file):
                level = logging.WARNING if report.problems else logging.INFO
                log.log(level, "%s", told[report.file])
            if report.outcome == "issued":
                self._scheduler.soon("deliver", 0)
            elif report.until:
                self._scheduler.soon("tick", (report.until - self._clock()).total_seconds())
        self._told_of_drafts = told

    def _catch_up(self, library: Library, settings: Settings) -> None:
        for late in write_what_is_missing(library, press(settings, library), self._clock()):
            log.warning("%s", late)
        self._outbox_is_behind = False

    def _deliver(self) -> None:
        settings = self.settings
        if settings.smtp.server is None:
            return
        with _library(settings) as library:
            tried = deliver_waiting(
                library,
                press(settings, library),
                which=give_up_and_choose_due,
                stopping=self._mail_is_to_stop,
            )
        _tell_deliveries(tried)

    def _heed_answers(self) -> None:
        settings = self.settings
        if not wanted(settings):
            return
        now = self._clock()
        refused, until = self._login_refused
        if refused and now < until:
            raise refused  # trying often may lock the account
        try:
            with _library(settings) as library:
                heard = hear(library, settings, now, self._mails_seen)
        except LoginRefused as error:
            self._login_refused = error, now + LOGIN_PAUSE
            raise
        if heard is not None:
            self._scheduler.soon("feedback", _SOONEST)  # there may be more; letters that wait have their turn first
        for one in heard or ():
            level = logging.INFO if one.outcome is Outcome.TAKEN else logging.WARNING
            log.log(level, "answer from %s: %s", one.sender or "nobody", sentence(one.outcome, one.link))

    def _mail_is_to_stop(self) -> bool:
        self._watchdog.pulse.show("mail")
        return self._stopping

    def _notify(self) -> None:
        settings = self.settings
        if settings.notices is None:
            return
        try:
            with _library(settings) as library:
                if self._watchdog.pulse.hanging:  # else the tick looks, when it has issued what was slept over
                    look(library, settings)
                give_notice(library, settings)
            give_notice_without_library(settings, "")
        except LibraryBusy:
            raise
        except LibraryError as error:
            give_notice_without_library(settings, str(error))

    def _ping(self) -> None:
        if (url := self.settings.heartbeat.url) and not self._watchdog.pulse.hanging:
            ask_for(url)


def _library(settings: Settings) -> Library:
    return Library(settings.library.state, create=False)


def _tell_deliveries(tried: Outcomes) -> None:
    for outcome in tried:
        one, accepted = outcome.one, outcome.one.state is DeliveryState.ACCEPTED
        whom = one.recipient if outcome.count == 1 else f"{outcome.count:,} recipients"
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
    elif not report.warnings:
        log.info("nothing is fresh for '%s': no letter for %s", report.digest, report.slot)
