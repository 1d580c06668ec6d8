"""A file's records against what the library knows: new, amended or known.

A record is the same highlight as one in the library when, asked in this order,

1. the exporter gave both the same key;
2. both have the same text in the same work;
3. the text is the same and the highlight stood in this file, or only in files that are gone: the note was
   retitled or moved;
4. this file lost one highlight and gained another whose text is much like it: it was edited.

Two that the exporter gave different keys are never the same.

What a file says of a highlight replaces what the library has, so a deleted note is gone. While another file holds
the highlight too, silence takes nothing away, and a copy that turns up without a key only adds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from rapidfuzz.fuzz import ratio

from digest.core.identity import comparable
from digest.model.clipping import DateSource, Markup, Problem, SourceFile, Stamp, StatedWork

ALIKE = 70.0
"""Least likeness (``rapidfuzz.fuzz.ratio``, 0 to 100) of a text and its edited form."""

_NEAR = 500
_TRUST = tuple(DateSource)

T = TypeVar("T")


class Record(NamedTuple):
    """A highlight as it is stated, or as it stands in the library, with its fingerprints.

    ``point`` tells the points of a summary from the reader's own highlights.
    """

    work: bytes
    fingerprint: bytes
    text: str
    markup: Markup
    marked: Stamp
    point: bool = False
    key: str = ""
    note: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    color: str = ""
    heading: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file states, ready to be merged.

    ``format`` is empty when no format recognised the file. ``records`` come with their lines. ``works`` are
    those of the records, by fingerprint.
    """

    file: SourceFile
    format: str = ""
    records: Sequence[tuple[Record, int]] = ()
    works: Mapping[bytes, StatedWork] = field(default_factory=dict)
    problems: Sequence[Problem] = ()


class Known(NamedTuple):
    """A highlight of the library: its id, what is stated of it, and in how many files it stands."""

    id: int
    record: Record
    files: int = 0


class Decision(NamedTuple):
    """What becomes of one record: the highlight's id, how it shall stand, and whether that is news.

    ``kind`` is what the reader is told; ``write`` says that the library's row changes (a highlight can move
    within its work without being amended).
    """

    kind: Literal["new", "amended", "known"]
    write: bool
    id: int
    record: Record


@dataclass(slots=True)
class Shelf:
    """What the library knows, as far as a batch of files needs it; brought up to date with every decision.

    ``known`` holds highlights by id. ``adrift`` holds, by text, those that stood only in files that are gone.
    ``erased`` holds the keys and the texts' fingerprints of what the reader had erased.
    """

    known: dict[int, Known] = field(default_factory=dict)
    adrift: dict[bytes, int] = field(default_factory=dict)
    erased: frozenset[str | bytes] = frozenset()
    _by_key: dict[str, int] = field(default_factory=dict)
    _by_text: dict[tuple[bytes, bytes], int] = field(default_factory=dict)

    def place(self, known: Known) -> None:
        """Let ``known`` be found as it stands now: by its id, by its key, and by its text in its work."""
        id_, record, _ = known
        if before := self.known.get(id_):
            place = before.record.work, before.record.fingerprint
            if self._by_text.get(place) == id_:
                del self._by_text[place]
        self.known[id_] = known
        self._by_text[record.work, record.fingerprint] = id_
        if record.key:
            self._by_key[record.key] = id_

    def with_key(self, record: Record) -> int | None:
        """The highlight to which the exporter gave the key of ``record``."""
        return self._by_key.get(record.key) if record.key else None

    def with_text(self, record: Record) -> int | None:
        """The highlight that has the text of ``record`` in its work."""
        id_ = self._by_text.get((record.work, record.fingerprint))
        return id_ if id_ is not None and self.may_be(id_, record) else None

    def adrift_with_text(self, record: Record) -> int | None:
        """The highlight adrift that has the text of ``record``, unless a file has claimed it by now."""
        id_ = self.adrift.get(record.fingerprint)
        return id_ if id_ is not None and self.known[id_].files == 0 else None

    def may_be(self, id_: int, record: Record) -> bool:
        """Whether the exporter leaves it open that the two are the same."""
        key = self.known[id_].record.key
        return not key or not record.key or key == record.key

    def was_erased(self, record: Record) -> bool:
        """Whether the reader had this record erased, and nothing that is known is the same."""
        return (
            (record.key in self.erased or record.fingerprint in self.erased)
            and self.with_key(record) is None
            and self.with_text(record) is None
        )


def decide(records: Iterable[Record], shelf: Shelf, here: Collection[int], ids: Iterator[int]) -> list[Decision]:
    """One decision per record of a file, in order; erased ones must have been taken out.

    Args:
        records: what the file states.
        shelf: what the library knows; brought up to date with each decision.
        here: the highlights, all on the shelf, that this file held when it was last read.
        ids: where a new highlight's id comes from.
    """
    records = list(records)
    found = _stated_before(records, shelf)
    if None in found and (here or shelf.adrift):
        _find_moved(records, found, shelf, here)
        _find_edited(records, found, shelf, here)
    held = set(here)
    decisions = []
    for record, match in zip(records, found, strict=True):
        id_ = match
        if id_ is None or not shelf.may_be(id_, record):
            # What this very file stated a moment ago is on the shelf only now.
            id_ = shelf.with_key(record) or shelf.with_text(record)
        if id_ is None:
            decision, files = Decision("new", True, next(ids), record), 1
        else:
            known, stood_here = shelf.known[id_], id_ in held
            decision, files = _merged(record, known, stood_here), known.files + (not stood_here)
            held.discard(id_)
        shelf.place(Known(decision.id, decision.record, files))
        decisions.append(decision)
    return decisions


def _stated_before(records: Sequence[Record], shelf: Shelf) -> list[int | None]:
    """The highlight with the key of each record, or with its text if no other record has that one's key."""
    found = [shelf.with_key(record) for record in records]
    taken = set(found)
    for number, record in enumerate(records):
        if found[number] is None and (id_ := shelf.with_text(record)) not in taken:
            found[number] = id_
    return found


def _find_moved(records: Sequence[Record], found: list[int | None], shelf: Shelf, here: Collection[int]) -> None:
    """Fill in the highlights that this file, or one that is gone, held in another work."""
    taken = set(found)
    left = {shelf.known[id_].record.fingerprint: id_ for id_ in here if id_ not in taken}
    for number, record in enumerate(records):
        if found[number] is None:
            id_ = left.pop(record.fingerprint, None) or shelf.adrift_with_text(record)
            if id_ is not None and id_ not in taken and shelf.may_be(id_, record):
                found[number] = id_
                taken.add(id_)


def _find_edited(records: Sequence[Record], found: list[int | None], shelf: Shelf, here: Collection[int]) -> None:
    """Fill in the highlights whose text this file changed, the likest pairs first."""
    taken = set(found)
    lost = [(id_, comparable(shelf.known[id_].record.text)) for id_ in here if id_ not in taken]
    if not lost:
        return
    gained = [(number, comparable(records[number].text)) for number, id_ in enumerate(found) if id_ is None]
    pairs = [
        (-likeness, number, id_)
        for rank, (number, text) in enumerate(gained)
        for id_, old_text in _around(lost, rank / len(gained))
        if (likeness := _likeness(text, old_text)) >= ALIKE
    ]
    for _, number, id_ in sorted(pairs):
        record, old = records[number], shelf.known[id_].record
        if found[number] is None and id_ not in taken and old.point == record.point and shelf.may_be(id_, record):
            found[number] = id_
            taken.add(id_)


def _around(lost: Sequence[T], place: float) -> Sequence[T]:
    """The lost ones near ``place`` (0 to 1 of the file): all in any usual file, few enough in one of 20,000."""
    rank = round(place * len(lost))
    return lost[max(0, rank - _NEAR) : rank + _NEAR]


def _likeness(one: str, other: str) -> float:
    """0 to 100; a text and its longer selection are alike when the shorter is at least half of the longer."""
    shorter, longer = sorted((one, other), key=len)
    if shorter and 2 * len(shorter) >= len(longer) and shorter in longer:
        return 100.0
    return ratio(one, other, score_cutoff=ALIKE)


def _merged(stated: Record, known: Known, stood_here: bool) -> Decision:
    old = known.record
    if stated == old:
        return Decision("known", False, known.id, old)
    stands_elsewhere = known.files > stood_here
    if not stands_elsewhere:
        record = stated
    elif stood_here or stated.key == old.key != "":
        record = _filled(stated, old)
    else:
        record = _filled(old, stated)
    record = record._replace(key=stated.key or old.key, marked=_better(old.marked, stated.marked))
    kind: Literal["known", "amended"] = "known" if _seen(record) == _seen(old) else "amended"
    return Decision(kind, record != old, known.id, record)


def _filled(record: Record, other: Record) -> Record:
    """``record``, and ``other`` where it is silent."""
    return record._replace(
        note=record.note or other.note,
        url=record.url or other.url,
        tags=record.tags or other.tags,
        color=record.color or other.color,
        heading=record.heading or other.heading,
    )


def _seen(record: Record) -> tuple[object, ...]:
    """What the eye sees of a highlight: a moved line or a better date is no amendment."""
    return (
        record.fingerprint,
        record.markup,
        record.note,
        record.url,
        record.tags,
        record.color,
        record.heading,
    )


def _better(old: Stamp, new: Stamp) -> Stamp:
    """The date from the more trustworthy source; a file's time or a first sight never changes again."""
    if new.source in (DateSource.FILE, DateSource.FIRST_SEEN) and new.source == old.source:
        return old
    return new if _TRUST.index(new.source) <= _TRUST.index(old.source) else old
