"""A file's records against what the library knows: new, amended or known.

A record is the same highlight as one in the library when, asked in this order,

1. the exporter gave both the same key;
2. both have the same text in the same work (``identity.text_fingerprint``);
3. the text is the same and the highlight stood in this file alone, or stands nowhere any more: the note was
   retitled or moved;
4. this file held one highlight and lost it, and so did all others that held it, or one of the same work went with
   a file in this scan; and this file gained another whose text is much like it: it was edited;
5. one of them is a longer selection of the other in the same work, and this file does not state both.

Two that one program gave different keys are never the same. What stands in another file too stays what it is
there: this file has not lost it.

What a file says of a highlight replaces what the library has, so a deleted note is gone. While another file holds
the highlight too, silence takes nothing away. Files that are met in one scan are joined by a rule that does not
ask for their order (``_joined``): which of them is read first makes no difference.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from rapidfuzz.fuzz import ratio

from digest.core.edges import Edges
from digest.core.identity import Names, comparable, distinctive, folded
from digest.model.clipping import DateSource, Markup, Problem, SourceFile, Stamp, StatedWork

ALIKE = 85.0
"""Least likeness (``rapidfuzz.fuzz.ratio``, 0 to 100) of a text and its edited form.

Measured on sentences of 60 to 70 characters: 99 with a typo put right, 97 with other quotation marks, 92 with a
word or two put in.
"""

_NEAR = 500
_NUMBER = re.compile(r"\d+|[〇零一二两三四五六七八九十百千万]+")
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
    those of the records, each of which names the surest of their names.
    """

    file: SourceFile
    format: str = ""
    records: Sequence[tuple[Record, int]] = ()
    works: Mapping[Names, StatedWork] = field(default_factory=dict)
    problems: Sequence[Problem] = ()


class Known(NamedTuple):
    """A highlight of the library: its id, what is stated of it, and in how many files it stands."""

    id: int
    record: Record
    files: int = 0


class Erased(NamedTuple):
    """What is remembered of a highlight that the reader had erased."""

    work: bytes
    fingerprint: bytes
    key: str = ""

    def is_(self, record: Record) -> bool:
        """Whether the keys of one program are the same; else whether the text is, in its work or distinctive."""
        if _comparable_keys(self.key, record.key):
            return self.key == record.key
        return self.fingerprint == record.fingerprint and (self.work == record.work or distinctive(record.text))


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

    ``known`` holds highlights by id. ``adrift`` holds, by the fingerprint of their text, those that stood nowhere
    any more when the scan began; the ones that a record could be are on the shelf. ``just_lost`` are those that
    went with a file in this scan. ``dropped`` are those that several files held and none of these states any
    more, for one edit came with all of them, until a record is one of them. ``erased`` holds what the reader had
    erased, by key and by the fingerprint of the text. Ids from ``first_new`` on were given in this scan.
    """

    known: dict[int, Known] = field(default_factory=dict)
    adrift: Mapping[bytes, Sequence[int]] = field(default_factory=dict)
    just_lost: Collection[int] = frozenset()
    dropped: set[int] = field(default_factory=set)
    erased: Mapping[str | bytes, Sequence[Erased]] = field(default_factory=dict)
    first_new: int = 0
    _by_key: dict[str, int] = field(default_factory=dict)
    _by_text: dict[tuple[bytes, bytes], int] = field(default_factory=dict)
    _of_work: dict[bytes, set[int]] = field(default_factory=lambda: defaultdict(set))
    _just_lost_of: dict[bytes, list[int]] = field(default_factory=lambda: defaultdict(list))
    _edges_of: dict[bytes, Edges] = field(default_factory=dict)

    def place(self, known: Known) -> None:
        """Let ``known`` be found as it stands now: by its id, by its key, and by its text in its work."""
        id_, record, _ = known
        if before := self.known.get(id_):
            place = before.record.work, before.record.fingerprint
            if self._by_text.get(place) == id_:
                del self._by_text[place]
            self._of_work[before.record.work].discard(id_)
        if before is None or (before.record.work, before.record.text) != (record.work, record.text):
            if before and (edges := self._edges_of.get(before.record.work)):
                edges.remove(id_, folded(before.record.text))
            if edges := self._edges_of.get(record.work):
                edges.add(id_, folded(record.text))
        self.known[id_] = known
        self._by_text[record.work, record.fingerprint] = id_
        self._of_work[record.work].add(id_)
        if id_ in self.just_lost:
            self._just_lost_of[record.work].append(id_)
        if record.key:
            self._by_key[record.key] = id_

    def with_key(self, record: Record) -> int | None:
        """The highlight to which the exporter gave the key of ``record``."""
        return self._by_key.get(record.key) if record.key else None

    def with_text(self, record: Record) -> int | None:
        """The highlight that has the text of ``record`` in its work."""
        id_ = self._by_text.get((record.work, record.fingerprint))
        return id_ if id_ is not None and self.may_be(id_, record) else None

    def adrift_with_text(self, record: Record) -> list[int]:
        """The highlights adrift with the text of ``record`` that no file has claimed yet, its work's first."""
        there = [self.known[id_] for id_ in self.adrift.get(record.fingerprint, ())]
        unclaimed = [known for known in there if not known.files and known.record.fingerprint == record.fingerprint]
        return [known.id for known in sorted(unclaimed, key=lambda known: known.record.work != record.work)]

    def just_lost_of(self, works: Iterable[bytes]) -> list[int]:
        """The highlights of ``works`` that files gone in this scan alone held, and that none has claimed yet."""
        return [id_ for work in works for id_ in self._just_lost_of.get(work, ()) if not self.known[id_].files]

    def of_work(self, work: bytes) -> Collection[int]:
        """The highlights of ``work``."""
        return self._of_work.get(work, ())

    def begin_or_end_like(self, work: bytes, text: str) -> list[tuple[int, str]]:
        """The highlights of ``work`` that ``core.edges`` finds like ``text``, a folded one, by their ids."""
        if work not in self._edges_of:
            self._edges_of[work] = Edges((id_, folded(self.known[id_].record.text)) for id_ in self.of_work(work))
        return self._edges_of[work].like(text)

    def may_be(self, id_: int, record: Record) -> bool:
        """Whether no program says that the two are not the same."""
        key = self.known[id_].record.key
        return key == record.key or not _comparable_keys(key, record.key)

    def was_erased(self, record: Record) -> bool:
        """Whether the reader had this record erased, and nothing that is known is the same."""
        candidates = (*self.erased.get(record.key, ()), *self.erased.get(record.fingerprint, ()))
        return (
            any(erased.is_(record) for erased in candidates)
            and self.with_key(record) is None
            and self.with_text(record) is None
        )


def dropped(held: Mapping[int, Collection[int]], stated: Mapping[int, Iterable[Record]], shelf: Shelf) -> set[int]:
    """The highlights that stand in several files, and that none of these states any more.

    Args:
        held: the highlights, all on the shelf, that each file held when it was last read.
        stated: what each of these files states now.
        shelf: what the library knows.
    """
    lost: Counter[int] = Counter()
    for file, ids in held.items():
        records = list(stated[file])
        texts = {(record.work, record.fingerprint) for record in records}
        keys = {record.key for record in records}
        for id_ in ids:
            record = shelf.known[id_].record
            if (record.work, record.fingerprint) not in texts and (not record.key or record.key not in keys):
                lost[id_] += 1
    return {id_ for id_, files in lost.items() if files == shelf.known[id_].files > 1}


def decide(records: Iterable[Record], shelf: Shelf, here: Collection[int], ids: Iterator[int]) -> list[Decision]:
    """One decision per record of a file, in order; erased ones must have been taken out.

    Args:
        records: what the file states.
        shelf: what the library knows; brought up to date with each decision.
        here: the highlights, all on the shelf, that this file held when it was last read.
        ids: where a new highlight's id comes from.
    """
    records = list(records)
    held = set(here)
    decisions = []
    for record, match in zip(records, _recognised(records, shelf, here), strict=True):
        id_ = match
        if id_ is None or not shelf.may_be(id_, record):
            # What this very file stated a moment ago is on the shelf only now.
            id_ = shelf.with_key(record) or shelf.with_text(record)
        if id_ is None:
            decision, files = Decision("new", True, next(ids), record), 1
        else:
            known, stood_here = shelf.known[id_], id_ in held
            is_newer = stood_here or (record.key == known.record.key != "" and id_ < shelf.first_new)
            decision = _merged(record, known, stands_elsewhere=known.files > stood_here, is_newer=is_newer)
            files = known.files + (not stood_here)
            held.discard(id_)
            shelf.dropped.discard(id_)
        shelf.place(Known(decision.id, decision.record, files))
        decisions.append(decision)
    for id_ in held:
        shelf.known[id_] = shelf.known[id_]._replace(files=shelf.known[id_].files - 1)
    return decisions


def _recognised(records: Sequence[Record], shelf: Shelf, here: Collection[int]) -> list[int | None]:
    """The highlight that each record is, as far as it was known before this file was read."""
    found = _stated_before(records, shelf)
    only_here = [id_ for id_ in here if shelf.known[id_].files == 1 or id_ in shelf.dropped]
    of_works = any(map(shelf.of_work, {record.work for record in records}))
    if not (only_here or shelf.adrift or shelf.just_lost or of_works):
        return found  # there is nothing that could be found again
    unknown = _firsts(records, found)
    taken = set(found)
    for pairs in (_moved, _edited, _reselected):
        gained = [(number, records[number]) for number in unknown if found[number] is None]
        lost = [id_ for id_ in only_here if id_ not in taken]
        for number, id_ in pairs(gained, lost, shelf):
            if found[number] is None and id_ not in taken and shelf.may_be(id_, records[number]):
                found[number] = id_
                taken.add(id_)
    return found


def _stated_before(records: Sequence[Record], shelf: Shelf) -> list[int | None]:
    """The highlight with the key of each record, or with its text if no other record has that one's key."""
    found = [shelf.with_key(record) for record in records]
    taken = set(found)
    for number, record in enumerate(records):
        if found[number] is None and (id_ := shelf.with_text(record)) not in taken:
            found[number] = id_
    return found


def _firsts(records: Sequence[Record], found: Sequence[int | None]) -> list[int]:
    """The numbers of the records not found; of those that are one highlight, the first."""
    firsts: dict[tuple[bytes, bytes, str], int] = {}
    for number, record in enumerate(records):
        if found[number] is None:
            firsts.setdefault((record.work, record.fingerprint, record.key), number)
    return list(firsts.values())


def _moved(gained: Sequence[tuple[int, Record]], lost: Sequence[int], shelf: Shelf) -> Iterator[tuple[int, int]]:
    """Each record with the highlights that had its text in another work: lost by this file, or adrift."""
    lost_with_text: dict[bytes, list[int]] = defaultdict(list)
    for id_ in lost:
        lost_with_text[shelf.known[id_].record.fingerprint].append(id_)
    for number, record in gained:
        for id_ in (*lost_with_text[record.fingerprint], *shelf.adrift_with_text(record)):
            yield number, id_


def _edited(gained: Sequence[tuple[int, Record]], lost: Sequence[int], shelf: Shelf) -> Iterator[tuple[int, int]]:
    """The records with the highlights of which they are an edited form, the likest pairs first.

    Besides what this file lost, that may be what went with a file in this scan: a note moved and edited at once.
    """
    works = {record.work for _, record in gained}
    lost = list(dict.fromkeys([*lost, *shelf.just_lost_of(works)]))
    if not lost:
        return
    old = [(id_, shelf.known[id_].record.point, comparable(shelf.known[id_].record.text)) for id_ in lost]
    new = [(number, record.point, comparable(record.text)) for number, record in gained]
    alike = [
        (-likeness, number, id_)
        for rank, (number, point, text) in enumerate(new)
        for id_, old_point, old_text in _around(old, rank / len(new))
        if point == old_point and (likeness := _likeness(text, old_text))
    ]
    for _, number, id_ in sorted(alike):
        yield number, id_


def _reselected(gained: Sequence[tuple[int, Record]], _: object, shelf: Shelf) -> Iterator[tuple[int, int]]:
    """The records with the highlights of their work that begin or end as they do, and are longer or shorter."""
    for number, record in gained:
        text = folded(record.text)
        for id_, other_text in shelf.begin_or_end_like(record.work, text):
            other = shelf.known[id_].record
            if other.point == record.point and _is_part(*sorted((text, other_text), key=len)):
                yield number, id_


def _is_part(shorter: str, longer: str) -> bool:
    """Whether ``longer`` begins or ends with ``shorter``, which is half of it at least and distinctive."""
    is_edge = longer.startswith(shorter) or longer.endswith(shorter)
    cuts_no_number = _numbers(shorter) <= _numbers(longer)
    return is_edge and cuts_no_number and 2 * len(shorter) >= len(longer) and distinctive(shorter)


def _around(lost: Sequence[T], place: float) -> Sequence[T]:
    """The lost ones near ``place`` (0 to 1 of the file): all in any usual file, few enough in one of 20,000."""
    rank = round(place * len(lost))
    return lost[max(0, rank - _NEAR) : rank + _NEAR]


def _likeness(one: str, other: str) -> float:
    """``ALIKE`` to 100, or 0 when neither can be an edited form of the other.

    A text and its longer selection are alike when the shorter is at least half of the longer. Another number is
    another statement: "chapter 3" is no edited form of "chapter 4".
    """
    shorter, longer = sorted((one, other), key=len)
    if shorter and 2 * len(shorter) >= len(longer) and shorter in longer and _numbers(shorter) <= _numbers(longer):
        return 100.0
    likeness = ratio(one, other, score_cutoff=ALIKE)
    return likeness if likeness and _numbers(one) == _numbers(other) else 0.0


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def _merged(stated: Record, known: Known, *, stands_elsewhere: bool, is_newer: bool) -> Decision:
    old = known.record
    if stated == old:
        return Decision("known", False, known.id, old)
    if not stands_elsewhere:
        record = stated
    elif is_newer:
        record = _filled(stated, old)
    else:
        record = _joined(stated, old)
    record = record._replace(
        key=record.key or old.key, marked=_better(old.marked, stated.marked, both=stands_elsewhere)
    )
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


def _joined(one: Record, other: Record) -> Record:
    """All that two files say of one highlight, the same whichever of them is asked first.

    One that has a key, and the longer text, decides; notes that differ are kept both, tags are put together.
    """
    lead = max(one, other, key=lambda record: (record.key != "", len(record.text), record.text, record.key))
    return lead._replace(
        note="\n\n".join(_notes(one.note, other.note)),
        url=_fuller(one.url, other.url),
        tags=one.tags if one.tags == other.tags else tuple(sorted({*one.tags, *other.tags})),
        color=_fuller(one.color, other.color),
        heading=_fuller(one.heading, other.heading),
    )


def _notes(one: str, other: str) -> Iterable[str]:
    """Both notes in an order of their own; one alone when it holds the other."""
    one, other = sorted((one, other), key=lambda note: (len(note), note))
    return (other,) if folded(one) in folded(other) else (one, other)


def _fuller(one: str, other: str) -> str:
    return max(one, other, key=lambda text: (len(text), text))


def _comparable_keys(one: str, other: str) -> bool:
    """Whether one program gave both keys, so that they tell its highlights apart."""
    return bool(one and other) and one.partition(":")[0] == other.partition(":")[0]


def _seen(record: Record) -> tuple[object, ...]:
    """What the eye sees of a highlight: a moved line or a better date is no amendment."""
    return (
        comparable(record.text),
        record.markup,
        record.note,
        record.url,
        record.tags,
        record.color,
        record.heading,
    )


def _better(old: Stamp, new: Stamp, *, both: bool) -> Stamp:
    """The date from the more trustworthy source; of two from one that are ``both`` stated, the earlier.

    A file's time or a first sight never changes again.
    """
    if new.source == old.source:
        if new.source in (DateSource.FILE, DateSource.FIRST_SEEN):
            return old
        return min(old, new, key=lambda stamp: stamp.at) if both else new
    return new if _TRUST.index(new.source) <= _TRUST.index(old.source) else old
