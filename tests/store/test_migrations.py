"""A library of any age becomes one of today, all of it or nothing; a new one is what all migrations make."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, func, inspect, select

from digest.core.reasons import in_words, reason_of
from digest.errors import LibraryError
from digest.store import library as library_module
from digest.store import migrations
from digest.store.library import Library, scratch
from digest.store.schema import SCHEMA, highlights, metadata
from tests.store.draft import of_schema
from tests.store.examples import reading, scan

ROOT = Path(__file__).parents[2]

NEXT = f'''
import sqlalchemy as sa
from alembic import op

revision = "{SCHEMA + 1}"
down_revision = "{SCHEMA}"


def upgrade() -> None:
    with op.batch_alter_table("files", recreate="always") as files:  # sightings are of files
        files.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
    MISHAP
'''
"""A migration as the next one may be."""

DIES = """
import sys
from pathlib import Path
import digest.store.library as library
from digest.store import migrations
migrations.SCRIPTS, library.SCHEMA = Path(sys.argv[2]), library.SCHEMA + 1
library.Library(Path(sys.argv[1]))
"""


def facts(connection: Connection) -> dict[str, object]:
    """What SQLite says of a schema: tables, columns, constraints, indexes, triggers, virtual tables."""
    looked, found = inspect(connection), dict[str, object]()
    statements = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")
    for kind, name, sql in statements.all():
        found[f"{kind} {name}"] = sql if kind == "trigger" or str(sql).startswith("CREATE VIRTUAL") else kind
        if kind != "table" or name.startswith(("entries", "sqlite_")):
            continue
        found[f"rowid of {name}"] = "WITHOUT ROWID" not in sql
        for pragma in ("table_xinfo", "index_list", "foreign_key_list"):
            rows = connection.exec_driver_sql(f"PRAGMA {pragma}({name})").all()
            found[f"{pragma} of {name}"] = sorted(
                map(str, (row[1:] if pragma == "index_list" else row for row in rows))
            )
        for index in looked.get_indexes(name):
            found[f"columns of {index['name']}"] = index["column_names"]
        found[f"primary key of {name}"] = looked.get_pk_constraint(name)
        found[f"unique in {name}"] = sorted(map(str, looked.get_unique_constraints(name)))
        found[f"checks of {name}"] = sorted(map(str, looked.get_check_constraints(name)))
        found[f"foreign keys of {name}"] = sorted(map(str, looked.get_foreign_keys(name)))
    return found


def play(connection: Connection, after: str, last: str) -> None:
    """Play the migrations after one schema up to another."""
    with Operations.context(MigrationContext.configure(connection)):
        scripts = ScriptDirectory(str(migrations.SCRIPTS)).iterate_revisions(last, after)
        for script in reversed(list(scripts)):
            script.module.upgrade()


def test_a_new_library_is_what_all_migrations_make() -> None:
    with create_engine("sqlite://").connect() as fresh, create_engine("sqlite://").connect() as replayed:
        metadata.create_all(fresh)
        migrations.migrate(replayed)
        assert replayed.exec_driver_sql("PRAGMA user_version").scalar() == SCHEMA
        assert facts(replayed) == facts(fresh)
        context = MigrationContext.configure(replayed, opts={"include_object": of_schema, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_what_was_printed_before_there_were_ledgers_counts_for_its_own_digest() -> None:
    with create_engine("sqlite://").connect() as connection:
        play(connection, "base", "5")
        connection.exec_driver_sql("INSERT INTO editions VALUES (1, 'daily', 1, 's', 0, 'f', '', '', '', '', NULL)")
        play(connection, "5", "6")
        assert connection.exec_driver_sql("SELECT digest, ledger FROM editions").one() == ("daily", "daily")


def test_what_an_older_version_printed_and_set_aside_keeps_its_meaning() -> None:
    day = 24 * 60 * 60 * 1000
    with create_engine("sqlite://").connect() as connection:
        play(connection, "base", "5")
        run = connection.exec_driver_sql
        run("INSERT INTO works VALUES (7, x'', 'A', 'book', '', '', '', '', '', '', '', '', '')")
        marks = {1: ("", ""), 2: ("Mine.", '["Favorite"]'), 3: ("", ""), 4: ("", "")}
        for id_, (note, tags) in marks.items():
            run(
                "INSERT INTO highlights VALUES (?, 7, x'', '', 0, 'A.', 'plain', ?, '', ?, '', '', 1, ?, 'id', ?)",
                (id_, note, tags, 10 * day, 90 * day),
            )
        for number, withdrawn in ((1, None), (2, None), (3, 103 * day)):
            issued = (100 + number) * day
            run(
                "INSERT INTO editions VALUES (?, 'daily', ?, ?, ?, 'f', 'r', 'h', 't', 'm', ?)",
                (number, number, str(number), issued, withdrawn),
            )
        run("INSERT INTO picks VALUES (1, 1, 'fresh: new'), (1, 2, 'fresh: new'), (2, 2, 'x'), (3, 3, 'y')")
        run("INSERT INTO aside VALUES ('daily', 4), ('daily', 2)")
        play(connection, "5", "6")
        assert run("SELECT ledger, highlight_id, value, times, last, due FROM met ORDER BY 2").all() == [
            ("daily", 1, 1, 1, 101 * day, 161 * day),
            ("daily", 2, 5, 2, 102 * day, 222 * day),
            ("daily", 4, 1, 0, None, 40 * day),
        ]
        assert run("SELECT ledger, work_id, turns, last FROM turns").all() == [("daily", 7, 2, 102 * day)]
        assert run("SELECT id, value, first_seen FROM highlights").all()[1] == (2, 5, 90 * day)
        assert run("SELECT id, record, message, withdrawn FROM editions").all()[2] == (3, "r", "m", 103 * day)
        assert run("SELECT day, first, last, late FROM arrivals").all() == [(90, 1, 4, 4)]
        kept = run("SELECT reason FROM picks ORDER BY edition_id, highlight_id").scalars().all()
        assert in_words(reason_of(kept[0])) == "fresh: new"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A library of today with a highlight in it: old, once there is a schema after it."""
    path = tmp_path / "var" / "digest.db"
    with Library(path) as library:
        scan(library, reading("a.md", "A highlight."))
    return path


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The migrations with one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"v{SCHEMA + 1}_next.py").write_text(NEXT.replace("MISHAP", ""))
    return folder


@pytest.fixture
def next_schema(scripts: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Be the digest of the next schema."""
    monkeypatch.setattr(migrations, "SCRIPTS", scripts)
    monkeypatch.setattr(library_module, "SCHEMA", SCHEMA + 1)
    return SCHEMA + 1


def version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def marks_and_sightings(path: Path) -> list[int]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        counts = "SELECT (SELECT count(*) FROM highlights), (SELECT count(*) FROM sightings)"
        return list(connection.execute(counts).fetchone())


def test_an_older_library_is_upgraded_with_a_copy_beside_it(old: Path, next_schema: int) -> None:
    with Library(old) as library, library.reading() as connection:
        assert connection.exec_driver_sql("SELECT weight FROM files").scalars().all() == [1]
        assert connection.scalar(select(func.count()).select_from(highlights)) == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    copy = old.with_name(f"digest.db.schema-{SCHEMA}")
    assert [(version(path), marks_and_sightings(path)) for path in (old, copy)] == [
        (next_schema, [1, 1]),
        (SCHEMA, [1, 1]),
    ]
    assert copy.stat().st_mode & 0o777 == 0o600


def test_looking_at_an_older_library_leaves_it_as_it_is(old: Path, next_schema: int) -> None:
    with scratch(old) as library, library.reading() as connection:
        assert connection.exec_driver_sql("SELECT weight FROM files").scalars().all() == [1]
    assert version(old) == SCHEMA
    assert {path.name for path in old.parent.iterdir()} <= {"digest.db", "digest.db.lock"}


@pytest.mark.parametrize("mishap", ["import os; os.kill(os.getpid(), 9)", "raise OSError"])
def test_an_upgrade_that_does_not_come_to_its_end_is_begun_anew(
    old: Path, scripts: Path, mishap: str, request: pytest.FixtureRequest
) -> None:
    migration = scripts / "versions" / f"v{SCHEMA + 1}_next.py"
    migration.write_text(NEXT.replace("MISHAP", mishap))
    done = subprocess.run([sys.executable, "-c", DIES, old, scripts], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode != 0
    assert version(old) == SCHEMA
    assert version(old.with_name(f"digest.db.schema-{SCHEMA}")) == SCHEMA
    migration.write_text(NEXT.replace("MISHAP", ""))
    next_schema = request.getfixturevalue("next_schema")
    Library(old).close()
    assert (version(old), marks_and_sightings(old)) == (next_schema, [1, 1])


def test_an_older_digest_refuses_what_was_upgraded_also_when_only_the_log_says_so(old: Path) -> None:
    with contextlib.closing(sqlite3.connect(old, isolation_level=None)) as upgraded:
        upgraded.execute("PRAGMA wal_autocheckpoint=0")
        upgraded.execute(f"PRAGMA user_version={SCHEMA + 1}")
        assert int.from_bytes(old.read_bytes()[60:64]) == SCHEMA  # the new one stands in the log alone
        with pytest.raises(LibraryError, match=f"made by a newer digest .schema {SCHEMA + 1}.*use the digest"):
            Library(old)


def test_alembic_is_paid_for_by_upgrades_alone(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from digest.store.library import Library; "
    code += (
        "Library(Path(sys.argv[1])).close(); Library(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "digest.db"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
