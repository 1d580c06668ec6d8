"""The ``.an`` of Moon+ Reader's backups for a PDF, which is one long line.

    8#A*#1#A1#1508150392992#A2#0#A3#23#A4#-256#A5#0#A6#note#A7#words#A@##A*#…

``A*`` is the page, ``A1`` the moment in milliseconds since 1970, ``A2`` to ``A3`` the letters of the page, ``A4``
the colour. The file does not say which book it is about; its name does.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.formats.moonreader import color_of, number
from digest.intake.lines import Lines
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "moonreader-pdf"
SHAPE: Shape = "text"
SUREST = 90

_BEGIN, _END = "#A*#", "#A@#"
_MARKS = ("#A1#", "#A2#", "#A3#", "#A4#", "#A5#", "#A6#", "#A7#")


def identify(document: Document) -> int:
    """High for the marks between the fields of a first record."""
    head = document.head[:4_000]
    return 90 if _BEGIN in head[:40] and all(mark in head for mark in _MARKS[:-1]) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    title = document.stem.removesuffix(".pdf").removesuffix(".PDF")
    work = StatedWork(title or document.stem, Kind.BOOK, app="Moon+ Reader")
    lines = Lines(document.text)
    place = document.text.find(_BEGIN)
    while place >= 0:
        after = document.text.find(_BEGIN, place + len(_BEGIN))
        record, end, _ = document.text[place + len(_BEGIN) : after if after >= 0 else None].partition(_END)
        fields = []
        for mark in _MARKS:
            field, found, record = record.partition(mark)
            fields.append(field if found else None)
        page, moment, start, _, color, _, note = fields
        words = record.strip()
        line = lines.at(place)
        if None in fields or not end:
            yield document.problem(line, "a record that breaks off", "copy the file from the device again")
        elif words:
            marked = yield from read_stamp(document, line, moment or "")
            yield Clipping(
                work,
                words,
                line,
                note=(note or "").strip(),
                color=color_of(color or ""),
                marked=marked,
                position=number(page or "") * 1_000_000 + number(start or ""),
            )
        place = after
