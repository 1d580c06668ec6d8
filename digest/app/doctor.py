"""What becomes of one file: read by the very code of a scan, for who asks why, and nothing is kept."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.app.reading import BUG_MET, Reader, Statement
from digest.core.text import fit_columns, one_line
from digest.intake.decode import NotText
from digest.intake.document import Document
from digest.intake.folder import Unread, shown
from digest.intake.registry import asked, claims
from digest.model.clipping import DateSource, Kind, Problem, SourceFile

log = logging.getLogger(__name__)

_WIDTH = 60
"""Columns of the words of a line."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was understood of a file.

    Attributes:
        stated: what it states.
        document: its text as formats are given it; None when it cannot be read or holds no text.
        claims: the formats that recognise it and how surely (1 to 100), the surest first.
        asked: the formats that were asked.
    """

    stated: Statement
    document: Document | None = None
    claims: Sequence[tuple[str, int]] = ()
    asked: Sequence[str] = ()

    @property
    def highlights(self) -> int:
        """How many clippings are the reader's own."""
        return sum(clipping.work.kind is not Kind.SUMMARY for clipping in self.stated.clippings)

    @property
    def works(self) -> int:
        """How many works the clippings are from."""
        return len({clipping.work for clipping in self.stated.clippings})

    @property
    def dates(self) -> Mapping[DateSource, int]:
        """How many clippings have their date from where; who states none has that of the file."""
        marks = (clipping.marked for clipping in self.stated.clippings)
        return Counter(mark.source if mark else DateSource.FILE for mark in marks)

    def count(self, field: str) -> int:
        """How many clippings have something in ``field``."""
        return sum(bool(getattr(clipping, field)) for clipping in self.stated.clippings)

    def words_at(self, problem: Problem) -> str:
        """The first words of the line of ``problem``; none when it is about the whole file."""
        if not problem.line or self.document is None:
            return ""
        lines = self.document.text.split("\n", problem.line)
        line = lines[problem.line - 1] if problem.line <= len(lines) else ""
        return fit_columns(one_line(line[: 4 * _WIDTH]), _WIDTH)


def diagnose(path: str, reader: Reader) -> Diagnosis:
    """What the file at ``path`` states, and who recognises it."""
    name = shown(path)
    decoded = reader.text_of(path)
    if isinstance(decoded, Unread):
        return Diagnosis(Statement(SourceFile(name, 0, 0), problems=[decoded.trouble.at(name)]))
    state = Path(path).stat()
    file = SourceFile(name, state.st_size, state.st_mtime_ns)
    stated = reader.stated_by(file, decoded)
    if isinstance(decoded, NotText):
        return Diagnosis(stated)
    document = reader.document(file, decoded.text)
    return Diagnosis(stated, document, _claims(document), [format_.NAME for format_ in asked(document)])


def _claims(document: Document) -> list[tuple[str, int]]:
    try:
        return [(format_.NAME, score) for score, format_ in claims(document)]
    except Exception:  # a bug of a format: told among the problems of the file
        log.info(BUG_MET, document.path, exc_info=True)
        return []
