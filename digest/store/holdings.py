"""What came in: files, their problems, works, highlights and sightings.

A batch of files is merged in one transaction: what the library knows of their works is fetched once, each
file is decided on (``core.merge``), and the rows are written together.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from digest.core.identity import distinctive
from digest.core.merge import Decision, Reading, decide, dropped
from digest.core.notetags import stated as stated_in_note
from digest.core.shelf import Erased, Record, Shelf
from digest.core.value import value_of
from digest.model.choice import DAY, NEWS_DAYS
from digest.model.clipping import Problem
from digest.model.opinion import Word
from digest.store import works as bookcase
from digest.store.opinions import restate
from digest.store.rows import (
    chunks,
    insert_many,
    known_highlights,
    milliseconds,
    next_id,
    rows_in,
    sql,
    tags_to_text,
)
from digest.store.schema import arrivals, files, forgotten, highlights, problems, sightings, standing_nowhere, works
from digest.store.search import put_off
from digest.store.values import revalue


@dataclass(slots=True)
class Merged:
    """How many records of a batch were new, amended or known: the reader's own, and points of summaries.

    ``erased`` counts records that the reader had forgotten; they stay so.
    """

    highlights: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    erased: int = 0

    def add(self, other: Merged) -> None:
        """Count ``other`` too."""
        self.highlights.update(other.highlights)
        self.points.update(other.points)
        self.erased += other.erased


@dataclass(frozen=True, slots=True)
class Scan:
    """What all batches of a scan have in common.

    ``now`` is its moment. ``reader`` is what read the files: another one, asking ``known_files``, will find that it
    has not. ``adrift`` and ``just_lost`` are what the functions ``adrift`` and ``lost_with`` found before the first
    batch, ``first_new`` what ``first_new_id`` did.
    """

    now: datetime
    reader: str
    adrift: Mapping[bytes, Sequence[int]] = field(default_factory=dict)
    just_lost: Collection[int] = frozenset()
    first_new: int = 0


def known_files(connection: Connection, reader: str) -> Sequence[tuple[str, int, int]]:
    """Path, size and time of change of every file when it was last read; a time of -1 when not by ``reader``."""
    # The driver's own rows: of 100,000 files they are here in half the time.
    found: Sequence[tuple[str, int, int]] = connection.exec_driver_sql(
        sql(_KNOWN_FILES), (reader,)
    ).cursor.fetchall()
    return found


def standing_problems(connection: Connection) -> list[Problem]:
    """The problems of all files as they were last read, in order of path and line."""
    rows = connection.execute(
        select(files.c.path, problems.c.line, problems.c.message, problems.c.hint)
        .join_from(problems, files)
        .order_by(files.c.path, problems.c.line)
    )
    return [Problem(*row) for row in rows]


def adrift(connection: Connection, just_lost: Mapping[int, bytes]) -> dict[bytes, list[int]]:
    """The highlights that a file can bring back under another name, by the fingerprint of their text.

    They are ``just_lost`` (see ``lost_with``), or have stood nowhere since an earlier scan; of the latter only
    those whose text is distinctive, lest a "Yes." removed a year ago pass for one just marked in another book.
    """
    found: dict[bytes, list[int]] = defaultdict(list)
    for id_, print_, text in connection.execute(_STANDING_NOWHERE):
        if distinctive(text):
            found[print_].append(id_)
    for id_, print_ in just_lost.items():
        found[print_].append(id_)
    return dict(found)


def lost_with(connection: Connection, vanished: Collection[str]) -> dict[int, bytes]:
    """The highlights that stand in none but ``vanished`` files: the fingerprint of the text of each by its id."""
    stood: Counter[int] = Counter()
    for chunk in chunks(_file_ids(connection, vanished).values()):
        stood.update(connection.scalars(select(sightings.c.highlight_id).where(sightings.c.file_id.in_(chunk))))
    lost: dict[int, bytes] = {}
    for chunk in chunks(stood):
        rows = connection.execute(_IN_FILES.where(highlights.c.id.in_(chunk)))
        lost |= {id_: print_ for id_, print_, in_files in rows if in_files == stood[id_]}
    return lost


_TIME_FOR_READER = case((files.c.reader == bindparam("reader"), files.c.modified), else_=literal_column("-1"))
_KNOWN_FILES = select(files.c.path, files.c.size, _TIME_FOR_READER)
_FILE_IDS = select(files.c.path, files.c.id)
_SIGHTINGS = select(sightings)
_WORK_IDS = select(works.c.fingerprint, works.c.id)
_SIGHTED = sightings.c.highlight_id == highlights.c.id
_STANDING_NOWHERE = (
    select(highlights.c.id, highlights.c.fingerprint, highlights.c.text)
    .join_from(standing_nowhere, highlights)
    .order_by(standing_nowhere.c.highlight_id)  # so that SQLite begins there, and not with a million highlights
)
_IN_FILES = select(
    highlights.c.id, highlights.c.fingerprint, select(func.count()).where(_SIGHTED).scalar_subquery()
).order_by(highlights.c.id)


def first_new_id(connection: Connection) -> int:
    """The id of the next highlight."""
    return next_id(connection, highlights, forgotten)


def lines_of(connection: Connection, path: str) -> dict[int, int]:
    """The line on which each highlight stands in a file, by its id."""
    query = select(sightings.c.highlight_id, sightings.c.line).join_from(sightings, files)
    return {row.highlight_id: row.line for row in connection.execute(query.where(files.c.path == path))}


def distrust_files(connection: Connection) -> None:
    """Let the next scan read every file anew."""
    connection.execute(update(files).values(reader=""))


def drop_files(connection: Connection, paths: Collection[str]) -> None:
    """Forget files that are gone; their highlights stay known, without a place to stand."""
    for chunk in chunks(_file_ids(connection, paths).values()):
        stood = set(connection.scalars(select(sightings.c.highlight_id).where(sightings.c.file_id.in_(chunk))))
        connection.execute(delete(files).where(files.c.id.in_(chunk)))
        _set_adrift(connection, stood)


def merge(connection: Connection, readings: Sequence[Reading], scan: Scan) -> Merged:
    """Bring what ``readings``, files just read, each path once, state into the library.

    The transaction writes; files that are gone have been dropped.
    """
    file_ids = _write_files(connection, readings, scan.reader)
    batch = bookcase.recognise(connection, readings)
    readings = batch.readings
    sighted = _sightings_in(connection, file_ids.values())
    here: dict[int, list[int]] = defaultdict(list)
    for file_id, id_ in sighted:
        here[file_id].append(id_)
    shelf = Shelf(just_lost=scan.just_lost, erased=_erased(connection), first_new=scan.first_new)
    _fill(shelf, connection, readings, [id_ for _, id_ in sighted], scan.adrift)
    stated_in = {file_ids[reading.file.path]: [record for record, _ in reading.records] for reading in readings}
    shelf.dropped = dropped(here, stated_in, shelf)
    ids = itertools.count(first_new_id(connection))
    merged = Merged()
    new: dict[int, Record] = {}
    changed: dict[int, Record] = {}
    seen: dict[tuple[int, int], int] = {}
    said: dict[int, tuple[Word, ...]] = {}
    for reading in readings:
        file_id = file_ids[reading.file.path]
        stated = reading.records
        if shelf.erased:
            stated = [record for record in stated if not shelf.was_erased(record[0])]
        merged.erased += len(reading.records) - len(stated)
        decisions = decide((record for record, _ in stated), shelf, here[file_id], ids)
        for decision, (_, line) in zip(decisions, stated, strict=True):
            counter = merged.points if decision.record.point else merged.highlights
            counter[decision.kind] += 1
            seen.setdefault((file_id, decision.id), line)
            _note_down(decision, new, changed)
            if decision.record.note:
                said[decision.id] = stated_in_note(decision.record.note)
    _write_highlights(connection, new, changed, bookcase.write(connection, batch), scan.now)
    put_off(connection, changed)
    restate(connection, said, changed, scan.now)
    revalue(connection, changed)
    _write_sightings(connection, sighted, seen)
    _write_problems(connection, readings, file_ids)
    return merged


def _note_down(decision: Decision, new: dict[int, Record], changed: dict[int, Record]) -> None:
    """Keep the last state of a highlight: two files of a batch may both have something to say."""
    if decision.kind == "new" or decision.id in new:
        new[decision.id] = decision.record
    elif decision.write:
        changed[decision.id] = decision.record


def _file_ids(connection: Connection, paths: Collection[str]) -> dict[str, int]:
    return dict(rows_in(connection, _FILE_IDS, files.c.path, paths))


def _write_files(connection: Connection, readings: Sequence[Reading], reader: str) -> dict[str, int]:
    ids = _file_ids(connection, [reading.file.path for reading in readings])
    fresh_ids = itertools.count(next_id(connection, files))
    added, updated = [], []
    for reading in readings:
        path, size, modified = reading.file.path, reading.file.size, reading.file.modified
        if path in ids:
            updated.append(
                {"key": ids[path], "size": size, "modified": modified, "format": reading.format, "reader": reader}
            )
        else:
            ids[path] = next(fresh_ids)
            added.append((ids[path], path, size, modified, reading.format, reader))
    insert_many(connection, files, added)
    if updated:
        connection.execute(update(files).where(files.c.id == bindparam("key")), updated)
    return ids


def _sightings_in(connection: Connection, file_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """The line of every sighting in these files, by file and highlight."""
    rows = rows_in(connection, _SIGHTINGS, sightings.c.file_id, file_ids)
    return {(file_id, id_): line for file_id, id_, line in rows}


def _fill(
    shelf: Shelf,
    connection: Connection,
    readings: Sequence[Reading],
    sighted: Collection[int],
    adrift: Mapping[bytes, Sequence[int]],
) -> None:
    """Put on ``shelf`` whatever could be one of the records: adrift, or of the same work, file or key."""
    records = [record for reading in readings for record, _ in reading.records]
    if adrift:
        texts = {record.fingerprint for record in records} & adrift.keys()
        shelf.adrift = {print_: adrift[print_] for print_ in texts}
        _fetch(connection, shelf, highlights.c.id, set(itertools.chain.from_iterable(shelf.adrift.values())))
    _fetch(connection, shelf, works.c.fingerprint, {record.work for record in records})
    _fetch(connection, shelf, highlights.c.id, set(sighted) - shelf.known.keys())
    keys = {record.key for record in records if record.key and shelf.with_key(record) is None}
    _fetch(connection, shelf, highlights.c.key, keys)


def _fetch(connection: Connection, shelf: Shelf, column: ColumnElement[Any], values: Collection[Any]) -> None:
    for known in known_highlights(connection, column, values):
        if known.id not in shelf.known:
            shelf.place(known)


def _erased(connection: Connection) -> dict[str | bytes, list[Erased]]:
    erased: dict[str | bytes, list[Erased]] = defaultdict(list)
    for row in connection.execute(select(forgotten.c.work, forgotten.c.fingerprint, forgotten.c.key)):
        one = Erased(*row)
        erased[one.fingerprint].append(one)
        if one.key:
            erased[one.key].append(one)
    return erased


def _write_highlights(
    connection: Connection,
    new: Mapping[int, Record],
    changed: Mapping[int, Record],
    work_ids: Mapping[bytes, int],
    now: datetime,
) -> None:
    first_seen = milliseconds(now)
    rows = [
        (id_, work_ids[record.work], *_highlight_values(record), first_seen, _value(record))
        for id_, record in new.items()
    ]
    insert_many(connection, highlights, rows)
    if rows:
        _note_arrivals(connection, rows, first_seen)
    if changed:
        ids = dict(work_ids)
        missing = {record.work for record in changed.values()} - ids.keys()
        ids |= dict(rows_in(connection, _WORK_IDS, works.c.fingerprint, missing))
        connection.execute(
            update(highlights).where(highlights.c.id == bindparam("row")),
            [
                {"row": id_, "work_id": ids[record.work]}
                | dict(zip(_HIGHLIGHT_COLUMNS, _highlight_values(record), strict=True))
                for id_, record in changed.items()
            ],
        )


def _note_arrivals(connection: Connection, rows: Sequence[tuple[Any, ...]], first_seen: int) -> None:
    """Note which ids came on the day, and how many of them were marked long before."""
    news = first_seen - NEWS_DAYS * DAY
    late = sum(row[_MARKED] <= news for row in rows)
    came = insert_or_update(arrivals).values(day=first_seen // DAY, first=rows[0][0], last=rows[-1][0], late=late)
    more = {"last": came.excluded.last, "late": arrivals.c.late + came.excluded.late}
    connection.execute(came.on_conflict_do_update(index_elements=["day"], set_=more))


def _value(record: Record) -> int:
    return value_of(record.note, record.tags) if record.note or record.tags else 1


_HIGHLIGHT_COLUMNS = (
    "fingerprint",
    "key",
    "point",
    "text",
    "markup",
    "note",
    "url",
    "tags",
    "color",
    "heading",
    "position",
    "marked",
    "date_source",
)


_MARKED = 2 + _HIGHLIGHT_COLUMNS.index("marked")
"""In a row, after its id and its work."""


def _highlight_values(record: Record) -> tuple[Any, ...]:
    _, fingerprint, text, markup, marked, point, key, note, url, tags, color, heading, position = record
    at, source = milliseconds(marked.at), str(marked.source)
    words = tags_to_text(tags)
    # Neither a bool nor bytes are plain to the driver, which then takes thrice as long to see what they are.
    return (
        bytearray(fingerprint),
        key,
        int(point),
        text,
        str(markup),
        note,
        url,
        words,
        color,
        heading,
        position,
        at,
        source,
    )


def _write_sightings(
    connection: Connection, before: Mapping[tuple[int, int], int], after: Mapping[tuple[int, int], int]
) -> None:
    gone = [{"file": place[0], "highlight": place[1]} for place, line in before.items() if after.get(place) != line]
    if gone:
        this = (sightings.c.file_id == bindparam("file"), sightings.c.highlight_id == bindparam("highlight"))
        connection.execute(delete(sightings).where(*this), gone)
    come = [(*place, line) for place, line in after.items() if before.get(place) != line]
    insert_many(connection, sightings, come)
    _set_adrift(connection, {place["highlight"] for place in gone})
    _found_again(connection, {place[1] for place in after.keys() - before.keys()})


def _set_adrift(connection: Connection, ids: Collection[int]) -> None:
    """Note those of these highlights that stand nowhere any more."""
    for chunk in chunks(ids):
        lost = select(highlights.c.id).where(highlights.c.id.in_(chunk), ~exists().where(_SIGHTED))
        connection.execute(insert(standing_nowhere).from_select(["highlight_id"], lost))


def _found_again(connection: Connection, ids: Collection[int]) -> None:
    """Note that these highlights stand somewhere."""
    if connection.scalar(select(exists().select_from(standing_nowhere))):
        for chunk in chunks(ids):
            connection.execute(delete(standing_nowhere).where(standing_nowhere.c.highlight_id.in_(chunk)))


def _write_problems(connection: Connection, readings: Sequence[Reading], file_ids: Mapping[str, int]) -> None:
    for chunk in chunks(file_ids.values()):
        connection.execute(delete(problems).where(problems.c.file_id.in_(chunk)))
    rows = [
        (file_ids[reading.file.path], problem.line, problem.message, problem.hint)
        for reading in readings
        for problem in reading.problems
    ]
    insert_many(connection, problems, rows)
