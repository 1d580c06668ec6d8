"""Reading the folders into the library, in batches: a batch is one transaction.

    folder.walk      what is there
    | unchanged      same size and time of change as when it was last read: nothing to do
    | reading        what each changed file states, or why it cannot be read now; ahead, when there are many
    | holdings.merge new | amended | known

What stood only in files that are gone is adrift: it can be found again under another name, now or later.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from digest.app.ahead import BATCH, read_in_batches
from digest.app.reading import Reader
from digest.app.settings import Settings
from digest.core.merge import Reading
from digest.errors import SettingsError
from digest.intake.folder import Unread, Walk, shown, walk
from digest.model.clipping import Problem
from digest.store import holdings
from digest.store.holdings import Merged
from digest.store.library import ENDINGS, Library

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told as files are read: how many are done, and of how many."""


@dataclass(slots=True)
class ScanReport:
    """What a scan found.

    ``seen`` counts the files that were there; ``files`` says what became of them, and adds up to it.
    ``formats`` counts the files read by format. ``problems`` are those of all files, changed or not.
    """

    seen: int = 0
    files: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    merged: Merged = field(default_factory=Merged)
    problems: Sequence[Problem] = ()


def ingest(
    library: Library, settings: Settings, now: datetime, progress: Progress, *, settle: float = 0
) -> ScanReport:
    """Read what has changed in the watched folders. The caller holds ``library.writing()``.

    A file that was changed less than ``settle`` seconds ago waits for a later scan.

    Raises:
        SettingsError: a watched folder is not there; nothing was changed.
    """
    with _calm_collector(), contextlib.ExitStack() as to_be_closed:
        there, bare = _walk(settings)
        reader = Reader(next(iter(settings.digests.values())).timezone, settings.library.quotes, now)
        with library.reading() as connection:
            known = holdings.known_files(connection, reader.name)
            _keep_what_bare_folders_held(bare, there, known)
            found = _changed(there, known)
            changed = [(path, state) for path, state in found if not _is_young(state[1], now, settle)]
            waiting = {path for path, _ in found}.difference(path for path, _ in changed)
            # What is gone may be what waits, under another name: a rename is whole, or has not happened.
            renaming = any(path not in known and shown(path) not in known for path in waiting)
            vanished = [] if renaming else _vanished(there, known)
            just_lost = holdings.lost_with(connection, vanished) if changed else {}
            adrift = holdings.adrift(connection, just_lost) if changed else {}
        report = ScanReport(seen=len(there.files) + there.ignored, files=Counter(ignored=there.ignored))
        report.files["unchanged"] = len(there.files) - len(found)
        report.files["waiting"] = len(waiting)
        unread: list[Problem] = []
        outcomes = to_be_closed.enter_context(contextlib.closing(read_in_batches(reader, changed)))
        for start in range(0, len(changed), BATCH) or ([0] if vanished else []):
            readings = []
            for (path, _), outcome in zip(changed[start : start + BATCH], next(outcomes, ()), strict=True):
                if isinstance(outcome, Reading):
                    readings.append(outcome)
                    _count(outcome, report)
                else:
                    _count_unread(path, outcome, report, unread)
            with library.transaction() as connection:
                if start == 0:  # with the first batch: a rename is whole, or has not happened
                    holdings.drop_files(connection, vanished)
                report.merged.add(holdings.merge(connection, readings, adrift, now, reader.name, just_lost))
            progress(min(start + BATCH, len(changed)), len(changed))
        with library.reading() as connection:
            report.problems = (*there.problems, *unread, *holdings.standing_problems(connection))
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


def our_places(settings: Settings) -> list[Path]:
    """What digest itself writes, wherever it lies: the outbox, and the files of the library."""
    return [settings.outbox.folder, *(Path(f"{settings.library.state}{ending}") for ending in ENDINGS)]


def _walk(settings: Settings) -> tuple[Walk, list[Path]]:
    """What is in the watched folders, and those of them that hold nothing at all."""
    together, bare = Walk(), []
    ours = our_places(settings)
    for folder in settings.library.folders:
        if not os.path.isdir(folder):
            raise SettingsError(
                [f"the folder '{folder}' is not there"],
                hint=f"mount it, or correct [library] folders in '{settings.path}'; nothing was changed",
            )
        one = walk(folder, passed_over=_below(folder, ours))
        together.files |= one.files
        together.ignored += one.ignored
        together.problems += one.problems
        together.unseen += one.unseen
        if not one.files and not any(folder.iterdir()):
            bare.append(folder)
    return together, bare


def _keep_what_bare_folders_held(bare: Sequence[Path], there: Walk, known: Collection[str]) -> None:
    """See to it that files are not taken for removed when the disk they are on is not mounted."""
    for folder in bare:
        held = sum(path.startswith(f"{shown(str(folder))}{os.sep}") for path in known)
        if held > 1:
            told = f"there is nothing in this folder any more, and it held {held:,} files: what they said is kept"
            hint = "mount its disk; if you removed them all, put any one file there"
            there.problems.append(Problem(shown(str(folder)), 0, told, hint))
            there.unseen.append(str(folder))


def _is_young(modified: int, now: datetime, settle: float) -> bool:
    """Whether a file may be in the making: changed within ``settle`` seconds of ``now``, when the walk began."""
    return abs(now.timestamp() - modified / 1e9) < settle


def _below(folder: Path, places: Sequence[Path]) -> set[str]:
    """Those of ``places`` that are below ``folder``, whatever links lead there, as a walk through it meets them."""
    root = os.path.realpath(folder)
    real = (os.path.realpath(place) for place in places)
    return {str(folder / place[len(root) + 1 :]) for place in real if place.startswith(root + os.sep)}


def _changed(there: Walk, known: Mapping[str, tuple[int, int] | None]) -> list[tuple[str, tuple[int, int]]]:
    """The files that this reader has not read as they are now, each with its size and time of change."""
    if there.files == known:
        return []  # as on most mornings, and found out in a third of the time
    changed = [(path, state) for path, state in there.files.items() if known.get(path) != state]
    return sorted((path, state) for path, state in changed if known.get(shown(path)) != state)


def _vanished(there: Walk, known: Mapping[str, tuple[int, int] | None]) -> list[str]:
    """The known files that are not there, save those at or below a place that could not be looked into."""
    missing = known.keys() - there.files.keys()
    if missing:
        missing -= {shown(path) for path in there.files}
    hidden = tuple(shown(place) for place in there.unseen)
    below = tuple(place + os.sep for place in hidden)
    return sorted(path for path in missing if path not in hidden and not path.startswith(below))


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
