"""Opening the library: made whole, checked before it is touched, shared between processes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from digest.errors import LibraryBusy, LibraryError
from digest.store import holdings
from digest.store import library as library_module
from digest.store.holdings import Scan
from digest.store.library import Library, scratch
from digest.store.schema import APPLICATION, FIRST_SCHEMA, SCHEMA, files
from tests.store.examples import NOW, READER, reading, scan

ROOT = Path(__file__).parents[2]
HEADER = {"user_version": 60, "application_id": 68}
"""Where SQLite keeps these two (Database File Format, 1.3)."""


@contextlib.contextmanager
def another_process(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Python code in a process of its own, past the line where it prints ``ready``."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    with process:
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


HOLDS_A_TRANSACTION = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("ready", flush=True)
sys.stdin.read()
"""

IS_THE_WRITER = """
import sys, time
from pathlib import Path
from digest.store.library import Library
with Library(Path(sys.argv[1])) as library, library.writing():
    print("ready", flush=True)
    time.sleep(float(sys.argv[2]))
"""

DIES_IN_A_TRANSACTION = """
import os, sys
from pathlib import Path
from digest.store import holdings
from digest.store.library import Library
from digest.store.holdings import Scan
from tests.store.examples import NOW, READER, reading, scan
with Library(Path(sys.argv[1])) as library, library.writing():
    scan(library, reading("first.md", "This was committed."))
    with library.transaction() as connection:
        holdings.merge(connection, [reading("second.md", "This was not.")], Scan(NOW, READER))
        print("ready", flush=True)
        sys.stdin.readline()
        os.kill(os.getpid(), 9)
"""

COMMITS_WITHOUT_END = """
import itertools, sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA wal_autocheckpoint=4")
print("ready", flush=True)
for number in itertools.count(40):
    connection.execute("UPDATE page SET number = ? WHERE id = ? % 40", (number, number))
    time.sleep(0.03 * (number % 10 == 0))
"""


def traces(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file in ``folder`` with its bytes and its time of change."""
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} | {
        ".": (b"", folder.stat().st_mtime_ns)
    }


def paths_in(library: Library) -> set[str]:
    with library.reading() as connection:
        return {path for path, *_ in holdings.known_files(connection, READER)}


def test_a_new_library_is_made_with_its_folder_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "some" / "where" / "digest.db"
    with Library(path) as library:
        assert len(library.instance) == 32
        assert paths_in(library) == set()
        assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_library_has_one_instance_for_good(tmp_path: Path) -> None:
    def instance(name: str) -> bytes:
        with Library(tmp_path / name) as library:
            return library.instance

    assert instance("a.db") == instance("a.db") != instance("b.db")


def test_processes_that_all_make_the_library_make_one(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, digest.store.library as l; print(l.Library(pathlib.Path(sys.argv[1])).instance.hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "digest.db")]
    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(
                lambda _: subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True), range(4)
            )
        )
    assert len({one.stdout for one in done}) == 1


def test_a_process_that_waited_to_make_the_library_takes_the_one_made_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with Library(tmp_path / "made by another") as other:
        instance = other.instance
    with ThreadPoolExecutor(1) as pool, FileLock(f"{path}.lock"):
        opening = pool.submit(Library, path)
        with pytest.raises(TimeoutError):
            opening.result(0.2)
        (tmp_path / "made by another").rename(path)
    with opening.result(5) as library:
        assert library.instance == instance


def test_a_library_half_made_by_a_process_that_died_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "digest.db.new").write_bytes(b"half")
    (tmp_path / "digest.db.new-wal").write_bytes(b"a page")
    with Library(tmp_path / "digest.db") as library:
        scan(library, reading("a.md", "A highlight."))
    assert {path.name for path in tmp_path.iterdir()} == {"digest.db", "digest.db.lock"}


def test_durability_and_integrity_are_in_force_in_every_connection(library: Library) -> None:
    for opened in (library.reading, library.transaction):
        with opened() as connection:
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            told = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in pragmas]
        assert told == ["wal", 2, 1, 1]


@pytest.mark.parametrize("name", ["with space.db", "100%.db", "a?b=c.db", "hash#.db", "潮汐.db"])
def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    with Library(tmp_path / name) as library:
        scan(library, reading("a.md", "A highlight."))
    assert (tmp_path / name).stat().st_size > 0
    with Library(tmp_path / name) as library:
        assert paths_in(library) == {"a.md"}


def test_a_library_that_should_be_there_is_missed_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no library at '.*digest\.db'; run 'digest scan'"):
        Library(tmp_path / "digest.db", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("schema", "age"), [(SCHEMA + 1, "newer"), (FIRST_SCHEMA - 1, "older")])
def test_a_library_of_another_version_is_refused_untouched(tmp_path: Path, schema: int, age: str) -> None:
    path = tmp_path / "digest.db"
    Library(path).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={schema}")
    before = traces(tmp_path)
    for use in (Library, lambda where: scratch(where).__enter__()):
        with pytest.raises(
            LibraryError, match=f"made by a {age} digest .schema {schema}, this one reads"
        ) as refused:
            use(path)
        assert refused.value.status == 74
    assert traces(tmp_path) == before


def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    before = traces(tmp_path)
    with pytest.raises(
        LibraryError, match=r"'.*photos\.db' is not a library of digest; set \[library\] state"
    ) as refused:
        Library(path)
    assert refused.value.status == 74
    assert traces(tmp_path) == before


@pytest.mark.parametrize("content", [b"", b"My notes.\n" * 50, b"SQLite format 3\0", b"\0" * 5000])
def test_what_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "digest.db"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="is not a library of digest") as refused:
        Library(path)
    assert refused.value.status == 74
    assert path.read_bytes() == content


def test_a_damaged_library_is_told_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with Library(path) as library:
        scan(library, *(reading(f"{number}.md", f"Highlight {number}.") for number in range(200)))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(4096) * (len(whole) // 4096 - 1))
    with (
        pytest.raises(LibraryError, match=r"is damaged: .*; restore it with 'digest restore COPY'") as refused,
        Library(path) as library,
    ):
        paths_in(library)
    assert refused.value.status == 74


def test_damage_that_cannot_even_be_told_of_is_told_to_be_damage(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    Library(path).close()
    statement = b"ON sightings"
    path.write_bytes(path.read_bytes().replace(statement, statement.replace(b" ", b"\xa0")))
    with pytest.raises(LibraryError, match="is damaged"):
        Library(path)


def test_a_library_cut_short_is_told_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with Library(path) as library:
        scan(library, *(reading(f"{number}.md", f"Highlight {number}.") for number in range(200)))
    path.write_bytes(path.read_bytes()[: 3 * 4096])
    with pytest.raises(LibraryError, match="is damaged"), Library(path) as library:
        paths_in(library)


def test_a_folder_in_the_place_of_the_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be read: Is a directory"):
        Library(tmp_path)


def test_a_place_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("I am a file.")
    with pytest.raises(LibraryError, match=r"cannot be (made|read)") as refused:
        Library(tmp_path / "var" / "digest.db")
    assert refused.value.status == 74


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that anybody may enter."""
    with tempfile.TemporaryDirectory(prefix="digest-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextlib.contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Be a user who may read ``folder`` and not write in it; root is for a moment somebody else."""
    root = os.geteuid() == 0
    folder.chmod(0o555)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_place_that_cannot_be_written(open_to_all: Path) -> None:
    with without_rights(open_to_all), pytest.raises(LibraryError, match="Permission denied") as refused:
        Library(open_to_all / "digest.db")
    assert refused.value.status == 74
    assert list(open_to_all.iterdir()) == []


def test_a_library_that_cannot_be_written(open_to_all: Path) -> None:
    path = open_to_all / "digest.db"
    Library(path).close()
    path.chmod(0o444)
    path.with_name("digest.db.lock").unlink()
    with (
        without_rights(open_to_all),
        pytest.raises(LibraryError, match=r"cannot be (used|locked)") as refused,
        Library(path) as library,
        library.writing(),
    ):
        scan(library, reading("a.md", "A highlight."))
    assert refused.value.status == 74


def test_a_library_that_cannot_be_read(open_to_all: Path) -> None:
    path = open_to_all / "digest.db"
    Library(path).close()
    path.chmod(0o000)
    with without_rights(open_to_all), pytest.raises(LibraryError, match="cannot be read: Permission denied"):
        Library(path)


def test_a_writer_gives_up_on_a_program_that_holds_the_file(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "PATIENCE", 0.2)
    with another_process(HOLDS_A_TRANSACTION, library.path), Library(library.path) as impatient:
        began = time.monotonic()
        with pytest.raises(LibraryBusy, match=r"another program holds the library .*; try again") as busy:
            scan(impatient, reading("a.md", "A highlight."))
        assert 0.1 < time.monotonic() - began < 5
        assert busy.value.status == 75


def test_a_reader_waits_for_nobody(library: Library) -> None:
    scan(library, reading("a.md", "A highlight."))
    with another_process(HOLDS_A_TRANSACTION, library.path):
        began = time.monotonic()
        with Library(library.path) as reader:
            assert paths_in(reader) == {"a.md"}
        with scratch(library.path) as copy:
            assert paths_in(copy) == {"a.md"}
        assert time.monotonic() - began < 2


def test_only_one_process_is_the_writer_and_the_next_waits(library: Library) -> None:
    with another_process(IS_THE_WRITER, library.path, 0.5):
        began = time.monotonic()
        with library.writing():
            assert time.monotonic() - began > 0.2


def test_a_writer_that_takes_too_long_is_told_of(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_module, "PATIENCE", 0.1)
    with (
        another_process(IS_THE_WRITER, library.path, 60),
        pytest.raises(LibraryBusy, match="another digest is writing to the library") as busy,
        library.writing(),
    ):
        pass
    assert busy.value.status == 75


def test_the_writer_may_write_several_times(library: Library) -> None:
    with library.writing():
        scan(library, reading("a.md", "A highlight."))
        scan(library, reading("b.md", "Another highlight."))
    assert paths_in(library) == {"a.md", "b.md"}


def test_killing_a_writer_loses_nothing_committed_and_frees_the_library(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with another_process(DIES_IN_A_TRANSACTION, path) as doomed:
        assert doomed.stdin
        doomed.stdin.write("\n")
        doomed.stdin.close()
        assert doomed.wait(10) == -9
    began = time.monotonic()
    with Library(path) as library, library.writing():
        assert paths_in(library) == {"first.md"}
        scan(library, reading("third.md", "Life goes on."))
        with library.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert time.monotonic() - began < 5


def test_an_exception_leaves_nothing_of_its_transaction(library: Library) -> None:
    with contextlib.suppress(ZeroDivisionError), library.transaction() as connection:
        holdings.merge(connection, [reading("a.md", "A highlight.")], Scan(NOW, READER))
        raise ZeroDivisionError
    assert paths_in(library) == set()


def test_a_mistake_of_ours_is_not_told_as_a_mistake_of_the_disk(library: Library) -> None:
    twice = text("INSERT INTO files VALUES (1, 'a.md', 0, 0, '', ''), (1, 'b.md', 0, 0, '', '')")
    with pytest.raises(IntegrityError, match="UNIQUE"), library.transaction() as connection:
        connection.execute(twice)


def test_a_scratch_copy_of_nothing_is_a_new_library_and_makes_none(tmp_path: Path) -> None:
    with scratch(tmp_path / "var" / "digest.db") as copy:
        scan(copy, reading("a.md", "A highlight."))
        assert paths_in(copy) == {"a.md"}
    assert list(tmp_path.iterdir()) == []


def test_a_scratch_copy_holds_everything_and_whatever_is_done_to_it_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with Library(path) as library:
        scan(library, reading("a.md", "A highlight."))
        instance = library.instance
    before = traces(tmp_path)
    with scratch(path) as copy:
        assert copy.instance == instance
        scan(copy, reading("b.md", "Another highlight."))
        assert paths_in(copy) == {"a.md", "b.md"}
        assert copy.path.parent != tmp_path
        remains = copy.path.parent
    assert traces(tmp_path) == before
    assert not remains.exists()


def test_a_scratch_copy_sees_what_an_open_library_committed_and_leaves_its_files_alone(library: Library) -> None:
    scan(library, reading("a.md", "A highlight."))
    assert Path(f"{library.path}-wal").stat().st_size > 0
    before = traces(library.path.parent)
    with scratch(library.path) as copy:
        assert paths_in(copy) == {"a.md"}
    assert traces(library.path.parent) == before


def test_a_scratch_copy_follows_a_link_to_the_library(library: Library, tmp_path: Path) -> None:
    scan(library, reading("a.md", "A highlight."))
    (tmp_path / "link.db").symlink_to(library.path)
    with scratch(tmp_path / "link.db") as copy:
        assert paths_in(copy) == {"a.md"}


def test_a_link_to_the_library_leads_to_the_same_lock(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "PATIENCE", 0.1)
    (tmp_path / "link.db").symlink_to(library.path)
    with Library(tmp_path / "link.db") as linked, linked.writing(), pytest.raises(LibraryBusy), library.writing():
        pass


def test_a_scratch_copy_sees_what_a_dead_process_committed_and_leaves_its_files_alone(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with another_process(DIES_IN_A_TRANSACTION, path):
        pass
    path.with_name("digest.db-shm").unlink()
    assert path.with_name("digest.db-wal").exists()
    before = traces(tmp_path)
    with scratch(path) as copy:
        assert paths_in(copy) == {"first.md"}
    assert traces(tmp_path) == before


def test_a_scratch_copy_is_sound_while_another_process_writes_without_end(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with Library(path) as library, library.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE page (id INTEGER PRIMARY KEY, number INTEGER, filling BLOB)")
        for number in range(40):
            connection.exec_driver_sql("INSERT INTO page VALUES (?, ?, zeroblob(100000))", (number, number))
    seen = set()
    with another_process(COMMITS_WITHOUT_END, path):
        for _ in range(40):
            with scratch(path) as copy, copy.reading() as connection:
                numbers = set(connection.exec_driver_sql("SELECT number FROM page").scalars())
            # Every commit changed one of the 40 pages: none is missing, and none is there before its time.
            assert numbers == set(range(max(numbers) - 39, max(numbers) + 1))
            seen.add(max(numbers))
    assert len(seen) > 10


def test_errors_of_a_scratch_copy_speak_of_the_library(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    Library(path).close()
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096 * 30)
    with pytest.raises(LibraryError, match=f"the library '{path}' is damaged"), scratch(path) as copy:
        paths_in(copy)


def test_the_file_says_whose_it_is(library: Library) -> None:
    library.close()
    head = library.path.read_bytes()[:100]
    told = {name: int.from_bytes(head[at : at + 4]) for name, at in HEADER.items()}
    assert told == {"user_version": SCHEMA, "application_id": APPLICATION}
    with library.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(files)) == 0
