"""Copies of a library: made while it is in use, and put in its place.

A copy is one file without a log beside it, looked over, readable by its owner alone, and there whole or not at all.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.disk import TEMPORARY, sync_folder, whole_file
from digest.errors import LibraryError

_LEFTOVERS = TEMPORARY.format("?" * 16) + "*"
_LEFTOVER_AGE = 3600.0
"""Seconds: no copy takes so long."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a library holds: its schema, and how many there are of each."""

    schema: int
    files: int
    works: int
    highlights: int
    editions: int
    deliveries: int


def keep_copy(source: Path, target: Path) -> Content:
    """Copy the library ``source``, which others may be writing to, to ``target``, in place of an older copy.

    Returns what is in the copy.

    Raises:
        LibraryError: the library is damaged, or the copy cannot be written; an older copy stays.
    """
    with _explained(target):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with whole_file(target) as file:
            new = Path(file.name)
            _remove_leftovers(new)
            return _back_up(source, new)


def put_in_place(source: Path, library: Path, aside: Path) -> Content:
    """Make what ``source`` holds the library; what was there of one is kept as ``aside`` (its log: ``-wal``).

    The caller lets no other process use the library, which is no link. After a kill the new one is in its place, or
    the old one as of its last checkpoint, and ``aside`` is whole before anything is changed. Returns what the
    library holds now.

    Raises:
        LibraryError: ``source`` is damaged, or that cannot be written; what was there is as it was, or ``aside``.
    """
    with _explained(library), whole_file(library) as file:
        content = _back_up(source, Path(file.name))
        _keep_aside(library, aside)
        return content


def _back_up(source: Path, new: Path) -> Content:
    new.chmod(0o600)
    with (
        contextlib.closing(sqlite3.connect(source)) as library,
        contextlib.closing(sqlite3.connect(new)) as copy,
    ):
        library.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        told = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if told != "ok":
            raise sqlite3.DatabaseError(told)
        schema = copy.execute("PRAGMA user_version").fetchone()[0]
        return Content(schema, *copy.execute(_COUNTS).fetchone())


_COUNTS = """
SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM works),
    (SELECT count(*) FROM highlights WHERE NOT point),
    (SELECT count(*) FROM editions), (SELECT count(*) FROM deliveries)
"""


@contextlib.contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"a copy of the library cannot be written to '{target}': {error.strerror}",
            hint="free some space, or name another place; nothing was changed",
        ) from error
    except sqlite3.Error as error:
        raise LibraryError(
            f"a copy of the library cannot be made: {error}", hint="if it is damaged, 'digest check' says so"
        ) from error


def _keep_aside(library: Path, aside: Path) -> None:
    for ending in ("", "-wal"):
        if Path(f"{library}{ending}").exists():
            with Path(f"{library}{ending}").open("rb") as old, whole_file(Path(f"{aside}{ending}")) as file:
                Path(file.name).chmod(0o600)
                shutil.copyfileobj(old, file)
    # A log that outlived its library would be played into the next one: it goes first.
    for ending in ("-wal", "-shm"):
        Path(f"{library}{ending}").unlink(missing_ok=True)
    sync_folder(library.parent)


def _remove_leftovers(new: Path) -> None:
    """Remove what was left of copies whose process was killed; ``new`` has the time of this one."""
    for left in new.parent.glob(_LEFTOVERS):
        with contextlib.suppress(FileNotFoundError):
            if new.stat().st_mtime - left.stat().st_mtime > _LEFTOVER_AGE:
                left.unlink()
