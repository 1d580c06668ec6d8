"""Reading the folders into the library, in batches: a batch is one transaction.

    survey           what is there, against what was known: nothing to do for what is unchanged
    | reading        what each changed file states, or why it cannot be read now; ahead, when there are many
    | holdings.merge new | amended | known

What stood only in files that are gone is adrift: it can be found again under another name, now or later.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from digest.app.ahead import read_in_batches
from digest.app.reading import BUG_MET, Reader, misread
from digest.app.settings import Settings
from digest.app.survey import USUAL, Orders, survey
from digest.core.merge import Reading
from digest.errors import DigestError
from digest.failpoints import failpoint
from digest.intake.folder import Unread, shown
from digest.model.clipping import Problem
from digest.store import holdings
from digest.store.holdings import Merged, Scan
from digest.store.library import Library
from digest.store.places import keep_problems_of_places, problems_of_places

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told as files are read: how many are done, and of how many."""


@dataclass(slots=True)
class ScanReport:
    """What a scan found.

    ``seen`` counts the files that were there; ``files`` says what became of them, and adds up to it.
    ``formats`` counts the files read by format. ``problems`` are those of all files, changed or not. ``still_at``
    is when (seconds of Unix time) the first of the files that wait will have been still for long enough.
    """

    seen: int = 0
    files: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    merged: Merged = field(default_factory=Merged)
    problems: Sequence[Problem] = ()
    still_at: float = math.inf


def ingest(
    library: Library,
    settings: Settings,
    now: datetime,
    progress: Progress,
    *,
    settle: float = 0,
    orders: Orders = USUAL,
) -> ScanReport:
    """Read what has changed in the watched folders. The caller holds ``library.writing()``.

    A file that was changed less than ``settle`` seconds ago waits for a later scan.

    Raises:
        SettingsError: a watched folder is not there; nothing was changed.
    """
    with _calm_collector(), library.importing(), contextlib.ExitStack() as to_be_closed:
        reader = Reader(settings.timezone, settings.library, now)
        with library.reading() as connection:
            found = survey(settings, holdings.known_files(connection, reader.name), orders)
            changed = sorted(
                ((path, state) for path, state in found.changed.items() if not _is_young(state[1], now, settle)),
                key=_by_age,
            )
            waiting = found.changed.keys() - {path for path, _ in changed}
            # What is gone may be what waits, under another name: a rename is whole, or has not happened.
            vanished = [] if not waiting.isdisjoint(found.new) else found.vanished
            just_lost = holdings.lost_with(connection, vanished) if changed else {}
            adrift = holdings.adrift(connection, just_lost) if changed else {}
            scan = Scan(now, reader.name, adrift, just_lost, holdings.first_new_id(connection))
            told_before = problems_of_places(connection)
        failpoint("before-reading")
        report = ScanReport(seen=found.files + found.ignored, files=Counter(ignored=found.ignored))
        report.files["unchanged"] = found.files - len(found.changed) - found.emptied
        report.files["waiting"] = len(waiting)
        report.still_at = min((found.changed[path][1] / 1e9 + settle for path in waiting), default=math.inf)
        if found.emptied:
            report.files["unreadable"] = found.emptied
        unread: list[Problem] = []
        batches = to_be_closed.enter_context(contextlib.closing(read_in_batches(reader, changed)))
        done = 0
        gone = vanished  # with the first batch: a rename is whole, or has not happened
        for outcomes in batches if changed else [[]] if vanished else []:
            readings = []
            for path, outcome in outcomes:
                if isinstance(outcome, Reading):
                    readings.append(outcome)
                    _count(outcome, report)
                else:
                    _count_unread(path, outcome, report, unread)
            report.merged.add(_merge(library, _in_order(readings), gone, scan))
            gone = []
            done += len(outcomes)
            progress(done, len(changed))
        if list(found.problems) != told_before:
            with library.transaction() as connection:
                keep_problems_of_places(connection, found.problems)
        with library.reading() as connection:
            report.problems = (*found.problems, *unread, *holdings.standing_problems(connection))
    failpoint("after-reading")
    marks, points = report.merged.highlights, report.merged.points
    if vanished or any(marks[kind] or points[kind] for kind in ("new", "amended")):
        log.info(
            "%d files: %d read anew, %d gone; %d highlights new, %d amended",
            *(report.seen, len(changed), len(vanished), marks["new"], marks["amended"]),
        )
    return report


@contextlib.contextmanager
def _calm_collector() -> Iterator[None]:
    """No search for cycles, which records do not have: with a million of them it takes a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _is_young(modified: int, now: datetime, settle: float) -> bool:
    """Whether a file may be in the making: changed within ``settle`` seconds of ``now``, when the walk began."""
    return abs(now.timestamp() - modified / 1e9) < settle


def _by_age(file: tuple[str, tuple[int, int]]) -> tuple[int, int, str]:
    """The oldest first, whatever it is called, so that of two that contradict each other the newer has its say."""
    path, (size, modified) = file
    return modified, size, path


def _in_order(readings: Iterable[Reading]) -> list[Reading]:
    """``readings``, by age; those of one age and size in an order that does not ask for their names either."""
    ordered: list[Reading] = []
    for _, same in groupby(readings, key=lambda reading: (reading.file.modified, reading.file.size)):
        alike = list(same)
        ordered += sorted(alike, key=_by_content) if len(alike) > 1 else alike
    return ordered


def _by_content(reading: Reading) -> tuple[object, ...]:
    works = [(work.title, work.author) for work in reading.works.values()]
    return reading.format, [record.fingerprint for record, _ in reading.records], works


def _merge(library: Library, readings: Sequence[Reading], gone: Collection[str], scan: Scan) -> Merged:
    """Merge a batch in one transaction; should one of its files trip that, each in a transaction of its own."""
    try:
        with library.transaction() as connection:
            holdings.drop_files(connection, gone)
            merged = holdings.merge(connection, readings, scan)
            failpoint("in-batch")
            return merged
    except DigestError:
        raise
    except Exception:
        if not any(reading.records for reading in readings):
            raise
        log.info(BUG_MET, ", ".join(reading.file.path for reading in readings), exc_info=True)
    merged = Merged()
    for reading in readings if len(readings) > 1 else [misread(readings[0].file, readings[0].problems)]:
        merged.add(_merge(library, [reading], gone, scan))
    return merged


def _count(reading: Reading, report: ScanReport) -> None:
    if reading.format:
        report.formats[reading.format] += 1
        report.files["read" if reading.records else "empty"] += 1
    else:
        report.files["unrecognised"] += 1


def _count_unread(path: str, outcome: Unread, report: ScanReport, problems: list[Problem]) -> None:
    if outcome.why == "vanished":
        report.seen -= 1
    else:
        report.files[outcome.why] += 1
        problems.append(outcome.trouble.at(shown(path)))
