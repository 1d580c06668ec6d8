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
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from digest.app.ahead import read_in_batches
from digest.app.reading import BUG_MET, Reader, misread
from digest.app.settings import Settings
from digest.core.merge import Reading
from digest.errors import DigestError, SettingsError
from digest.intake.folder import Unread, Walk, shown, walk
from digest.model.clipping import Problem
from digest.store import holdings
from digest.store.holdings import Merged, Scan
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
        reader = Reader(next(iter(settings.digests.values())).timezone, settings.library, now)
        with library.reading() as connection:
            difference = _compare(there, holdings.known_files(connection, reader.name))
            _keep_what_bare_folders_held(bare, there, difference.missing)
            changed = sorted(
                ((path, state) for path, state in difference.changed if not _is_young(state[1], now, settle)),
                key=_by_size,
            )
            waiting = {path for path, _ in difference.changed}.difference(path for path, _ in changed)
            # What is gone may be what waits, under another name: a rename is whole, or has not happened.
            renaming = not waiting.isdisjoint(difference.new)
            vanished = [] if renaming else _vanished(difference.missing, there)
            just_lost = holdings.lost_with(connection, vanished) if changed else {}
            adrift = holdings.adrift(connection, just_lost) if changed else {}
            scan = Scan(now, reader.name, adrift, just_lost, holdings.first_new_id(connection))
        report = ScanReport(seen=len(there.files) + there.ignored, files=Counter(ignored=there.ignored))
        report.files["unchanged"] = len(there.files) - len(difference.changed)
        report.files["waiting"] = len(waiting)
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
            report.merged.add(_merge(library, sorted(readings, key=_by_content), gone, scan))
            gone = []
            done += len(outcomes)
            progress(done, len(changed))
        with library.reading() as connection:
            report.problems = (*there.problems, *unread, *holdings.standing_problems(connection))
    marks, points = report.merged.highlights, report.merged.points
    if vanished or any(marks[kind] or points[kind] for kind in ("new", "amended")):
        log.info(
            "%d files: %d read anew, %d gone; %d highlights new, %d amended",
            *(report.seen, len(changed), len(vanished), marks["new"], marks["amended"]),
        )
    return report


_State = tuple[int, int]
"""Size of a file, and its time of change."""

_File = tuple[str, _State]


class _Difference(NamedTuple):
    """What this reader has to read, of that what nobody has read yet, and what is not there any more."""

    changed: Sequence[_File]
    new: Collection[str]
    missing: Collection[str]


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


def _keep_what_bare_folders_held(bare: Sequence[Path], there: Walk, missing: Collection[str]) -> None:
    """See to it that files are not taken for removed when the disk they are on is not mounted."""
    for folder in bare:
        held = sum(path.startswith(f"{shown(str(folder))}{os.sep}") for path in missing)
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


def _compare(there: Walk, known: Sequence[tuple[str, int, int]]) -> _Difference:
    changed: list[_File] = []
    missing: dict[str, _State] = {}
    for path, size, modified in known:
        state = there.files.get(path)
        if state is None:
            missing[path] = size, modified
        elif state != (size, modified):
            changed.append((path, state))
    if len(known) - len(missing) == len(there.files):
        return _Difference(changed, set(), missing.keys())
    met = {path for path, *_ in known}
    unmet = {path: state for path, state in there.files.items() if path not in met}
    # A name that is not UTF-8 is known as it is shown.
    as_shown = {path: missing.pop(shown(path), None) for path in unmet}
    changed += ((path, state) for path, state in unmet.items() if as_shown[path] != state)
    return _Difference(sorted(changed), {path for path in unmet if as_shown[path] is None}, missing.keys())


def _vanished(missing: Iterable[str], there: Walk) -> list[str]:
    """What is ``missing``, save what is at or below a place that could not be looked into."""
    hidden = tuple(shown(place) for place in there.unseen)
    below = tuple(place + os.sep for place in hidden)
    return sorted(path for path in missing if path not in hidden and not path.startswith(below))


def _by_size(file: _File) -> tuple[int, int, str]:
    """An order that has little to do with names, and mixes large files and small ones."""
    path, (size, _) = file
    return size % 1009, size, path


def _by_content(reading: Reading) -> tuple[int, str, list[bytes]]:
    """An order that has nothing to do with names: of files that say the same, whichever is called first."""
    return reading.file.size, reading.format, [record.fingerprint for record, _ in reading.records]


def _merge(library: Library, readings: Sequence[Reading], gone: Collection[str], scan: Scan) -> Merged:
    """Merge a batch in one transaction; should one of its files trip that, each in a transaction of its own."""
    try:
        with library.transaction() as connection:
            holdings.drop_files(connection, gone)
            return holdings.merge(connection, readings, scan)
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
