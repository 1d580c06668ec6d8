"""What files state, packed for the way from one process to another.

``marshal`` takes plain values only, and packs them in a fifth of the time that ``pickle`` takes for our records.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from digest.app.reading import Statement
from digest.model.clipping import Clipping, DateSource, Kind, Markup, Problem, SourceFile, Stamp, StatedWork

_KINDS = {str(kind): kind for kind in Kind}
_MARKUPS = {str(markup): markup for markup in Markup}
_SOURCES = {str(source): source for source in DateSource}


def pack(statements: Iterable[Statement | None]) -> bytes:
    """``statements`` as bytes; moments are kept to the microsecond, in UTC."""
    return marshal.dumps([stated and _plain(stated) for stated in statements])


def unpack(parcel: bytes) -> list[Statement | None]:
    """What ``pack`` packed."""
    return [plain and _statement(*plain) for plain in marshal.loads(parcel)]  # noqa: S302 - our own words


def _plain(stated: Statement) -> tuple[Any, ...]:
    file = stated.file
    works: list[tuple[Any, ...]] = []
    clippings: list[tuple[Any, ...]] = []
    before = None
    for work, text, line, markup, key, note, url, tags, color, marked, heading, position in stated.clippings:
        if work is not before:
            before, clippings = work, []
            works.append((work.title, str(work.kind), *_MORE_OF_A_WORK(work), clippings))
        stamp = (marked.at.timestamp(), str(marked.source)) if marked else None
        clippings.append((text, line, str(markup), key, note, url, tags, color, stamp, heading, position))
    problems = [(problem.path, problem.line, problem.message, problem.hint) for problem in stated.problems]
    return file.path, file.size, file.modified, stated.format, works, problems


_MORE_OF_A_WORK = attrgetter("key", "author", "site", "url", "app", "app_url", "published", "excerpt", "tags")


def _statement(
    path: str, size: int, modified: int, form: str, works: Iterable[Any], problems: Iterable[Any]
) -> Statement:
    clippings = []
    for title, kind, *more, marks in works:
        work = StatedWork(title, _KINDS[kind], *more)
        for text, line, markup, key, note, url, tags, color, stamp, heading, position in marks:
            marked = Stamp(datetime.fromtimestamp(stamp[0], UTC), _SOURCES[stamp[1]]) if stamp else None
            shape = _MARKUPS[markup]
            clippings.append(
                Clipping(work, text, line, shape, key, note, url, tags, color, marked, heading, position)
            )
    return Statement(SourceFile(path, size, modified), form, clippings, [Problem(*told) for told in problems])
