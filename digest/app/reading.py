"""From a file to what it states: bytes, text, format, records with their fingerprints.

folder.read      the bytes, or why they cannot be had now
| decode         text, or a problem
| registry.claim exactly one format
| format.parse   clippings and problems
| identity       fingerprints of works and highlights
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from digest import __version__
from digest.core.identity import text_fingerprint, work_fingerprint
from digest.core.merge import Reading, Record
from digest.intake.decode import NotText, decode
from digest.intake.document import Document
from digest.intake.folder import Unread, read, shown
from digest.intake.registry import claim
from digest.model.clipping import Clipping, DateSource, Kind, Problem, Quotes, SourceFile, Stamp, StatedWork

log = logging.getLogger(__name__)

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files for a scan that began ``now``; ``zone`` is for dates that state none."""

    zone: ZoneInfo
    quotes: Quotes
    now: datetime
    strict: bool = False

    @property
    def name(self) -> str:
        """What decides how a file is read: another version, setting or zone reads all files again."""
        return f"{__version__} {self.quotes} {self.zone.key}"

    def read(self, path: str, size: int, modified: int) -> Reading | Unread:
        """What the file at ``path`` states."""
        raw = read(path)
        if isinstance(raw, Unread):
            return raw
        file = SourceFile(shown(path), size, modified)
        decoded = decode(raw)
        if isinstance(decoded, NotText):
            return Reading(file, problems=[decoded.trouble.at(file.path)])
        changed = datetime.fromtimestamp(modified / 1e9, UTC)
        document = Document(file.path, decoded.text, changed, self.zone, self.quotes)
        problems = [decoded.trouble.at(file.path)] if decoded.trouble else []
        try:
            return self._understood(document, file, problems, changed)
        except Exception:  # a bug in one format must not cost the letter
            if self.strict:
                raise
            log.info("a bug met in %s", file.path, exc_info=True)
            bug = document.problem(0, "a bug in digest: this file could not be read", "please report it with -v")
            return Reading(file, problems=[*problems, bug])

    def _understood(
        self, document: Document, file: SourceFile, problems: list[Problem], changed: datetime
    ) -> Reading:
        form = claim(document)
        if isinstance(form, Problem):
            return Reading(file, problems=[*problems, form])
        if document.front.problem:
            problems.append(document.front.problem.at(file.path))
        works: dict[bytes, StatedWork] = {}
        records = []
        work, print_ = None, b""
        for stated in form.parse(document):
            if isinstance(stated, Problem):
                problems.append(stated)
                continue
            if stated.work is not work:
                work, print_ = stated.work, work_fingerprint(stated.work)
                works[print_] = work
            records.append((self._record(stated, print_, changed), stated.line))
        return Reading(file, form.NAME, records, works, problems)

    def _record(self, clipping: Clipping, work: bytes, changed: datetime) -> Record:
        return Record(
            work=work,
            fingerprint=text_fingerprint(clipping.text),
            text=clipping.text,
            markup=clipping.markup,
            marked=clipping.marked or self._stamp(changed),
            point=clipping.work.kind is Kind.SUMMARY,
            key=clipping.key,
            note=clipping.note,
            url=clipping.url,
            tags=clipping.tags,
            color=clipping.color,
            heading=clipping.heading,
            position=clipping.position,
        )

    def _stamp(self, changed: datetime) -> Stamp:
        """The file's time of change; the present when that cannot be right."""
        if _EARLIEST < changed < self.now + timedelta(days=1):
            return Stamp(changed, DateSource.FILE)
        return Stamp(self.now, DateSource.FIRST_SEEN)
