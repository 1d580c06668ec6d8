"""How an older library becomes one of today: the migrations in ``versions``, by Alembic.

There is one line of them. A migration has the number of the schema that it makes (``revision``) and of the one that
it starts from (``down_revision``); SQLite's ``user_version`` keeps it, and Alembic has no table of its own here.
``./dev migration WORDS`` drafts the next one from what ``store/schema.py`` says by then.
"""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent


def migrate(connection: Connection, schema: int | None = None) -> None:
    """Play every migration after ``schema`` (None: all of them) in the transaction of ``connection``."""
    scripts = ScriptDirectory(str(SCRIPTS))
    after = "base" if schema is None else str(schema)
    newer = list(scripts.iterate_revisions("head", after))
    with Operations.context(MigrationContext.configure(connection)):
        for script in reversed(newer):
            script.module.upgrade()
            connection.exec_driver_sql(f"PRAGMA user_version={script.revision}")
