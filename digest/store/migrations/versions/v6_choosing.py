"""What choosing asks for: values, opinions, how often a ledger has printed what.

Drafted, and by hand where rows are carried over (``_carry_over`` and the columns that it fills).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"


def upgrade() -> None:
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
        "flawed",
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.Column("flaw", sa.String(length=20), nullable=False, comment="see core.quality"),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_flawed_highlight_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("highlight_id", name=op.f("pk_flawed")),
        comment="which of those that are indexed are not worth a place by themselves",
    )
    op.create_table(
        "turns",
        sa.Column("ledger", sa.String(length=40), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False, comment="editions that it stood in"),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("revisited", sa.BigInteger(), nullable=True, comment="when it last had an old one; null: never"),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_turns_work_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ledger", "work_id", name=op.f("pk_turns")),
        comment="as met, of works",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "met",
        sa.Column("ledger", sa.String(length=40), nullable=False),
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False, comment="that of the highlight, for the index"),
        sa.Column(
            "times", sa.Integer(), nullable=False, comment="0: set aside by an older version, no news any more"
        ),
        sa.Column("last", sa.BigInteger(), nullable=True, comment="null: never"),
        sa.Column("due", sa.BigInteger(), nullable=False, comment="when it may come again, by the ladder alone"),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_met_highlight_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ledger", "highlight_id", name=op.f("pk_met")),
        comment="what the picks of a ledger come to, edition after edition: see store.met",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("met", schema=None) as batch_op:
        batch_op.create_index("met_by_due", ["ledger", "value", "due"], unique=False)

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
    op.add_column("editions", sa.Column("ledger", sa.String(length=40), comment=_LEDGER))
    op.add_column(
        "editions", sa.Column("credit", sa.Float(), comment="what it left of it, see core.pacing; null: not known")
    )
    op.add_column(
        "editions",
        sa.Column("draft", sa.Text(), comment="the identity of the draft that it was made from, if it was"),
    )
    op.add_column(
        "deliveries",
        sa.Column("failed", sa.BigInteger(), comment="when it was refused or given up; null: not, or not known"),
    )
    op.add_column("highlights", sa.Column("value", sa.Integer(), comment=_VALUE))
    for statement in _CARRY_OVER:
        op.execute(statement)
    op.drop_table("aside")
    op.create_table(
        "arrivals",
        sa.Column("day", sa.Integer(), nullable=False, comment="since 1970, UTC"),
        sa.Column("first", sa.Integer(), nullable=False, comment="of the ids that came on it"),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False, comment="how many were no news when they came"),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_arrivals")),
        comment="the days on which highlights came: a few late ones are news all the same, a bulk of them is none",
    )
    op.execute(
        "INSERT INTO arrivals (day, first, last, late) "
        "SELECT first_seen / 86400000, min(id), max(id), sum(marked <= first_seen - 2592000000) "
        "FROM highlights GROUP BY first_seen / 86400000"
    )
    op.create_table(
        "held",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False, comment="of the file's bytes"),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False, comment="what is wrong, a line each; empty for nothing"),
        sa.Column("ledger", sa.String(length=40), nullable=False),
        sa.Column(
            "highlights", sa.Text(), nullable=False, comment="JSON list: what it prints, if nothing is wrong"
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_held")),
        comment="the drafts that are ready, as they were last seen, and since when they are so",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("editions", recreate="always", partial_reordering=[_LARGE_LAST]) as editions:
        editions.alter_column("ledger", existing_type=sa.String(length=40), nullable=False)
    with op.batch_alter_table("highlights", recreate="always") as highlights:
        highlights.alter_column("value", existing_type=sa.Integer(), nullable=False)
    is_news, has_marks = sa.text("marked > first_seen - 2592000000"), sa.text("value > 1")
    op.create_index("highlights_news", "highlights", ["first_seen"], sqlite_where=is_news)
    op.create_index("highlights_with_marks", "highlights", ["value", "marked"], sqlite_where=has_marks)


_LARGE_LAST = ("folder", "withdrawn", "ledger", "credit", "draft", "record", "html", "text", "message")
_LEDGER = "in which it is kept what it printed"
_VALUE = "to its reader, from 1: see core.value"

_CARRY_OVER = (
    "UPDATE editions SET ledger = digest",
    """
    UPDATE highlights SET value = 1 + 2 * (note <> '') + 2 * (
        lower(tags) LIKE '%"favorite"%' OR lower(tags) LIKE '%"favourite"%' OR tags LIKE '%"收藏"%'
    )
    """,
    "UPDATE picks SET reason = json_object('lane', 'earlier', 'words', reason)",
    """
    INSERT INTO met (ledger, highlight_id, value, times, last, due)
    SELECT ledger, highlights.id, value, count(*), max(issued), max(issued) + 2592000000 * (1 << min(count(*), 12))
    FROM picks JOIN editions ON editions.id = edition_id JOIN highlights ON highlights.id = highlight_id
    WHERE withdrawn IS NULL GROUP BY ledger, highlights.id
    """,
    """
    INSERT OR IGNORE INTO met (ledger, highlight_id, value, times, last, due)
    SELECT digest, highlights.id, value, 0, NULL, marked + 2592000000
    FROM aside JOIN highlights ON highlights.id = highlight_id
    """,
    """
    INSERT INTO turns (ledger, work_id, turns, last, revisited)
    SELECT ledger, work_id, count(DISTINCT editions.id), max(issued), NULL
    FROM picks JOIN editions ON editions.id = edition_id JOIN highlights ON highlights.id = highlight_id
    WHERE withdrawn IS NULL GROUP BY ledger, work_id
    """,
    # What notes say is an opinion now: every file is read anew.
    "UPDATE files SET reader = ''",
    # Entries of the search index say more than before: all highlights are indexed anew.
    "INSERT INTO entries(entries) VALUES ('delete-all')",
    "DELETE FROM indexed",
    "INSERT OR IGNORE INTO unindexed SELECT id FROM highlights",
)
