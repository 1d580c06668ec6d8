"""Reading the folders into the library, in batches: a batch is one transaction.

    folder.walk            what is there
    | unchanged            same size and time of change as when it was last read: nothing to do
    | folder.read, decode  text, or a problem
    | registry.claim       exactly one format
    | format.parse         clippings and problems
    | holdings.merge       new | amended | known

Files that are gone are dropped last: until then, what stood only in them can be found again under a new name.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.app.settings import Settings
from digest.core.identity import text_fingerprint, work_fingerprint
from digest.core.merge import Reading, Record
from digest.errors import SettingsError
from digest.intake.decode import NotText, decode
from digest.intake.document import Document
from digest.intake.folder import Found, Unread, Walk, read, shown, walk
from digest.intake.registry import claim
from digest.model.clipping import Clipping, DateSource, Kind, Problem, Quotes, SourceFile, Stamp, StatedWork
from digest.store import holdings
from digest.store.holdings import Merged
from digest.store.library import Library

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told as files are read: how many are done, and of how many."""

BATCH = 500
"""Files merged in one transaction."""

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


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


def ingest(library: Library, settings: Settings, now: datetime, progress: Progress) -> ScanReport:
    """Read what has changed in the watched folders. The caller holds ``library.writing()``.

    Raises:
        SettingsError: a watched folder is not there; nothing was changed.
    """
    seen = _walk(settings)
    zone = next(iter(settings.digests.values())).timezone
    reader = _Reader(zone, settings.library.quotes, now)
    report = ScanReport(seen=len(seen.files) + seen.ignored, files=Counter(ignored=seen.ignored))
    with library.reading() as connection:
        known = holdings.known_files(connection)
        there = {shown(found.path): found for found in seen.files}
        changed = [
            (path, found) for path, found in there.items() if known.get(path) != (found.size, found.mtime_ns)
        ]
        vanished = [path for path in known if path not in there and not _hidden(path, seen.unseen)]
        adrift = holdings.adrift(connection, vanished) if vanished and changed else {}
    report.files["unchanged"] = len(there) - len(changed)
    unread: list[Problem] = []
    for start in range(0, len(changed), BATCH):
        readings = []
        for path, found in changed[start : start + BATCH]:
            outcome = reader.read(path, found)
            if isinstance(outcome, Unread):
                _count_unread(path, outcome, report, unread)
            else:
                readings.append(outcome)
                _count(outcome, report)
        with library.transaction() as connection:
            report.merged.add(holdings.merge(connection, readings, adrift, now))
        progress(min(start + BATCH, len(changed)), len(changed))
    with library.transaction() as connection:
        holdings.drop_files(connection, vanished)
        report.problems = (*seen.problems, *unread, *holdings.standing_problems(connection))
    log.info("%d files, %d changed, %d gone", report.seen, len(changed), len(vanished))
    return report


class _Reader:
    """Turns a file into what it states."""

    def __init__(self, zone: ZoneInfo, quotes: Quotes, now: datetime) -> None:
        self._zone = zone
        self._quotes: Quotes = quotes
        self._now = now

    def read(self, path: str, found: Found) -> Reading | Unread:
        """The file at ``found``, which people know as ``path``."""
        raw = read(found.path)
        if isinstance(raw, Unread):
            return raw
        file = SourceFile(path, found.size, found.mtime_ns)
        decoded = decode(raw)
        if isinstance(decoded, NotText):
            return Reading(file, problems=[decoded.trouble.at(path)])
        told = [decoded.trouble.at(path)] if decoded.trouble else []
        modified = datetime.fromtimestamp(found.mtime_ns / 1e9, UTC)
        document = Document(path, decoded.text, modified, self._zone, self._quotes)
        form = claim(document)
        if isinstance(form, Problem):
            return Reading(file, problems=[*told, form])
        if document.front.problem:
            told.append(document.front.problem.at(path))
        works: dict[bytes, StatedWork] = {}
        records = []
        for stated in form.parse(document):
            if isinstance(stated, Problem):
                told.append(stated)
            else:
                print_ = work_fingerprint(stated.work)
                works[print_] = stated.work
                records.append((self._record(stated, print_, modified), stated.line))
        return Reading(file, form.NAME, records, works, told)

    def _record(self, clipping: Clipping, work: bytes, modified: datetime) -> Record:
        return Record(
            work=work,
            fingerprint=text_fingerprint(clipping.text),
            text=clipping.text,
            markup=clipping.markup,
            marked=clipping.marked or self._stamp(modified),
            point=clipping.work.kind is Kind.SUMMARY,
            key=clipping.key,
            note=clipping.note,
            url=clipping.url,
            tags=clipping.tags,
            color=clipping.color,
            heading=clipping.heading,
            position=clipping.position,
        )

    def _stamp(self, modified: datetime) -> Stamp:
        """The file's time of change; the present when that cannot be right."""
        if _EARLIEST < modified < self._now + timedelta(days=1):
            return Stamp(modified, DateSource.FILE)
        return Stamp(self._now, DateSource.FIRST_SEEN)


def _walk(settings: Settings) -> Walk:
    together = Walk()
    for folder in settings.library.folders:
        if not folder.is_dir():
            raise SettingsError(
                [f"the folder '{folder}' is not there"],
                hint=f"mount it, or correct [library] folders in '{settings.path}'; nothing was changed",
            )
        one = walk(folder)
        together.files += one.files
        together.ignored += one.ignored
        together.problems += one.problems
        together.unseen += one.unseen
    return together


def _hidden(path: str, unseen: Sequence[str]) -> bool:
    """Whether ``path`` is at or below a place that could not be looked into: it may well be there."""
    return any(path == shown(place) or path.startswith(f"{shown(place)}/") for place in unseen)


def _count(reading: Reading, report: ScanReport) -> None:
    if not reading.format:
        report.files["unrecognised"] += 1
        return
    report.files["read" if reading.records else "empty"] += 1
    report.formats[reading.format] += 1


def _count_unread(path: str, outcome: Unread, report: ScanReport, problems: list[Problem]) -> None:
    if outcome.why == "vanished":
        report.seen -= 1
        return
    report.files[outcome.why] += 1
    problems.append(outcome.trouble.at(path))
