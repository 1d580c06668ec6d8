"""Choosing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"


def upgrade() -> None:
    op.create_table(
        "held",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False, comment="of the file's bytes"),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False, comment="what is wrong, a line each; empty for nothing"),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column(
            "highlights", sa.Text(), nullable=False, comment="JSON list: what it prints, if nothing is wrong"
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_held")),
        comment="the drafts that are ready, as they were last seen, and since when they are so",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "draft",
                sa.Text(),
                nullable=True,
                comment="the identity of the draft that it was made from, if it was",
            )
        )
