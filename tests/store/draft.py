"""``./dev migration WORDS``: the next migration, from what ``store/schema.py`` says and the migrations do not yet.

It is a draft to be looked over.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from digest.store.migrations import SCRIPTS, migrate
from digest.store.schema import SCHEMA, metadata

_TEMPLATE = '''"""{words}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{schema}"
down_revision = {before}


def upgrade() -> None:
    {code}
'''


def of_schema(_: Any, name: str | None, kind: str, reflected: bool, __: Any) -> bool:
    """Whether something is of ``metadata``: the tables that SQLite keeps for the search index are not."""
    return not (kind == "table" and reflected and (name or "").startswith("entries"))


def virtual_tables(connection: Connection) -> set[str]:
    """The statements that made the virtual tables, which Alembic does not compare."""
    found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    return set(found.scalars())


def main(words: str) -> None:
    """Write the draft and say where it is."""
    versions = SCRIPTS / "versions"
    made = [int(found[1]) for path in versions.glob("*.py") if (found := re.match(r"v(\d+)_", path.name))]
    if SCHEMA in made:
        sys.exit(f"there is a migration to schema {SCHEMA}: raise SCHEMA in digest/store/schema.py first")
    with create_engine("sqlite://").connect() as old, create_engine("sqlite://").connect() as new:
        if made:
            migrate(old)
        metadata.create_all(new)
        context = MigrationContext.configure(old, opts={"include_object": of_schema})
        upgrade = produce_migrations(context, metadata).upgrade_ops
        virtual = sorted(virtual_tables(new) - virtual_tables(old))
    assert upgrade is not None
    code = render_python_code(upgrade, render_as_batch=bool(made), migration_context=context)
    told = [line for line in code.splitlines() if not line.lstrip().startswith("# ###")]
    told += [f"    op.execute({statement!r})" for statement in virtual]
    path = versions / f"v{SCHEMA}_{re.sub(r'[^a-z0-9]+', '_', words.lower())}.py"
    before = f'"{max(made)}"' if made else "None"
    draft = _TEMPLATE.format(words=words, schema=SCHEMA, before=before, code="\n".join(told).lstrip())
    path.write_text(draft, "utf-8")
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or sys.exit(__doc__))
