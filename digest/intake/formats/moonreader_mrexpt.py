"""Moon+ Reader's bookmarks: ``.mrexpt`` as exported, and the ``.an`` of its backups for all books but PDF.

Three lines (a number, ``indent:false``, ``trim:false``), then for each record a line ``#`` and, each on a line of
its own: id, title, path, path in lower case, chapter, part of the chapter, offset, length, colour, milliseconds
since 1970, the title of a bookmark, note, words, and whether they are underlined or struck through. A line end
within is ``<BR>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from digest.core.text import one_line
from digest.intake.dates import read_unix
from digest.intake.document import Document, Shape
from digest.intake.formats.moonreader import color_of, number
from digest.intake.stamps import stamped
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "moonreader-mrexpt"
SHAPE: Shape = "text"
SUREST = 95

_BEGINNING = re.compile(r"\s*+\d+\s*\nindent:\w+\s*\ntrim:\w+", re.ASCII)
_FEWEST = 13
"""Lines of a record down to its words."""


def identify(document: Document) -> int:
    """Sure of the three lines at the top."""
    return 95 if "indent:" in document.head[:200] and _BEGINNING.match(document.head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a highlight that stands there twice once, as it stands last."""
    found: dict[object, Clipping] = {}
    for line, record in _records(document.text):
        if len(record) < _FEWEST or not read_unix(record[9]):
            yield document.problem(line, "a record that has lost lines", "export the bookmarks again")
            continue
        bookmark, note, words = (_unbroken(stated) for stated in record[10:13])
        if words:
            found[record[0], record[2]] = _clipping(document, line, record, words, note)
        elif note and not bookmark:
            yield document.problem(line, f"a note without a highlight: {note[:80]!r}", "mark the words it is about")
    yield from found.values()


def _records(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The lines of each record without its ``#``, and the number of that line."""
    lines = [line.strip() for line in text.split("\n")]
    starts = [place for place, line in enumerate(lines[:-1]) if line == "#" and lines[place + 1].isdecimal()]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        yield start + 1, lines[start + 1 : end]


def _clipping(document: Document, line: int, record: Sequence[str], words: str, note: str) -> Clipping:
    id_, title, path, _, chapter, part, offset, _, color, moment = record[:10]
    file = PurePosixPath(path)
    work = StatedWork(one_line(title) or one_line(file.stem) or document.stem, Kind.BOOK, app="Moon+ Reader")
    return Clipping(
        work,
        words,
        line + _FEWEST,
        key=f"moonreader:{id_} {file.name}",
        note=note,
        color=color_of(color),
        marked=stamped(read_unix(moment)),
        position=(number(chapter) * 1_000 + number(part)) * 1_000_000 + number(offset),
    )


def _unbroken(stated: str) -> str:
    return stated.replace("<BR>", "\n").strip()
