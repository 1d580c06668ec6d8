"""Search: the index is brought up to date after the folders were read, and asked."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from digest.app.ingest import Progress
from digest.app.settings import Settings
from digest.core.terms import Query, parse_query
from digest.errors import LibraryError
from digest.failpoints import failpoint
from digest.store import search
from digest.store.library import Library
from digest.store.search import Found

BATCH = 5_000
"""Highlights that are indexed in one transaction."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood, what was found, and how many highlights could not be searched yet."""

    query: Query
    found: Found
    waiting: int


def index(library: Library, progress: Progress) -> None:
    """Index what is new or has changed. The caller holds ``library.writing()``.

    It may be cut short between two calls of ``progress``; the next time it goes on.
    """
    failpoint("before-indexing")
    with library.transaction() as connection:
        ids = search.prepare(connection)
    for start in range(0, len(ids), BATCH):
        with library.transaction() as connection:
            search.add(connection, ids[start : start + BATCH])
        progress(min(start + BATCH, len(ids)), len(ids))


def catch_up(library: Library, progress: Progress = lambda done, total: None) -> None:
    """Index what is new or has changed, unless another process is writing, or this one may not: it can wait."""
    with library.reading() as connection:
        if not search.waiting(connection):
            return
    with contextlib.suppress(LibraryError), library.writing(patience=0):
        index(library, progress)


def answer(settings: Settings, asked: str, limit: int, progress: Progress) -> Answer:
    """The ``limit`` highlights that answer best to what is ``asked``; what waits to be indexed is indexed first.

    Where another process is writing, or this one may not, it is told how many are left out.

    Raises:
        UsageError: what is asked cannot be understood.
        LibraryError: the library cannot be used.
    """
    query = parse_query(asked, next(iter(settings.digests.values())).timezone)
    with Library(settings.library.state, create=False) as library:
        catch_up(library, progress)
        with library.reading() as connection:
            return Answer(query, search.find(connection, query, limit), search.waiting(connection))
