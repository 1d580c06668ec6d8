"""The works that came in: found again by their names, told together, written."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from digest.core.identity import Names
from digest.core.merge import Reading
from digest.core.works import Works, told_together
from digest.model.clipping import Kind, StatedWork
from digest.store.rows import insert_many, next_id, rows_in, tags_of, tags_to_text
from digest.store.schema import work_names, works
from digest.store.search import put_off_works

_COLUMNS = ("title", "kind", "key", "author", "site", "url", "app", "app_url", "published", "excerpt", "tags")
_NAMED = select(
    work_names.c.name, works.c.id, works.c.fingerprint, *(works.c[name] for name in _COLUMNS)
).join_from(work_names, works)


@dataclass(slots=True)
class Batch:
    """The works of a batch of files, by their fingerprints.

    ``readings`` are the files, each record under the fingerprint that its work has in the library. ``told`` is what
    is to be written of the works, ``known`` what stands there of them with their ids, ``names`` those they have
    there, ``new_names`` those that are to be written.
    """

    readings: list[Reading] = field(default_factory=list)
    told: dict[bytes, StatedWork] = field(default_factory=dict)
    known: dict[bytes, tuple[int, StatedWork]] = field(default_factory=dict)
    names: set[tuple[bytes, bytes]] = field(default_factory=set)
    new_names: dict[tuple[bytes, bytes], None] = field(default_factory=dict)


def recognise(connection: Connection, readings: Sequence[Reading]) -> Batch:
    """Find the works of ``readings`` in the library and in each other; nothing is written."""
    batch, shelf = Batch(), Works()
    wanted = {name for reading in readings for names in reading.works for name in _all(names)}
    for name, id_, print_, *values in rows_in(connection, _NAMED, work_names.c.name, wanted):
        work = _work(values)
        shelf.place(print_, work, [name])
        batch.known[print_] = id_, work
        batch.names.add((name, print_))
    batch.readings = [_under_known_works(reading, shelf, batch) for reading in readings]
    return batch


def write(connection: Connection, batch: Batch) -> dict[bytes, int]:
    """Write the works of ``batch`` and their names; returns the id of each by its fingerprint."""
    ids = {print_: batch.known[print_][0] for print_ in batch.told if print_ in batch.known}
    fresh_ids = itertools.count(next_id(connection, works))
    added = []
    updated: list[dict[str, Any]] = []
    for print_, work in batch.told.items():
        if print_ not in ids:
            ids[print_] = next(fresh_ids)
            added.append((ids[print_], print_, *_values(work)))
        elif work != batch.known[print_][1]:
            updated.append({"row": ids[print_], **dict(zip(_COLUMNS, _values(work), strict=True))})
    insert_many(connection, works, added)
    if updated:
        connection.execute(update(works).where(works.c.id == bindparam("row")), updated)
        put_off_works(connection, [row["row"] for row in updated])
    # In their order: the pages of a table that is large and kept by name are each written to once.
    insert_many(connection, work_names, [(name, ids[print_]) for name, print_ in sorted(batch.new_names)])
    return ids


def _under_known_works(reading: Reading, shelf: Works, batch: Batch) -> Reading:
    """``reading`` with each of its works as the library knows it, or will."""
    known_as = {}
    for names, work in reading.works.items():
        found = shelf.find(work, names)
        print_ = known_as[names.surest] = found or names.surest
        batch.told[print_] = told_together(shelf[found], work) if found else work
        shelf.place(print_, batch.told[print_], _all(names))
        places = ((name, print_) for name in _all(names))
        batch.new_names |= dict.fromkeys(place for place in places if place not in batch.names)
    if all(print_ == known for print_, known in known_as.items()):
        return reading
    return reading._replace(
        records=[(record._replace(work=known_as[record.work]), line) for record, line in reading.records]
    )


def _all(names: Names) -> tuple[bytes, ...]:
    return (*names.own, names.title) if names.title else names.own


def _values(work: StatedWork) -> tuple[str, ...]:
    return (
        work.title,
        str(work.kind),
        work.key,
        work.author,
        work.site,
        work.url,
        work.app,
        work.app_url,
        work.published,
        work.excerpt,
        tags_to_text(work.tags),
    )


def _work(values: Sequence[Any]) -> StatedWork:
    stated = dict(zip(_COLUMNS, values, strict=True))
    return StatedWork(**stated | {"kind": Kind(stated["kind"]), "tags": tags_of(stated["tags"])})
