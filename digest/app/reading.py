"""From a file to what it states: bytes, text, format, records with their fingerprints.

folder.read      the bytes, or why they cannot be had now
| decode         text, or a problem
| registry.claim exactly one format
| format.parse   clippings and problems
| identity       fingerprints of works and highlights
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digest import __version__
from digest.app.settings import LibrarySettings
from digest.core.identity import Names, text_fingerprint, work_names
from digest.core.merge import Reading
from digest.core.shelf import Record
from digest.intake.decode import Decoded, NotText, decode, known_as_binary
from digest.intake.document import Document
from digest.intake.folder import Unread, read, shown
from digest.intake.registry import understand
from digest.intake.trouble import Trouble
from digest.model.clipping import Clipping, DateSource, Kind, Problem, SourceFile, Stamp, StatedWork

log = logging.getLogger(__name__)

_BUG = Trouble(0, "a bug in digest: this file could not be read", "please report it with -v")
BUG_MET = "a bug met in %s"
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class Statement(NamedTuple):
    """What one file states; ``format`` is empty when no format recognised the file."""

    file: SourceFile
    format: str = ""
    clippings: Sequence[Clipping] = ()
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files for a scan that began ``now``; ``zone`` is for dates that state none."""

    zone: ZoneInfo
    library: LibrarySettings
    now: datetime

    @property
    def name(self) -> str:
        """What decides how a file is read: another version, setting or zone reads all files again."""
        taste = self.library
        return f"{__version__} {taste.quotes} {taste.bookmarks} {' '.join(taste.encodings)} {self.zone.key}"

    def read(self, path: str, size: int, modified: int, *, strict: bool = False) -> Reading | Unread:
        """The same, ready to be merged."""
        stated = self.stated(path, size, modified, strict=strict)
        if isinstance(stated, Unread):
            return stated
        try:
            return self.recognised(stated)
        except Exception:  # what a format states amiss must not cost the letter either
            if strict:
                raise
            log.info(BUG_MET, stated.file.path, exc_info=True)
            return misread(stated.file, stated.problems)

    def stated(self, path: str, size: int, modified: int, *, strict: bool = False) -> Statement | Unread:
        """What the file at ``path`` states; a format's bug is a problem of it, or raised when ``strict``."""
        decoded = self.text_of(path)
        if isinstance(decoded, Unread):
            return decoded
        return self.stated_by(SourceFile(shown(path), size, modified), decoded, strict=strict)

    def text_of(self, path: str) -> Decoded | NotText | Unread:
        """The text of the file at ``path``, or why there is none."""
        taste = self.library
        raw = read(path, taste.largest)
        if isinstance(raw, Unread):
            return known_as_binary(raw.head) or raw
        return decode(raw, taste.encodings, taste.largest)

    def document(self, file: SourceFile, text: str) -> Document:
        """The ``text`` of ``file`` as formats are given it."""
        taste = self.library
        return Document(file.path, text, _changed(file), self.zone, taste.quotes, bookmarks=taste.bookmarks)

    def stated_by(self, file: SourceFile, decoded: Decoded | NotText, *, strict: bool = False) -> Statement:
        """What the text of ``file`` states; see ``stated``."""
        problems = [decoded.trouble.at(file.path)] if decoded.trouble else []
        if isinstance(decoded, NotText):
            return Statement(file, problems=problems)
        try:
            understood = understand(self.document(file, decoded.text))
            return Statement(file, understood.format, understood.clippings, [*problems, *understood.problems])
        except Exception:  # a bug in one format must not cost the letter
            if strict:
                raise
            log.info(BUG_MET, file.path, exc_info=True)
            return Statement(file, problems=[*problems, _BUG.at(file.path)])

    def recognised(self, stated: Statement) -> Reading:
        """``stated`` with the fingerprints by which works and highlights are known again."""
        unmarked = self._stamp(_changed(stated.file))
        works: dict[Names, StatedWork] = {}
        records = []
        work, print_ = None, b""
        for clipping in stated.clippings:
            if clipping.work is not work:
                work = clipping.work
                names = work_names(work)
                works[names], print_ = work, names.surest
            records.append((_record(clipping, print_, unmarked), clipping.line))
        return Reading(stated.file, stated.format, records, works, stated.problems)

    def _stamp(self, changed: datetime) -> Stamp:
        """The file's time of change; the present when that cannot be right."""
        if _EARLIEST < changed < self.now + timedelta(days=1):
            return Stamp(changed, DateSource.FILE)
        return Stamp(self.now, DateSource.FIRST_SEEN)


def misread(file: SourceFile, problems: Sequence[Problem]) -> Reading:
    """What is said of a file that trips digest itself."""
    return Reading(file, problems=[*problems, _BUG.at(file.path)])


def _changed(file: SourceFile) -> datetime:
    return datetime.fromtimestamp(file.modified / 1e9, UTC)


def _record(clipping: Clipping, print_: bytes, unmarked: Stamp) -> Record:
    work, text, _, markup, key, note, url, tags, color, marked, heading, position = clipping
    same, is_point = text_fingerprint(text, markup), work.kind is Kind.SUMMARY
    return Record(
        *(print_, same, text, markup, marked or unmarked, is_point, key, note, url, tags, color, heading, position)
    )
