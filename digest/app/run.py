"""One run: read the folders, then issue an edition, by hand or because it is due. And its rehearsal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from digest.app.bootstrap import template_folders
from digest.app.delivering import Which, deliver_waiting, give_up_and_choose_due
from digest.app.drafts import DraftReport, issue_ready
from digest.app.due import due_slot, meet, trust_the_clock
from digest.app.ingest import Progress, ScanReport, ingest
from digest.app.issuing import nothing_due, publish_due, too_late
from digest.app.notices import give_notice
from digest.app.outcomes import Outcomes
from digest.app.publish import (
    Press,
    Proof,
    RunReport,
    already_issued,
    at_the_foot,
    empty_report,
    prove,
    publish,
    report_of,
    write_what_is_missing,
)
from digest.app.pulse import Pulse
from digest.app.searching import catch_up
from digest.app.settings import DigestSettings, Settings
from digest.app.warnings import look
from digest.app.watchdog import LIMIT, Watchdog
from digest.core.slots import slot_of
from digest.errors import DigestError, LibraryBusy, NoticeFailed, OutboxUnwritable, UsageError
from digest.store import deliveries, ledger
from digest.store.library import Library, scratch


def digest_named(settings: Settings, name: str | None) -> DigestSettings:
    """The digest called ``name``, or the first.

    Raises:
        UsageError: there is none of that name.
    """
    if name is None:
        return next(iter(settings.digests.values()))
    if name not in settings.digests:
        known = ", ".join(settings.digests)
        raise UsageError(f"there is no digest '{name}' in '{settings.path}'", hint=f"there is {known}")
    return settings.digests[name]


def press(settings: Settings, library: Library) -> Press:
    """What setting a letter needs."""
    return Press(settings, template_folders(settings), library.instance)


class Run(NamedTuple):
    """What a run did: its own edition, and the drafts that it met."""

    report: RunReport
    drafts: Sequence[DraftReport]


def run(settings: Settings, digest: DigestSettings, now: datetime, progress: Progress) -> Run:
    """Read the folders, issue the edition of ``digest`` that stands for ``now``, and deliver what waits.

    Drafts of ``digest`` that were held long enough are issued before.

    Raises:
        OutboxUnwritable: what waits was delivered, if the outbox can be read; the next run writes what is frozen.
    """
    with Library(settings.library.state) as library, _notice_of_failure(library, settings):
        with delivered_all_the_same(library, settings), _in_time(progress) as in_time, library.writing():
            scanned = ingest(library, settings, now, in_time)
            drafts = issue_ready(library, press(settings, library), now, digest=digest.name)
            report = publish(library, press(settings, library), digest, now)
        told = delivered(library, press(settings, library), with_problems(report, scanned))
        catch_up(library)
        return Run(with_notice(library, settings, told), drafts)


@contextlib.contextmanager
def _in_time(progress: Progress) -> Iterator[Progress]:
    """Let a run that hangs end, and not hold the library for ever; ``progress`` is a sign of life."""
    pulse = Pulse()
    watchdog = Watchdog(pulse, LIMIT)
    watchdog.start()

    def told(done: int, total: int) -> None:
        pulse.show("run")
        progress(done, total)

    with watchdog.at_work("run", "the run"):
        yield told


def delivered(library: Library, press: Press, report: RunReport, which: Which = deliveries.in_turn) -> RunReport:
    """``report`` after a round over what waits (or what ``which`` chooses), of its edition and of earlier ones."""
    try:
        tried = deliver_waiting(library, press, which=which)
    except LibraryBusy as error:
        tried = Outcomes()
        report = replace(
            report, warnings=(*report.warnings, f"{error.message}; it sends this one, or the next run")
        )
    with library.reading() as connection:
        standing = deliveries.of_edition(connection, report.digest, report.edition) if report.edition else []
    return replace(report, deliveries=tuple(standing), tried=tried)


@contextlib.contextmanager
def delivered_all_the_same(
    library: Library, settings: Settings, which: Which = deliveries.in_turn
) -> Iterator[None]:
    """Deliver what waits (or what ``which`` chooses) also when the outbox cannot be written inside.

    A letter by mail does not wait for a disk to be freed, where no service delivers it.
    """
    try:
        yield
    except OutboxUnwritable:
        with contextlib.suppress(DigestError):  # the first that went wrong is told; what waits goes on waiting
            deliver_waiting(library, press(settings, library), which=which)
        raise


def run_due(
    settings: Settings, digest: DigestSettings, now: datetime, progress: Progress, *, clock_is_right: bool = False
) -> Run:
    """Read the folders, issue the edition of ``digest`` that is due, and deliver what waits.

    Nothing is read when no slot is due. Drafts of ``digest`` that were held long enough are issued before. With
    ``clock_is_right``, what was settled by a clock that ran ahead holds up no slot any more.

    Raises:
        OutboxUnwritable: what waits was delivered, if the outbox can be read; the next run writes what is frozen.
    """
    with Library(settings.library.state) as library, _notice_of_failure(library, settings):
        all_the_same = delivered_all_the_same(library, settings, give_up_and_choose_due)
        with all_the_same, _in_time(progress) as in_time, library.writing():
            if clock_is_right:
                with library.transaction() as connection:
                    trust_the_clock(connection, digest, now)
            drafts = issue_ready(library, press(settings, library), now, digest=digest.name)
            report = _issue_due(library, press(settings, library), digest, now, in_time)
        told = delivered(library, press(settings, library), report, give_up_and_choose_due)
        catch_up(library)
        return Run(with_notice(library, settings, told), drafts)


def with_notice(library: Library, settings: Settings, report: RunReport) -> RunReport:
    """``report`` after a look at what there is to warn of, and a notice of it where that is wanted."""
    try:
        look(library, settings)
        give_notice(library, settings)
    except (NoticeFailed, LibraryBusy) as error:
        return replace(report, warnings=(*report.warnings, str(error)))
    return report


@contextlib.contextmanager
def _notice_of_failure(library: Library, settings: Settings) -> Iterator[None]:
    """What fails inside may be worth a notice: nobody reads what cron's jobs say."""
    try:
        yield
    except DigestError:
        with contextlib.suppress(DigestError):
            look(library, settings)
            give_notice(library, settings)
        raise


def _issue_due(
    library: Library, press: Press, digest: DigestSettings, now: datetime, progress: Progress
) -> RunReport:
    with library.transaction() as connection:
        meet(connection, digest, now, late_at_first=True)
        slot = due_slot(connection, digest, now)
    if slot is None:
        late = write_what_is_missing(library, press, now)
        with library.reading() as connection:
            report = nothing_due(connection, press.settings, digest, now)
        return replace(report, warnings=late + report.warnings)
    scanned = ingest(library, press.settings, now, progress)
    return with_problems(publish_due(library, press, digest, slot, now), scanned)


def rehearse(
    settings: Settings, digest: DigestSettings, now: datetime, progress: Progress, *, only_due: bool = False
) -> tuple[RunReport, Proof | None]:
    """The edition that a run would issue, made in a throw-away copy of the library; None when there is none.

    With ``only_due`` it is the one that ``run_due`` would issue.
    """
    slot = slot_of(now, digest.schedule, digest.timezone)
    with scratch(settings.library.state) as library:
        if only_due:
            with library.transaction() as connection:
                meet(connection, digest, now, late_at_first=True)
                due = due_slot(connection, digest, now)
                if due is None:
                    return nothing_due(connection, settings, digest, now), None
            if skipped := too_late(digest, due, now):
                return skipped, None
            slot = due.name
        scanned = ingest(library, settings, now, progress)
        foot = at_the_foot(library, settings, digest)
        with library.reading() as connection:
            if issued := ledger.issue_of_slot(connection, digest.name, slot):
                return with_problems(already_issued(connection, settings, issued), scanned), None
            proof = prove(connection, press(settings, library), digest, slot, now, foot)
            report = report_of(proof, "dry-run", None) if proof else empty_report(connection, digest, slot, now)
    return with_problems(report, scanned), proof


def with_problems(report: RunReport, scanned: ScanReport) -> RunReport:
    """``report`` with what was not understood in the clippings."""
    return replace(report, problems=tuple(str(problem) for problem in scanned.problems))
