"""The library's tables. Moments are Unix milliseconds (UTC); fingerprints are 16 bytes (``core.identity``)."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    literal_column,
)

from digest.model.choice import DAY, NEWS_DAYS
from digest.model.clipping import DateSource, Kind, Markup
from digest.model.delivery import DeliveryState

APPLICATION = int.from_bytes(b"dgst")
"""What tells our files from those of other programs: SQLite's ``application_id``."""

SCHEMA = 6
"""Number of this schema, SQLite's ``user_version``: that of the newest migration (``store/migrations``)."""

FIRST_SCHEMA = 5
"""The oldest that there are migrations from."""

# Every constraint has a name, so that a migration can change it.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


about = Table(
    "about",
    metadata,
    Column("instance", LargeBinary(32), nullable=False, comment="random; makes Message-IDs ours"),
    Column("rounds", Integer, nullable=False, comment="of delivering, their begins and ends: see store.rounds"),
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
    Column("modified", BigInteger, nullable=False, comment="nanoseconds, as the file system has it"),
    Column("format", String(40), nullable=False, comment="empty: not recognised"),
    Column("reader", Text, nullable=False, comment="what read it: the program and its settings"),
)

problems = Table(
    "problems",
    metadata,
    Column("file_id", ForeignKey("files.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("hint", Text, nullable=False),
)

place_problems = Table(
    "place_problems",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("hint", Text, nullable=False),
    comment="of folders, and of files that were not looked at: as the last scan found them",
)

works = Table(
    "works",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", LargeBinary(16), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("key", Text, nullable=False, comment="the exporter's own identity, or empty"),
    Column("author", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("app", Text, nullable=False),
    Column("app_url", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("tags", Text, nullable=False, comment="JSON list, or empty"),
)

work_names = Table(
    "work_names",
    metadata,
    Column("name", LargeBinary(16), primary_key=True, comment="see core.identity.work_names"),
    Column("work_id", ForeignKey("works.id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)

highlights = Table(
    "highlights",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("work_id", ForeignKey("works.id"), nullable=False),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("key", Text, nullable=False, comment="the exporter's own identity, or empty"),
    Column("point", Boolean, nullable=False, comment="a point of a summary, not a highlight"),
    Column("text", Text, nullable=False),
    Column("markup", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("tags", Text, nullable=False, comment="JSON list, or empty"),
    Column("color", String(20), nullable=False),
    Column("heading", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("marked", BigInteger, nullable=False),
    Column("date_source", String(20), nullable=False),
    Column("first_seen", BigInteger, nullable=False, comment="the moment of the scan that brought it"),
    Column("value", Integer, nullable=False, comment="to its reader, from 1: see core.value"),
    Index("highlights_by_work", "work_id"),
    Index("highlights_by_key", "key"),
)

IS_NEWS = highlights.c.marked > highlights.c.first_seen - literal_column(str(NEWS_DAYS * DAY))
"""That a highlight was news when it arrived."""

HAS_MARKS = highlights.c.value > literal_column("1")
"""That a highlight has a note, or is dear to its reader."""

# SQLite uses them where a query has these very conditions. An import of a whole past, of which little is news and
# few have marks, hardly pays for them.
Index("highlights_news", highlights.c.first_seen, sqlite_where=IS_NEWS)
Index("highlights_with_marks", highlights.c.value, highlights.c.marked, sqlite_where=HAS_MARKS)

arrivals = Table(
    "arrivals",
    metadata,
    Column("day", Integer, primary_key=True, comment="since 1970, UTC"),
    Column("first", Integer, nullable=False, comment="of the ids that came on it"),
    Column("last", Integer, nullable=False),
    Column("late", Integer, nullable=False, comment="how many were no news when they came"),
    comment="the days on which highlights came: a few late ones are news all the same, a bulk of them is none",
)

sightings = Table(
    "sightings",
    metadata,
    Column("file_id", ForeignKey("files.id", ondelete="CASCADE"), primary_key=True),
    Column("highlight_id", ForeignKey("highlights.id", ondelete="CASCADE"), primary_key=True),
    Column("line", Integer, nullable=False),
    Index("sightings_by_highlight", "highlight_id"),
    sqlite_with_rowid=False,
)

standing_nowhere = Table(
    "standing_nowhere",
    metadata,
    Column("highlight_id", ForeignKey("highlights.id", ondelete="CASCADE"), primary_key=True),
    comment="those without a sighting: no file has them any more",
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("id", Integer, primary_key=True, comment="the erased highlight's, never given again"),
    Column("work", LargeBinary(16), nullable=False, comment="the fingerprint of its work"),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("key", Text, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("slot", String(80), nullable=False),
    Column("issued", BigInteger, nullable=False),
    Column("folder", Text, nullable=False, comment="below the outbox"),
    Column("withdrawn", BigInteger, comment="when; its picks count as unprinted"),
    Column("ledger", String(40), nullable=False, comment="in which it is kept what it printed"),
    Column("credit", Float, comment="what it left of it, see core.pacing; null: not known"),
    Column("draft", Text, comment="the identity of the draft that it was made from, if it was"),
    # What is large comes last: to read what stands behind it, SQLite goes through all of it.
    Column("record", LargeBinary, nullable=False, comment="edition.json, zlib"),
    Column("html", LargeBinary, nullable=False, comment="message.html, zlib"),
    Column("text", LargeBinary, nullable=False, comment="message.txt, zlib"),
    Column("message", LargeBinary, nullable=False, comment="message.eml, zlib"),
    UniqueConstraint("digest", "number"),
    UniqueConstraint("digest", "slot"),
)

picks = Table(
    "picks",
    metadata,
    Column("edition_id", ForeignKey("editions.id"), primary_key=True),
    Column("highlight_id", ForeignKey("highlights.id", ondelete="CASCADE"), primary_key=True),
    Column("reason", Text, nullable=False, comment="JSON, see core.reasons"),
    Index("picks_by_highlight", "highlight_id"),
    sqlite_with_rowid=False,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", ForeignKey("editions.id"), nullable=False),
    Column("recipient", Text, nullable=False, comment="as the settings had it"),
    Column("message_id", String(400), nullable=False, unique=True),
    Column("state", String(20), nullable=False, index=True),
    Column("planned", BigInteger, nullable=False, comment="by the real clock"),
    Column("attempts", Integer, nullable=False),
    Column("retry", BigInteger, comment="when the service tries again"),
    Column("server", Text, nullable=False, comment="last spoken to, or empty"),
    Column("receipt", Text, nullable=False, comment="what it said, or empty"),
    Column("failed", BigInteger, comment="when it was refused or given up; null: not, or not known"),
    UniqueConstraint("edition_id", "recipient"),
)

met = Table(
    "met",
    metadata,
    Column("ledger", String(40), primary_key=True),
    Column("highlight_id", ForeignKey("highlights.id", ondelete="CASCADE"), primary_key=True),
    Column("value", Integer, nullable=False, comment="that of the highlight, for the index"),
    Column("times", Integer, nullable=False, comment="0: set aside by an older version, no news any more"),
    Column("last", BigInteger, comment="null: never"),
    Column("due", BigInteger, nullable=False, comment="when it may come again, by the ladder alone"),
    Index("met_by_due", "ledger", "value", "due"),
    comment="what the picks of a ledger come to, edition after edition: see store.met",
    sqlite_with_rowid=False,
)

turns = Table(
    "turns",
    metadata,
    Column("ledger", String(40), primary_key=True),
    Column("work_id", ForeignKey("works.id", ondelete="CASCADE"), primary_key=True),
    Column("turns", Integer, nullable=False, comment="editions that it stood in"),
    Column("last", BigInteger, nullable=False),
    Column("revisited", BigInteger, comment="when it last had an old one; null: never"),
    comment="as met, of works",
    sqlite_with_rowid=False,
)

opinions = Table(
    "opinions",
    metadata,
    Column("highlight_id", ForeignKey("highlights.id", ondelete="CASCADE"), primary_key=True),
    Column("favorite", Boolean, nullable=False),
    Column("step", Integer, nullable=False, comment="added to that of the ladder: less comes sooner, more later"),
    Column("retired", String(10), nullable=False, comment="discard, done, or empty"),
    Column("pinned", Boolean, nullable=False),
    Column("marked", Text, nullable=False, comment="what the reader said, word by word"),
    Column("stated", Text, nullable=False, comment="what its note says now, word by word"),
    Column("changed", BigInteger, nullable=False),
    comment="what the reader thinks of a highlight, if anything: see core.opinions",
)

answers = Table(
    "answers",
    metadata,
    Column("mail", LargeBinary(16), primary_key=True, comment="fingerprint of its Message-ID, or of the whole"),
    Column("outcome", String(20), nullable=False),
    Column("link", Text, unique=True, comment="of the letter, if this answer used it up"),
    Column("read", BigInteger, nullable=False),
    comment="mails that answered a letter: none is read twice, and no link counts twice",
    sqlite_with_rowid=False,
)

held = Table(
    "held",
    metadata,
    Column("path", Text, primary_key=True),
    Column("fingerprint", LargeBinary(16), nullable=False, comment="of the file's bytes"),
    Column("since", BigInteger, nullable=False),
    Column("wrong", Text, nullable=False, comment="what is wrong, a line each; empty for nothing"),
    Column("ledger", String(40), nullable=False),
    Column("highlights", Text, nullable=False, comment="JSON list: what it prints, if nothing is wrong"),
    comment="the drafts that are ready, as they were last seen, and since when they are so",
    sqlite_with_rowid=False,
)

slots = Table(
    "slots",
    metadata,
    Column("digest", String(40), primary_key=True),
    Column("slot", String(80), primary_key=True),
    Column("moment", BigInteger, nullable=False),
    Column("outcome", String(10), nullable=False, comment="issued, empty, skipped, before"),
    comment="the scheduled slots that are settled: what the scheduler does not come back to",
    sqlite_with_rowid=False,
)

schedules = Table(
    "schedules",
    metadata,
    Column("digest", String(40), primary_key=True),
    Column("schedule", Text, nullable=False, comment="as the settings had it"),
    Column("timezone", Text, nullable=False),
    comment="the schedule by which letters of a digest were last asked for",
    sqlite_with_rowid=False,
)

warnings = Table(
    "warnings",
    metadata,
    Column("cause", String(20), primary_key=True, comment="see model.warning"),
    Column("subject", Text, primary_key=True),
    Column("since", BigInteger, nullable=False),
    Column("printed", Boolean, nullable=False, comment="a letter told of it"),
    Column("noticed", Boolean, nullable=False, comment="a notice told of it"),
    comment="those that stand: a warning that has ended is forgotten",
    sqlite_with_rowid=False,
)

indexed = Table(
    "indexed",
    metadata,
    Column("entry", Integer, primary_key=True, comment="the day of the mark, and a number within it"),
    Column("highlight_id", ForeignKey("highlights.id", ondelete="SET NULL"), unique=True, comment="null: stale"),
    comment="what the entries of the search index are about",
)

unindexed = Table(
    "unindexed",
    metadata,
    Column("highlight_id", ForeignKey("highlights.id", ondelete="CASCADE"), primary_key=True),
    comment="what has changed since it was indexed; what is new may have no row yet (see store.search)",
)

flawed = Table(
    "flawed",
    metadata,
    Column("highlight_id", ForeignKey("highlights.id", ondelete="CASCADE"), primary_key=True),
    Column("flaw", String(20), nullable=False, comment="see core.quality"),
    comment="which of those that are indexed are not worth a place by themselves",
)

WORDS = {
    works.c.kind: Kind,
    highlights.c.markup: Markup,
    highlights.c.date_source: DateSource,
    deliveries.c.state: DeliveryState,
}
"""Columns that hold one of a few words: anything else is damage. A constraint would ask with every row written, and
take a third of the time of writing it."""

TOKENIZER = "tokenize='porter unicode61 remove_diacritics 2'"
"""How SQLite takes words: English ones by their stems, all without their accents. ``core.terms`` does the rest."""

# Without the texts, which stand in the tables above.
_ENTRIES = f"CREATE VIRTUAL TABLE entries USING fts5(text, note, title, tags, labels, content='', {TOKENIZER})"
event.listen(metadata, "after_create", DDL(_ENTRIES))  # type: ignore[no-untyped-call]
