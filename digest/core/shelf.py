"""Highlights as files state them and as the library knows them, and the shelf on which known ones are looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from digest.core.edges import Edges
from digest.core.identity import distinctive, folded
from digest.model.clipping import Markup, Stamp


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


def _comparable_keys(one: str, other: str) -> bool:
    """Whether one program gave both keys, so that they tell its highlights apart."""
    return bool(one and other) and one.partition(":")[0] == other.partition(":")[0]
