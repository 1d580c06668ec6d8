"""Opening the library: one SQLite file, checked before anything is read from it or written to it.

``synchronous=FULL`` is a promise, not a preference: in trials with power cuts ``NORMAL`` lost acknowledged rows
in 19 of 32, and a lost row is a letter sent twice. Who writes holds ``writing()``, who delivers ``delivering()``:
locks of the kernel that end with their process; readers never wait.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, exists, insert, select
from sqlalchemy.engine.interfaces import DBAPIConnection

from digest.disk import sync_folder
from digest.errors import DigestError, LibraryBusy, LibraryError
from digest.failpoints import failpoint
from digest.store.copies import keep_copy
from digest.store.filters import teach
from digest.store.localdisk import insist_local
from digest.store.schema import APPLICATION, FIRST_SCHEMA, SCHEMA, WORDS, about, metadata

__all__ = ["Connection", "Library", "delivering", "out_of_use", "schema_at", "scratch"]

PATIENCE = 30.0
"""Seconds a writer waits for another one."""

_FEW, _MANY = 2_000, 16_000
"""Kilobytes of pages that a connection keeps in memory, and that it keeps in an import."""

_LOG = 8_000
"""Pages that may wait to be moved out of the log: with this and many kept, an import took a tenth less time."""

_DAMAGED = "restore it with 'digest restore COPY', or move it away: 'digest scan' makes a new one of your clippings"


class Library:
    """An open library. Use it as a context manager, or call ``close``.

    Attributes:
        path: the SQLite file.
        instance: 32 random bytes made with the library.
    """

    def __init__(self, path: Path, *, create: bool = True, named: Path | None = None) -> None:
        """Open ``path``, making a new library where there is none; errors speak of ``named``, if that is given.

        A library of an older schema is upgraded first, with a copy of it beside it.

        Raises:
            LibraryError: the file cannot be opened, is no library, is damaged, is of a newer schema, or is not on
                a disk of this machine.
        """
        self.path = path
        self._named = named or path
        self._sound = False
        self._kept_pages = _FEW
        insist_local(path)
        if schema_at(path) is None:
            if not create:
                raise LibraryError(f"there is no library at '{path}'", hint="run 'digest scan' to make it")
            _make(path)
        self._engine = _engine(path)
        try:
            if self._schema() < SCHEMA:
                self._upgrade()
            with self.reading() as connection:
                self.instance: bytes = connection.execute(select(about.c.instance)).scalar_one()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view of the library that waits for nobody."""
        with self._begun(writing=False) as connection:
            yield connection

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, rolled back when an exception leaves it."""
        with self._begun(writing=True) as connection:
            yield connection

    @contextlib.contextmanager
    def importing(self) -> Iterator[None]:
        """Spend memory on the transactions that follow inside: they go over the same pages again and again."""
        self._kept_pages = _MANY
        try:
            yield
        finally:
            self._kept_pages = _FEW

    @contextlib.contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection for ``small_transaction``."""
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def small_transaction(self, connection: Connection) -> Iterator[sqlite3.Cursor]:
        """A transaction that writes, over ``connection`` by the driver itself.

        For what happens with every letter: SQLAlchemy's takes five times as long, apart from the disk.
        """
        with self._told():
            driver: Any = connection.connection.driver_connection
            cursor = driver.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                driver.commit()
            except BaseException:
                driver.rollback()
                raise

    @contextlib.contextmanager
    def _begun(self, *, writing: bool) -> Iterator[Connection]:
        with self._told(), self._engine.connect() as connection:
            connection.connection.cursor().execute(f"PRAGMA cache_size=-{self._kept_pages}")
            connection.execution_options(writing=writing)
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong inside, in our words; a bug passes as it is, unless the library is damaged."""
        try:
            with _translated(self._named):
                yield
        except DigestError:
            raise
        except Exception as error:  # a bug, unless what was read is no value that we ever wrote
            if damage := self._damage():
                raise damaged(self._named, damage) from error
            raise

    def _damage(self) -> str:
        try:
            with _translated(self._named), self._engine.connect() as connection:
                return damage_in(connection)
        except UnicodeDecodeError as error:  # of words of SQLite, which quote what is damaged
            return str(error)

    def insist_sound(self) -> None:
        """Look the whole file over before anything is issued or sent by it; once as long as it is open.

        That takes a second for 800,000 highlights.

        Raises:
            LibraryError: it is damaged.
        """
        if self._sound:
            return
        with self.reading() as connection:
            if damage := damage_in(connection):
                raise damaged(self._named, damage)
        self._sound = True

    def _schema(self) -> int:
        """The schema as SQLite has it, which may stand in its log and not in the file yet."""
        with self.reading() as connection:
            schema: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if schema > SCHEMA:
            raise _of_another_age(self._named, schema)
        return schema

    def _upgrade(self) -> None:
        """Bring the library to the schema of today: all of it or nothing, and a copy is kept whatever happens."""
        from digest.store.migrations import migrate  # noqa: PLC0415 - Alembic is paid for by upgrades alone

        with self.delivering(), self.writing():
            if (schema := self._schema()) == SCHEMA:
                return  # another process was faster
            keep_copy(self.path, Path(f"{self.path}.schema-{schema}"))
            with _translated(self._named), self._engine.connect() as connection:
                # A table made anew would take rows of others with it. Inside a transaction the pragma does nothing.
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
                connection.execution_options(writing=True)
                with connection.begin():
                    migrate(connection, schema)
                    if damage := damage_in(connection):
                        raise damaged(self._named, damage)
                connection.invalidate()  # with its pragma

    @contextlib.contextmanager
    def writing(self, patience: float = PATIENCE) -> Iterator[None]:
        """Be the only process that writes; several transactions may follow each other inside.

        Raises:
            LibraryBusy: another process held the library for ``patience`` seconds.
        """
        with _alone(self.path, "lock", f"another digest is writing to the library '{self.path}'", patience):
            failpoint("holding-library")
            yield

    @contextlib.contextmanager
    def delivering(self) -> Iterator[None]:
        """Be the only process that delivers, which may take minutes and keeps nobody from writing.

        Raises:
            LibraryBusy: another process kept delivering for ``PATIENCE`` seconds.
        """
        with delivering(self.path):
            yield


@contextlib.contextmanager
def delivering(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Be the only process that delivers letters of the library at ``path``.

    Raises:
        LibraryBusy: another process kept delivering for ``patience`` seconds.
        LibraryError: the lock cannot be made.
    """
    with _alone(path, "delivering.lock", "another digest is delivering letters", patience):
        yield


@contextlib.contextmanager
def out_of_use(path: Path) -> Iterator[None]:
    """Keep every other process from writing to the library at ``path``, and from delivering, whatever is there.

    Raises:
        LibraryBusy: another process is at it.
        LibraryError: the locks cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        delivering(path),
        _alone(path, "lock", f"another digest is writing to the library '{path}'"),
    ):
        yield


@contextlib.contextmanager
def scratch(path: Path) -> Iterator[Library]:
    """A throw-away copy of the library at ``path``, or a new one: whatever is done to it, nothing is changed.

    The copy includes what another process committed but did not write back yet; where there is no library
    it starts empty.
    """
    with tempfile.TemporaryDirectory(prefix="digest-") as folder:
        copy = Path(folder) / "library.db"
        if schema_at(path) is not None:
            _copy_without_trace(
                path.resolve(), copy
            )  # SQLite keeps the log beside the file itself, not beside a link to it
        with Library(copy, named=path) as library:
            yield library


def _copy_without_trace(source: Path, target: Path) -> None:
    """Copy a database that others may be writing to, and leave no trace beside it, as SQLite's own ways would.

    The copy is sound when the write-ahead log did not begin anew meanwhile: whatever a checkpoint was moving into
    the database stands in the log too, and a frame cut short does not count.
    """
    log, deadline = Path(f"{source}-wal"), time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            generation = _generation(source, log)
            shutil.copyfile(source, target)
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(log, f"{target}-wal")
            if _generation(source, log) == generation:
                return
            Path(f"{target}-wal").unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(f"the library '{source}' cannot be copied: {error}") from error
    raise LibraryBusy(f"another digest keeps writing to the library '{source}'", hint="try again when it is done")


def _generation(source: Path, log: Path) -> object:
    """The header of the log, which is new each time the log begins anew; without a log, the state of the file."""
    try:
        with log.open("rb") as file:
            return file.read(32)
    except FileNotFoundError:
        status = source.stat()
        return status.st_ino, status.st_size, status.st_mtime_ns


def schema_at(path: Path) -> int | None:
    """The schema of the library at ``path``, told by the first bytes of the file; None when there is nothing.

    Nothing touches the file before.

    Raises:
        LibraryError: there is something else, or it cannot be read, or this digest cannot use it.
    """
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LibraryError(
            f"the library '{path}' cannot be read: {error.strerror}", hint="check the rights of the file"
        ) from error
    # SQLite's "Database File Format", 1.3: user_version stands at 60, application_id at 68.
    schema, application = (int.from_bytes(head[at : at + 4]) for at in (60, 68))
    if not head.startswith(b"SQLite format 3\0") or application != APPLICATION:
        raise LibraryError(
            f"'{path}' is not a library of digest", hint="set [library] state to another file, or " + _DAMAGED
        )
    if not FIRST_SCHEMA <= schema <= SCHEMA:
        raise _of_another_age(path, schema)
    return schema


def _of_another_age(path: Path, schema: int) -> LibraryError:
    age = "newer" if schema > SCHEMA else "older"
    return LibraryError(
        f"the library '{path}' was made by a {age} digest (schema {schema}, this one reads {SCHEMA})",
        hint="use the digest that made it; nothing was changed",
    )


def _make(path: Path) -> None:
    """Make a new library, whole before it has its name: no other process meets half a one."""
    unnamed = Path(f"{path}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(path, "lock", f"another digest is writing to the library '{path}'"):
            if schema_at(path) is not None:
                return
            for suffix in ("", "-wal", "-shm"):
                Path(f"{unnamed}{suffix}").unlink(missing_ok=True)
            os.close(os.open(unnamed, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            _fill(unnamed)
            failpoint("before-library")
            _put_log_aside(path)
            unnamed.replace(path)
            sync_folder(path.parent)  # a library lost to a power cut would forget what was printed
    except OSError as error:
        raise LibraryError(
            f"the library '{path}' cannot be made: {error.strerror}",
            hint="set [library] state to a place you can write to",
        ) from error


def _put_log_aside(path: Path) -> None:
    """A log that outlived its library would be played into the new one: it is kept under another name."""
    for ending in ("-wal", "-shm"):
        if (left := Path(f"{path.resolve()}{ending}")).exists():
            left.replace(f"{left}.left")


def _fill(path: Path) -> None:
    engine = _engine(path)
    with _translated(path), engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(insert(about).values(instance=secrets.token_bytes(32), rounds=0))
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
    with _translated(path), engine.connect() as connection:
        # Into the file itself: what stays in the log would not be renamed with it.
        busy, pages, moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    engine.dispose()
    if busy or pages != moved or Path(f"{path}-wal").exists():
        raise LibraryError(f"the library '{path}' could not be written whole", hint="free some space and try again")


@contextlib.contextmanager
def _alone(path: Path, lock_name: str, when_taken: str, patience: float = PATIENCE) -> Iterator[None]:
    lock = FileLock(f"{path.resolve()}.{lock_name}", timeout=patience, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise LibraryBusy(when_taken, hint="try again when it is done") from None
    except OSError as error:
        raise LibraryError(
            f"the library '{path}' cannot be locked: {error.strerror}", hint="check the rights of its folder"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _engine(path: Path) -> Engine:
    # It tells of Ctrl-C with a traceback, and raises it all the same.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: DBAPIConnection, _: object) -> None:
    # SQLAlchemy begins transactions itself (see _begin): sqlite3 must not.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)):
        cursor.execute(f"PRAGMA {pragma}={wanted}")
        got = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
        if got != wanted:
            raise LibraryError(
                f"SQLite does not keep {pragma}={wanted} here (it says {got})",
                hint="set [library] state to a file on a local disk",
            )
    cursor.execute(f"PRAGMA cache_size=-{_FEW}")
    cursor.execute(f"PRAGMA wal_autocheckpoint={_LOG}")
    cursor.close()
    teach(connection)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's failures as ours; a bug (a wrong statement, a broken constraint) passes as it is."""
    try:
        yield
    except exc.OperationalError as error:
        raise _in_our_words(path, error.orig) from error
    except exc.DatabaseError as error:
        if isinstance(error, exc.IntegrityError | exc.ProgrammingError | exc.DataError):
            raise
        raise _in_our_words(path, error.orig) from error
    except sqlite3.DatabaseError as error:
        raise _in_our_words(path, error) from error


def damage_in(connection: Connection) -> str:
    """What is wrong with the database, in words; empty when nothing is."""
    told = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if told != "ok":
        return str(told)
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost:
        return f"a row of {lost[0]} belongs to none of {lost[2]}"
    for column, words in WORDS.items():
        if connection.scalar(select(exists().where(column.not_in(words)))):
            return f"a row of {column.table.name} has a {column.name} that there is not"
    return ""


def damaged(path: Path, how: str) -> LibraryError:
    """The error of a damaged library."""
    return LibraryError(f"the library '{path}' is damaged: {how}", hint=_DAMAGED)


def _in_our_words(path: Path, error: BaseException | None) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryBusy(f"another program holds the library '{path}'", hint="try again when it is done")
    if code == sqlite3.SQLITE_FULL:
        return LibraryError(
            f"no space left for the library '{path}'", hint="free some space; nothing was half-written"
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, str(error))
    return LibraryError(
        f"the library '{path}' cannot be used: {error}", hint="check the disk and the rights of the file"
    )
