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

Which of them it is, ``core.recognise`` finds; how the highlight stands then, ``core.join`` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from digest.core.identity import Names
from digest.core.join import read_alike, restated
from digest.core.recognise import recognised
from digest.core.shelf import Known, Record, Shelf
from digest.model.clipping import Problem, SourceFile, StatedWork


class Reading(NamedTuple):
    """What one file states, ready to be merged.

    ``format`` is empty when no format recognised the file. ``records`` come with their lines. ``works`` are
    those of the records, each of which names the surest of their names.
    """

    file: SourceFile
    format: str = ""
    records: Sequence[tuple[Record, int]] = ()
    works: Mapping[Names, StatedWork] = MappingProxyType({})
    problems: Sequence[Problem] = ()


class Decision(NamedTuple):
    """What becomes of one record: the highlight's id, how it shall stand, and whether that is news.

    ``kind`` is what the reader is told; ``write`` says that the library's row changes (a highlight can move
    within its work without being amended).
    """

    kind: Literal["new", "amended", "known"]
    write: bool
    id: int
    record: Record


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
    for record, match in zip(records, recognised(records, shelf, here), strict=True):
        id_ = match
        if id_ is None or not shelf.may_be(id_, record):
            # What this very file stated a moment ago is on the shelf only now.
            id_ = shelf.with_key(record) or shelf.with_text(record)
        if id_ is None:
            decision, files = Decision("new", True, next(ids), record), 1
        else:
            known, stood_here = shelf.known[id_], id_ in held
            is_newer = stood_here or (record.key == known.record.key != "" and id_ < shelf.first_new)
            decision = _decision(record, known, stands_elsewhere=known.files > stood_here, is_newer=is_newer)
            files = known.files + (not stood_here)
            held.discard(id_)
            shelf.dropped.discard(id_)
        shelf.place(Known(decision.id, decision.record, files))
        decisions.append(decision)
    for id_ in held:
        shelf.known[id_] = shelf.known[id_]._replace(files=shelf.known[id_].files - 1)
    return decisions


def _decision(stated: Record, known: Known, *, stands_elsewhere: bool, is_newer: bool) -> Decision:
    """What becomes of a record that is the highlight ``known``."""
    old = known.record
    if stated == old:
        return Decision("known", False, known.id, old)
    record = restated(stated, old, stands_elsewhere=stands_elsewhere, is_newer=is_newer)
    return Decision("known" if read_alike(record, old) else "amended", record != old, known.id, record)
