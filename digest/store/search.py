"""The search index: which highlights hold the words that are asked for.

``entries`` is a full-text table (FTS5) without the texts. An entry cannot be changed, and only all of them can be
taken out: a highlight that changes gets a new entry and leaves the old one behind, stale. ``indexed`` says
which highlight an entry is about. What changes waits in ``unindexed`` until ``add`` is called, and so does what is
new: highlights whose ids are higher than any in these two tables wait without a row of their own. ``prepare``
begins anew when a quarter of all entries is stale.

The number of an entry begins with the day of the mark, so that the newest come first and a span of days is a span
of numbers.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from digest.core.likeness import prints, wording
from digest.core.quality import Flaw, flaw, is_spared
from digest.core.terms import (
    EVERYTHING,
    Phrase,
    Query,
    flaw_labels,
    index_terms,
    labels_of,
    print_labels,
    words_in,
)
from digest.model.clipping import Kind, Markup
from digest.model.library import Highlight
from digest.store.ledger import highlights_by_id
from digest.store.rows import chunks, insert_many, milliseconds, rows_in, tags_of
from digest.store.schema import TOKENIZER, flawed, highlights, indexed, sightings, unindexed, works

MOST = 2_000
"""Matches that are looked at, the newest; a word that more highlights hold says nothing about which is meant.

Measured on a million highlights: ranking 2,000 takes 2 ms, and to ask how common a word is 0.3 ms.
"""

_WEIGHTS = "1, 0.5, 0.2, 0.1, 0"
"""Of a word in the text, the note, the title and author, the tags; labels do not count."""

_DAY = 86_400_000
_NUMBERS = 24
"""Bits for the number of an entry within its day."""
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Found:
    """The best highlights, in order, and those of them that still ``stand`` in a file.

    ``total`` counts all that match; when ``is_cut``, there are more, and the newest of them were looked at.
    """

    highlights: tuple[Highlight, ...]
    standing: frozenset[int]
    total: int
    is_cut: bool


def put_off(connection: Connection, ids: Iterable[int]) -> None:
    """Note that these highlights have changed; those that are new need no note."""
    if rows := [(id_,) for id_ in ids]:
        _note_new(connection)
        connection.exec_driver_sql("INSERT OR IGNORE INTO unindexed VALUES (?)", rows)


def put_off_works(connection: Connection, work_ids: Collection[int]) -> None:
    """Note that what is known of these works has changed, and with it their highlights."""
    for chunk in chunks(work_ids):
        put_off(connection, connection.scalars(select(highlights.c.id).where(highlights.c.work_id.in_(chunk))))


def empty(connection: Connection) -> None:
    """Leave no word in the index, and note that all highlights are to be indexed."""
    connection.exec_driver_sql("INSERT INTO entries(entries) VALUES ('delete-all')")
    for table in (indexed, unindexed, flawed):
        connection.execute(delete(table))
    connection.execute(insert(unindexed).from_select(["highlight_id"], select(highlights.c.id)))


def newest_indexed(connection: Connection) -> int:
    """The highest id that the index knows: what is newer waits."""
    return connection.scalar(select(func.max(indexed.c.highlight_id))) or 0


def waiting(connection: Connection) -> int:
    """How many highlights are not indexed as they stand now."""
    noted = connection.scalar(select(func.count()).select_from(unindexed)) or 0
    return noted + (connection.scalar(_NEW.with_only_columns(func.count())) or 0)


def prepare(connection: Connection) -> list[int]:
    """The highlights that are to be indexed, in the order in which to hand them to ``add``."""
    if not waiting(connection):
        return []
    _note_new(connection)
    total = connection.scalar(select(func.count()).select_from(indexed)) or 0
    stale = connection.scalar(select(func.count()).where(indexed.c.highlight_id.is_(None))) or 0
    if stale * 4 > total:
        empty(connection)
    query = select(highlights.c.id).join_from(unindexed, highlights).order_by(highlights.c.marked, highlights.c.id)
    return list(connection.scalars(query))


def add(connection: Connection, ids: Collection[int]) -> None:
    """Index these highlights as they stand now."""
    found = sorted(rows_in(connection, _CONTENT, highlights.c.id, ids))
    entries = _new_entries(connection, [row[0] // _DAY for row in found])
    for chunk in chunks(ids):
        connection.execute(update(indexed).where(indexed.c.highlight_id.in_(chunk)).values(highlight_id=None))
        for table in (unindexed, flawed):
            connection.execute(delete(table).where(table.c.highlight_id.in_(chunk)))
    flaws = [_flaw(row) for row in found]
    rows = [(entry, *_terms(row, told)) for entry, row, told in zip(entries, found, flaws, strict=True)]
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
    insert_many(connection, indexed, [(entry, row[1]) for entry, row in zip(entries, found, strict=True)])
    insert_many(connection, flawed, [(row[1], told) for row, told in zip(found, flaws, strict=True) if told])


def find(connection: Connection, query: Query, limit: int) -> Found:
    """The ``limit`` highlights that match best, the newer first among equals.

    They are ranked (BM25) by those words that at most ``MOST`` highlights hold; when there are none such, or more
    highlights match, the newest come first.
    """
    after, before = _milliseconds(query.after, _LOWEST), _milliseconds(query.before, _HIGHEST)
    days = (max(after // _DAY, -(2**39)) << _NUMBERS, min(before // _DAY + 1, 2**39 - 1) << _NUMBERS)
    bounds = (_expression(query), *days, after, before, MOST + 1)
    matches: Sequence[tuple[int, int, int]] = connection.exec_driver_sql(_MATCHES, bounds).cursor.fetchall()
    is_cut = len(matches) > MOST
    scores = _scores(connection, query) if matches and not is_cut else {}
    matches = sorted(matches[:MOST], key=lambda match: (scores.get(match[0], 0.0), -match[2], match[1]))
    shown = [id_ for _, id_, _ in matches[:limit]]
    told = highlights_by_id(connection, shown)
    return Found(tuple(told[id_] for id_ in shown), _standing(connection, shown), len(matches), is_cut)


def with_any_label(connection: Connection, labels: Collection[str], limit: int) -> list[int]:
    """Highlights with one of ``labels`` at least, by their index: the ``limit`` newest.

    SQLite takes 256 labels (``SQLITE_FTS5_MAX_EXPR_DEPTH``).
    """
    bounds = (_any_of(map(_quoted, labels)), limit)
    return [id_ for (id_,) in connection.exec_driver_sql(_LABELLED, bounds).cursor.fetchall()]


def alike(text_words: Collection[str], query: Query) -> frozenset[str]:
    """Which of ``text_words`` a word of ``query`` finds; SQLite alone knows how it takes stems and accents."""
    asked = {word for phrase in query.wanted for word in words_in(phrase.words)}
    if not asked:
        return frozenset()
    with contextlib.closing(sqlite3.connect(":memory:")) as scratch:
        scratch.execute(f"CREATE VIRTUAL TABLE words USING fts5(word, {TOKENIZER})")
        scratch.executemany("INSERT INTO words VALUES (?)", ((word,) for word in text_words))
        found = scratch.execute("SELECT word FROM words WHERE words MATCH ?", (_any_of(map(_quoted, asked)),))
        return frozenset(word for (word,) in found)


_NEW = select(highlights.c.id).where(
    highlights.c.id
    > func.max(
        func.coalesce(select(func.max(indexed.c.highlight_id)).scalar_subquery(), 0),
        func.coalesce(select(func.max(unindexed.c.highlight_id)).scalar_subquery(), 0),
    )
)
"""The highlights that are new since the index was last worked on, or since one of them was noted."""


def _note_new(connection: Connection) -> None:
    connection.execute(insert(unindexed).from_select(["highlight_id"], _NEW))


_CONTENT = select(
    highlights.c.marked,
    highlights.c.id,
    highlights.c.text,
    highlights.c.note,
    works.c.title,
    works.c.author,
    highlights.c.tags,
    works.c.tags,
    works.c.site,
    works.c.app,
    works.c.url,
    highlights.c.markup,
    works.c.kind,
).join_from(highlights, works)

_INSERT = "INSERT INTO entries(rowid, text, note, title, tags, labels) VALUES (?, ?, ?, ?, ?, ?)"

# CROSS JOIN: SQLite is to ask the index first, and then about its entries.
_MATCHES = """
SELECT entries.rowid, indexed.highlight_id, highlights.marked
FROM entries
CROSS JOIN indexed ON indexed.entry = entries.rowid
CROSS JOIN highlights ON highlights.id = indexed.highlight_id
WHERE entries MATCH ? AND entries.rowid >= ? AND entries.rowid < ?
AND highlights.marked >= ? AND highlights.marked < ?
ORDER BY entries.rowid DESC
LIMIT ?
"""
_LABELLED = """
SELECT indexed.highlight_id
FROM entries
CROSS JOIN indexed ON indexed.entry = entries.rowid
WHERE entries MATCH ? AND indexed.highlight_id IS NOT NULL
ORDER BY entries.rowid DESC
LIMIT ?
"""
_HOLDING = "SELECT count(*) FROM (SELECT 1 FROM entries WHERE entries MATCH ? LIMIT ?)"
_SCORES = f"SELECT rowid, bm25(entries, {_WEIGHTS}) FROM entries WHERE entries MATCH ?"  # noqa: S608 - ours


def _flaw(row: Sequence[Any]) -> Flaw | None:
    _, _, text, note, _, _, own_tags, *_, markup, kind = row
    return None if is_spared(Kind(kind), note, own_tags) else flaw(text, Markup(markup))


def _terms(row: Sequence[Any], told: Flaw | None) -> tuple[str, str, str, str, str]:
    _, _, text, note, title, author, own_tags, work_tags, site, app, url, markup, _ = row
    tags = (*tags_of(own_tags), *tags_of(work_tags))
    prints_ = prints(wording(text, Markup(markup)).bare)
    labels = " ".join((*labels_of(tags, (site, app), url), *print_labels(prints_), *flaw_labels(told)))
    said = (text, note, f"{title}\n{author}", "\n".join(tags))
    return (*map(index_terms, said), labels)  # type: ignore[return-value]


def _new_entries(connection: Connection, days: Iterable[int]) -> list[int]:
    """A number that no entry has for each of ``days``, which are in order."""
    numbers: list[int] = []
    for day, group in itertools.groupby(days):
        first, end = day << _NUMBERS, day + 1 << _NUMBERS
        query = select(func.max(indexed.c.entry)).where(indexed.c.entry >= first, indexed.c.entry < end)
        highest = connection.scalar(query)
        free = first if highest is None else highest + 1
        numbers += range(free, free + len(list(group)))
    return numbers


def _scores(connection: Connection, query: Query) -> dict[int, float]:
    """How well entries match, the least best, by the words that are not too common to tell."""
    telling = [
        quoted
        for quoted in map(_quoted_phrase, query.wanted)
        if connection.exec_driver_sql(_HOLDING, (quoted, MOST + 1)).scalar_one() <= MOST
    ]
    if not telling:
        return {}
    rows: Sequence[tuple[int, float]] = connection.exec_driver_sql(_SCORES, (" ".join(telling),)).cursor.fetchall()
    return dict(rows)


def _expression(query: Query) -> str:
    """``query`` in the words of FTS5; everything is quoted, so that nothing in it is taken for grammar."""
    wanted = [_quoted_phrase(phrase) for phrase in query.wanted] + [_quoted(label) for label in query.labels]
    unwanted = [_quoted_phrase(phrase) for phrase in query.unwanted]
    unwanted += [_quoted(label) for label in query.unwanted_labels]
    everything = " ".join(wanted) or _quoted(EVERYTHING)
    return f"({everything}) NOT ({_any_of(unwanted)})" if unwanted else everything


def _quoted_phrase(phrase: Phrase) -> str:
    return _quoted(phrase.words) + ("*" if phrase.is_open else "")


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _any_of(expressions: Iterable[str]) -> str:
    return " OR ".join(expressions)


def _milliseconds(moment: datetime | None, otherwise: int) -> int:
    return otherwise if moment is None else milliseconds(moment)


def _standing(connection: Connection, ids: Iterable[int]) -> frozenset[int]:
    found: set[int] = set()
    for chunk in chunks(ids):
        found.update(
            connection.scalars(select(sightings.c.highlight_id).where(sightings.c.highlight_id.in_(chunk)))
        )
    return frozenset(found)
