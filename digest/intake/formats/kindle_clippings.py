"""``My Clippings.txt``, the file in which a Kindle keeps what was marked on it, in the language it is set to.

    Title (Author)
    - Your Highlight on page 11 | Location 111-114 | Added on Tuesday, September 22, 2020 9:23:48 AM

    words of the highlight
    ==========

The file only grows: a highlight that was extended stands there again in its new words, and the old ones stay. A
note is a record of its own at the place where its highlight ends, before it or after it. KOReader writes the same
shape. What stays the same in all languages is the line of ``=`` and the line with ``|`` and a date.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.formats.kindle import Place, Sort, alone, place_of, sort_of, without_limit
from digest.intake.longdates import read_long_date
from digest.intake.stamps import not_a_date, stamped
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "kindle-clippings"
SHAPE: Shape = "text"
SUREST = 90

_SEPARATOR = "=" * 10
_RECORD = re.compile(
    r"(?:\A\s*+|^={10}[ \t]*+\n\s*+)[^\n]++\n[ \t]*+[-–—][^\n|\d]*+\d[^\n|]*+\|[^\n\d]*+\d", re.MULTILINE
)
_STATES = re.compile(r"\s*+[-–—][^|]*+\|\D*+\d")
_BRACKETS = {")": "(", "）": "（"}
_NOBODY = frozenset(("", "unknown", "n/a", "unknown author"))
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_LINES_BEFORE = 8
"""Lines before the first record: words of one whose beginning was cut off."""
_WIDEST = 40
"""Locations of one highlight at which others are looked for; a page has about fifteen."""
_NEAR = 25
"""Records at one place that are looked at, on either side."""


class _Record(NamedTuple):
    """One record of the file; ``sort`` is None when its language is not known. ``line`` is that of its words."""

    order: int
    line: int
    work: StatedWork
    sort: Sort | None
    place: Place
    moment: datetime | None
    text: str
    dated: str


def identify(document: Document) -> int:
    """High for a title, a line with ``|`` and numbers, and lines of ten ``=`` between them, from the beginning on.

    Programs that read such files hold records too, but far below their first line.
    """
    if _SEPARATOR not in document.head:
        return 0
    record = _RECORD.search(document.head)
    return 90 if record and document.head.count("\n", 0, record.start()) <= _LINES_BEFORE else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file, each in its last words; problems of single records come first."""
    books: dict[StatedWork, list[_Record]] = defaultdict(list)
    foreign = None
    for record in _records(document):
        if isinstance(record, Problem):
            yield record
            continue
        if record.sort == "bookmark" or (record.sort is None and not record.text):
            continue
        if record.sort is None:
            foreign = foreign or record
        elif record.moment is None:
            yield not_a_date(document, record.line, record.dated)
        text, is_cut = without_limit(record.text)
        if is_cut:
            yield document.problem(
                record.line, "the book lets out no more of its words", "its publisher decides that"
            )
        elif not text:
            hint = "perhaps a picture was marked" if record.sort == "highlight" else ""
            yield document.problem(record.line, f"a {record.sort} without words", hint)
        if text:
            books[record.work].append(record._replace(text=text))
    if foreign:
        hint = "all its records were taken for highlights; set the Kindle to English to have them told apart"
        yield document.problem(foreign.line, "notes cannot be told from highlights in this language", hint)
    stated = [said for records in books.values() for said in _book(document, records)]
    yield from sorted(stated, key=lambda said: said.line)


def _records(document: Document) -> Iterator[_Record | Problem]:
    """The records between the separators; two of them where a separator was lost."""
    works: dict[str, StatedWork] = {}
    order = 0
    for first, lines in _blocks(document.text):
        starts = _starts(lines, document.zone)
        if not starts:
            hint = "it should have a title, and below it a line with | and a date"
            yield document.problem(first, "not a record of a Kindle", hint)
            continue
        for start, end in zip(starts, [*(start - 1 for start in starts[1:]), len(lines)], strict=True):
            title = lines[start - 1] if start else ""
            work = works.get(title) or works.setdefault(title, _work(title, document))
            *words, dated = lines[start].split("|")
            stated = " | ".join(words)
            body = [line.rstrip() for line in lines[start + 1 : end]]
            skipped = next((number for number, line in enumerate(body) if line), 0)
            order += 1
            yield _Record(
                order,
                first + start + 1 + skipped if any(body) else first + start,
                work,
                sort_of(stated),
                place_of(stated),
                read_long_date(dated, document.zone),
                "\n".join(body).strip(),
                dated.strip(),
            )


def _blocks(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The lines between separators, with the number of the first that is not blank.

    Where files were joined, a title can follow a separator on its line.
    """
    block: list[str] = []
    first = 1
    text = text.rstrip(" \t\n=")  # a file that was cut within its last separator
    for number, line in enumerate([*text.split("\n"), _SEPARATOR], 1):
        before, separator, after = line.partition(_SEPARATOR)
        if block or before.strip():
            first = first if block else number
            block.append(before)
        if separator:
            if block:
                yield first, block
            after = after.strip("=")
            first, block = number, [after] if after.strip() else []


def _starts(lines: Sequence[str], zone: tzinfo) -> list[int]:
    """The lines that say what a record is: the second or first, and any later one that has a date as well."""
    starts = [number for number, line in enumerate(lines[:2]) if _STATES.match(line)][-1:]
    later = range(starts[0] + 2 if starts else 2, len(lines))
    return starts + [
        number
        for number in later
        if "|" in lines[number] and _STATES.match(lines[number])
        if sort_of(lines[number]) and read_long_date(lines[number].rpartition("|")[2], zone)
    ]


def _work(line: str, document: Document) -> StatedWork:
    """The book: its author stands in the last brackets of the line, which may hold brackets."""
    title = one_line(line)
    author = ""
    if opened := _BRACKETS.get(title[-1:]):
        depth = 0
        for place in range(len(title) - 1, -1, -1):
            depth += (title[place] == title[-1]) - (title[place] == opened)
            if depth == 0:
                if title[:place].strip():
                    title, author = title[:place].strip(), title[place + 1 : -1].strip()
                break
    if "@" in author or author.lower() in _NOBODY:  # sent to the Kindle by mail, or KOReader knew of none
        author = ""
    return StatedWork(title or document.stem, Kind.BOOK, author=author, app="Kindle")


class _Mark(NamedTuple):
    """A highlight: its last words, and all places at which it stood."""

    record: _Record
    places: tuple[Place, ...]
    position: int


class _Shelf:
    """The highlights of one book, found by the places they cover."""

    def __init__(self) -> None:
        self.marks: dict[int, _Mark] = {}
        self._at: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._ending: dict[tuple[str, int], list[int]] = defaultdict(list)

    def put(self, record: _Record) -> None:
        """Place a highlight; those that it is a later form of go."""
        covered = _covered(record.place)
        found = {order for spot in covered for order in self._at[spot][-_NEAR:] if order in self.marks}
        earlier = [self.marks.pop(order) for order in sorted(found) if _is_edit(self.marks[order].record, record)]
        forms = [*(mark.record for mark in earlier), record]
        last = max(forms, key=lambda form: (form.moment or _LONG_AGO, form.order))
        places = (*(place for mark in earlier for place in mark.places), record.place)[-_NEAR:]
        position = min(*(mark.position for mark in earlier), record.place.start, record.place.start)
        self.marks[last.order] = _Mark(last, places, position)
        for place in places:
            for spot in _covered(place):
                self._at[spot].append(last.order)
            self._ending[place.unit, place.end].append(last.order)

    def marked(self, note: _Record) -> int | None:
        """The highlight a note is about: of those that end at its place, or cover it, the one nearest in time."""
        spot = note.place.unit, note.place.end
        for orders in (self._ending.get(spot, ()), self._at.get(spot, ())):
            alive = [order for order in dict.fromkeys(orders[-200:]) if order in self.marks]
            if alive:
                return min(alive, key=lambda order: _distance(self.marks[order].record, note))
        return None


def _book(document: Document, records: Sequence[_Record]) -> Iterator[Clipping | Problem]:
    """The highlights of one book with their notes; a problem for a note that is about none."""
    shelf = _Shelf()
    for record in records:
        if record.sort != "note":
            shelf.put(record)
    notes: dict[int, list[_Record]] = defaultdict(list)
    for record in records:
        if record.sort == "note":
            order = shelf.marked(record)
            if order is None:
                yield alone(document, record.line, record.text)
            else:
                notes[order] = [*(old for old in notes[order][-_NEAR:] if not _is_edit(old, record)), record]
    for order, mark in shelf.marks.items():
        yield Clipping(
            mark.record.work,
            mark.record.text,
            mark.record.line,
            note="\n\n".join(note.text for note in notes[order]),
            marked=stamped(mark.record.moment),
            position=mark.position,
        )


def _covered(place: Place) -> list[tuple[str, int]]:
    wide = range(place.start, min(place.end, place.start + _WIDEST) + 1)
    return [(place.unit, number) for number in wide]


def _is_edit(old: _Record, new: _Record) -> bool:
    """Whether two records at one place are one highlight, or one note, before and after a change of its words.

    A few words out of the middle of a longer passage, marked after it, are a highlight of their own; a page is so
    large a place that the same goes for its first and last words. A mark that was moved keeps words of the book,
    so one form holds the other; a note may be reworded.
    """
    before, after = " ".join(old.text.split()), " ".join(new.text.split())
    if before in after:
        return True
    if after in before:
        shares_end = before.startswith(after) or before.endswith(after)
        return 2 * len(after) >= len(before) or (shares_end and old.place.unit == "location")
    half = max(min(len(before), len(after)) // 2, 12)
    return new.sort == "note" and before[:half] == after[:half]


def _distance(mark: _Record, note: _Record) -> tuple[float, int]:
    apart = (mark.moment - note.moment).total_seconds() if mark.moment and note.moment else 0.0
    return abs(apart), abs(mark.order - note.order)
