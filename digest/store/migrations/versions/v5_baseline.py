"""The tables as they were first released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "about",
        sa.Column("instance", sa.LargeBinary(length=32), nullable=False, comment="random; makes Message-IDs ours"),
        sa.Column(
            "rounds", sa.Integer(), nullable=False, comment="of delivering, their begins and ends: see store.rounds"
        ),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False, comment="below the outbox"),
        sa.Column("record", sa.LargeBinary(), nullable=False, comment="edition.json, zlib"),
        sa.Column("html", sa.LargeBinary(), nullable=False, comment="message.html, zlib"),
        sa.Column("text", sa.LargeBinary(), nullable=False, comment="message.txt, zlib"),
        sa.Column("message", sa.LargeBinary(), nullable=False, comment="message.eml, zlib"),
        sa.Column("withdrawn", sa.BigInteger(), nullable=True, comment="when; its picks count as unprinted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("digest", "number", name=op.f("uq_editions_digest_number")),
        sa.UniqueConstraint("digest", "slot", name=op.f("uq_editions_digest_slot")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False, comment="nanoseconds, as the file system has it"),
        sa.Column("format", sa.String(length=40), nullable=False, comment="empty: not recognised"),
        sa.Column("reader", sa.Text(), nullable=False, comment="what read it: the program and its settings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("path", name=op.f("uq_files_path")),
    )
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer(), nullable=False, comment="the erased highlight's, never given again"),
        sa.Column("work", sa.LargeBinary(length=16), nullable=False, comment="the fingerprint of its work"),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten")),
    )
    op.create_table(
        "place_problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_problems")),
        comment="of folders, and of files that were not looked at: as the last scan found them",
    )
    op.create_table(
        "schedules",
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False, comment="as the settings had it"),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_schedules")),
        comment="the schedule by which letters of a digest were last asked for",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slots",
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False, comment="issued, empty, skipped, before"),
        sa.PrimaryKeyConstraint("digest", "slot", name=op.f("pk_slots")),
        comment="the scheduled slots that are settled: what the scheduler does not come back to",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "warnings",
        sa.Column("cause", sa.String(length=20), nullable=False, comment="see model.warning"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("printed", sa.Boolean(), nullable=False, comment="a letter told of it"),
        sa.Column("noticed", sa.Boolean(), nullable=False, comment="a notice told of it"),
        sa.PrimaryKeyConstraint("cause", "subject", name=op.f("pk_warnings")),
        comment="those that stand: a warning that has ended is forgotten",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="the exporter's own identity, or empty"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("app_url", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False, comment="JSON list, or empty"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_works_fingerprint")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False, comment="as the settings had it"),
        sa.Column("message_id", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False, comment="by the real clock"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry", sa.BigInteger(), nullable=True, comment="when the service tries again"),
        sa.Column("server", sa.Text(), nullable=False, comment="last spoken to, or empty"),
        sa.Column("receipt", sa.Text(), nullable=False, comment="what it said, or empty"),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_deliveries_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("edition_id", "recipient", name=op.f("uq_deliveries_edition_id_recipient")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
    )
    op.create_index(op.f("ix_deliveries_state"), "deliveries", ["state"], unique=False)
    op.create_table(
        "highlights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="the exporter's own identity, or empty"),
        sa.Column("point", sa.Boolean(), nullable=False, comment="a point of a summary, not a highlight"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("markup", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False, comment="JSON list, or empty"),
        sa.Column("color", sa.String(length=20), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("marked", sa.BigInteger(), nullable=False),
        sa.Column("date_source", sa.String(length=20), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False, comment="the moment of the scan that brought it"),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_highlights_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_highlights")),
    )
    op.create_index("highlights_by_key", "highlights", ["key"], unique=False)
    op.create_index("highlights_by_work", "highlights", ["work_id"], unique=False)
    op.create_table(
        "problems",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_problems_file_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_problems_file_id"), "problems", ["file_id"], unique=False)
    op.create_table(
        "work_names",
        sa.Column("name", sa.LargeBinary(length=16), nullable=False, comment="see core.identity.work_names"),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_work_names_work_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("name", "work_id", name=op.f("pk_work_names")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "aside",
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_aside_highlight_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", "highlight_id", name=op.f("pk_aside")),
        comment="what a digest set aside: not fresh for it any more",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "indexed",
        sa.Column("entry", sa.Integer(), nullable=False, comment="the day of the mark, and a number within it"),
        sa.Column("highlight_id", sa.Integer(), nullable=True, comment="null: stale"),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_indexed_highlight_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_indexed")),
        sa.UniqueConstraint("highlight_id", name=op.f("uq_indexed_highlight_id")),
        comment="what the entries of the search index are about",
    )
    op.create_table(
        "picks",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_picks_edition_id")),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_picks_highlight_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "highlight_id", name=op.f("pk_picks")),
        sqlite_with_rowid=False,
    )
    op.create_index("picks_by_highlight", "picks", ["highlight_id"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_sightings_file_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_sightings_highlight_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "highlight_id", name=op.f("pk_sightings")),
        sqlite_with_rowid=False,
    )
    op.create_index("sightings_by_highlight", "sightings", ["highlight_id"], unique=False)
    op.create_table(
        "standing_nowhere",
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_standing_nowhere_highlight_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("highlight_id", name=op.f("pk_standing_nowhere")),
        comment="those without a sighting: no file has them any more",
    )
    op.create_table(
        "unindexed",
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlights.id"], name=op.f("fk_unindexed_highlight_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("highlight_id", name=op.f("pk_unindexed")),
        comment="what has changed since it was indexed; what is new may have no row yet (see store.search)",
    )
    op.execute(
        "CREATE VIRTUAL TABLE entries USING fts5(text, note, title, tags, labels, content='', tokenize='porter unicode61 remove_diacritics 2')"
    )
