"""What the exports of Kindle's apps share: rows in the order of the book, and notes that follow their highlight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digest.intake.document import Document
from digest.intake.formats.kindle import Place, Sort, alone, without_limit
from digest.model.clipping import Clipping, Problem, StatedWork

_LONGEST = 60
"""Locations that a highlight covers at most: a location is about 150 letters."""


class Row(NamedTuple):
    """A highlight, a note or a bookmark; a row is at its first location, a note at the last of its highlight."""

    line: int
    sort: Sort
    text: str
    place: Place
    color: str = ""
    heading: str = ""


def read_rows(document: Document, work: StatedWork, rows: Sequence[Row]) -> Iterator[Clipping | Problem]:
    """The highlights, each with the notes that follow it; bookmarks are none."""
    marked: tuple[Clipping, Place] | None = None
    for position, row in enumerate(rows, 1):
        text, is_cut = without_limit(row.text)
        if is_cut:
            yield document.problem(row.line, "the book lets out no more of its words", "its publisher decides that")
        if row.sort == "note":
            if not text:
                continue
            if marked and _follows(row.place, marked[1]):
                clipping, place = marked
                marked = clipping._replace(note=f"{clipping.note}\n\n{text}".strip()), place
            else:
                yield alone(document, row.line, text)
            continue
        if marked:
            yield marked[0]
            marked = None
        if row.sort == "highlight" and text:
            clipping = Clipping(work, text, row.line, color=row.color, heading=row.heading, position=position)
            marked = clipping, row.place
        elif row.sort == "highlight" and not is_cut:
            yield document.problem(row.line, "a highlight without words", "perhaps a picture was marked")
    if marked:
        yield marked[0]


def _follows(note: Place, mark: Place) -> bool:
    """Whether a note at ``note`` can be about the highlight that begins at ``mark``."""
    return note.unit != mark.unit or not note.unit or 0 <= note.end - mark.start <= _LONGEST
