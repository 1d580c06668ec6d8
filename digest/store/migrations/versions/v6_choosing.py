"""Choosing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"

_LEDGER = "for which they count as printed: as the settings had it"


def upgrade() -> None:
    op.add_column("editions", sa.Column("ledger", sa.String(length=40), comment=_LEDGER))
    op.execute("UPDATE editions SET ledger = digest")
    with op.batch_alter_table("editions") as editions:
        editions.alter_column("ledger", nullable=False)
    op.create_table(
        "answers",
        sa.Column(
            "mail",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="fingerprint of its Message-ID, or of the whole",
        ),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("link", sa.Text(), nullable=True, comment="of the letter, if this answer used it up"),
        sa.Column("read", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mail", name=op.f("pk_answers")),
        sa.UniqueConstraint("link", name=op.f("uq_answers_link")),
        comment="mails that answered a letter: none is read twice, and no link counts twice",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opinions",
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.Column("favorite", sa.Boolean(), nullable=False),
        sa.Column(
            "step",
            sa.Integer(),
            nullable=False,
            comment="added to that of the ladder: less comes sooner, more later",
        ),
        sa.Column("retired", sa.String(length=10), nullable=False, comment="discard, done, or empty"),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("marked", sa.Text(), nullable=False, comment="what the reader said, word by word"),
        sa.Column("stated", sa.Text(), nullable=False, comment="what its note says now, word by word"),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_opinions_highlight_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("highlight_id", name=op.f("pk_opinions")),
        comment="what the reader thinks of a highlight, if anything: see core.opinions",
    )
