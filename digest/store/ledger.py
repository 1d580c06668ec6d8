"""What went out: editions with their letters, what each printed, and what a digest set aside.

Printed means frozen: an edition, its picks and its rendering are written in one transaction.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Exists, and_, exists, func, insert, or_, select, update

from digest.core.select import Candidate, Old
from digest.errors import LibraryError
from digest.model.letter import Issue, Letter
from digest.model.library import Highlight
from digest.store.rows import chunks, highlight_of, insert_many, milliseconds, moment, next_id, work_of
from digest.store.schema import aside, editions, highlights, picks, sightings, works

_ISSUE = (
    editions.c.digest,
    editions.c.number,
    editions.c.slot,
    editions.c.issued,
    editions.c.folder,
    editions.c.withdrawn,
    editions.c.draft,
)
_LETTER = (editions.c.folder, editions.c.record, editions.c.html, editions.c.text, editions.c.message)


def issues(connection: Connection, digest: str | None = None) -> list[Issue]:
    """Every edition of ``digest``, or of all, the newest first."""
    query = select(*_ISSUE).order_by(editions.c.issued.desc(), editions.c.id.desc())
    if digest is not None:
        query = query.where(editions.c.digest == digest)
    return [_issue(row) for row in connection.execute(query)]


def folders(connection: Connection, digest: str) -> set[str]:
    """Where the editions of ``digest`` stand in the outbox."""
    return set(connection.scalars(select(editions.c.folder).where(editions.c.digest == digest)))


def last_issue(connection: Connection, digest: str) -> Issue | None:
    """The edition of ``digest`` with the highest number."""
    query = select(*_ISSUE).where(editions.c.digest == digest).order_by(editions.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return _issue(row) if row else None


def settled_until(connection: Connection, digest: str) -> int | None:
    """When ``digest`` last issued an edition, in the library's milliseconds; None before its first."""
    latest: int | None = connection.scalar(select(func.max(editions.c.issued)).where(editions.c.digest == digest))
    return latest


def issue(connection: Connection, digest: str, number: int) -> Issue | None:
    """Edition ``number`` of ``digest``, if there is one."""
    row = connection.execute(select(*_ISSUE).where(is_edition(digest, number))).first()
    return _issue(row) if row else None


def issue_of_slot(connection: Connection, digest: str, slot: str) -> Issue | None:
    """The edition that stands for ``slot``, if it was issued."""
    query = select(*_ISSUE).where(editions.c.digest == digest, editions.c.slot == slot)
    row = connection.execute(query).first()
    return _issue(row) if row else None


def issue_of_draft(connection: Connection, identity: str) -> Issue | None:
    """The edition that was made from the draft of that identity, unless it was withdrawn."""
    query = select(*_ISSUE).where(editions.c.draft == identity, editions.c.withdrawn.is_(None))
    row = connection.execute(query).first()
    return _issue(row) if row else None


def letter(connection: Connection, digest: str, number: int) -> Letter:
    """The letter of an edition that was issued.

    Raises:
        LibraryError: it is not what was stored; a damaged letter is never shown.
    """
    folder, *blobs = connection.execute(select(*_LETTER).where(is_edition(digest, number))).one()
    return Letter(folder, *(_unpacked(blob, f"{digest} {number}") for blob in blobs))


def records(connection: Connection) -> Iterator[tuple[Issue, dict[str, Any]]]:
    """Every edition with its record, the newest first."""
    query = select(*_ISSUE, editions.c.record).order_by(editions.c.issued.desc(), editions.c.id.desc())
    for row in connection.execute(query):
        yield _issue(row), json.loads(_unpacked(row.record, f"{row.digest} {row.number}"))


def candidates(connection: Connection, digest: str) -> list[Candidate]:
    """What ``digest`` may print: standing in a file, not printed in it, not set aside; in order of id.

    A summary is printed whole and once: points that it gains later are none.
    """
    other = highlights.alias()
    printed = exists().where(
        picks.c.edition_id == editions.c.id, editions.c.digest == digest, editions.c.withdrawn.is_(None)
    )
    set_aside = exists().where(aside.c.digest == digest)

    def done(with_highlight: Exists, column: ColumnElement[int]) -> ColumnElement[bool]:
        """The highlight itself, or another point of the summary that it is a point of."""
        sibling = with_highlight.where(column == other.c.id, other.c.work_id == highlights.c.work_id)
        return or_(with_highlight.where(column == highlights.c.id), and_(highlights.c.point, sibling))

    query = (
        select(
            highlights.c.id, highlights.c.work_id, highlights.c.point, highlights.c.marked, highlights.c.first_seen
        )
        .where(_stands_in_a_file(), ~done(printed, picks.c.highlight_id), ~done(set_aside, aside.c.highlight_id))
        .order_by(highlights.c.id)
    )
    return [Candidate(*row) for row in connection.execute(query)]


def not_fresh(connection: Connection, digest: str) -> list[Old]:
    """The reader's own highlights that stand in a file and that ``digest`` has printed or set aside, by id."""
    fresh = {candidate.id for candidate in candidates(connection, digest)}
    printed = (
        select(func.max(editions.c.issued))
        .join_from(picks, editions)
        .where(picks.c.highlight_id == highlights.c.id, editions.c.digest == digest, editions.c.withdrawn.is_(None))
        .scalar_subquery()
    )
    query = (
        select(highlights.c.id, highlights.c.marked, printed)
        .where(~highlights.c.point, _stands_in_a_file())
        .order_by(highlights.c.id)
    )
    return [Old(*row) for row in connection.execute(query) if row.id not in fresh]


def highlights_by_id(connection: Connection, ids: Collection[int]) -> dict[int, Highlight]:
    """The highlights called ``ids``."""
    found: dict[int, Highlight] = {}
    for chunk in chunks(ids):
        rows = connection.execute(select(highlights).where(highlights.c.id.in_(chunk))).all()
        shelf = {
            row.id: work_of(row)
            for row in connection.execute(select(works).where(works.c.id.in_({row.work_id for row in rows})))
        }
        found.update((row.id, highlight_of(row, shelf[row.work_id])) for row in rows)
    return found


def freeze(connection: Connection, new: Issue, frozen: Letter, reasons: Mapping[int, str]) -> None:
    """Record an edition with its letter and what it printed: a reason for each highlight's id."""
    blobs = (frozen.record, frozen.html, frozen.text, frozen.message)
    edition_id = next_id(connection, editions)
    connection.execute(
        insert(editions).values(
            id=edition_id,
            digest=new.digest,
            number=new.number,
            slot=new.slot,
            issued=milliseconds(new.issued_at),
            folder=new.folder,
            draft=new.draft or None,
            **dict(zip(("record", "html", "text", "message"), map(zlib.compress, blobs), strict=True)),
        )
    )
    insert_many(connection, picks, [(edition_id, id_, reason) for id_, reason in reasons.items()])


def set_aside(connection: Connection, digest: str, ids: Collection[int]) -> None:
    """Set highlights aside for ``digest``: they are not fresh for it any more."""
    insert_many(connection, aside, [(digest, id_) for id_ in ids])


def withdraw(connection: Connection, digest: str, number: int, now: datetime) -> int:
    """Withdraw an edition: what it printed counts as unprinted again.

    Returns how many highlights that frees: those that still stand in a file, and that no other edition printed.
    """
    connection.execute(update(editions).where(is_edition(digest, number)).values(withdrawn=milliseconds(now)))
    printed = select(picks.c.highlight_id).join_from(picks, editions).where(is_edition(digest, number))
    fresh = {candidate.id for candidate in candidates(connection, digest) if not candidate.point}
    return len(fresh.intersection(connection.scalars(printed)))


def _unpacked(blob: bytes, edition: str) -> bytes:
    try:
        return zlib.decompress(blob)
    except zlib.error as error:
        raise LibraryError(
            f"the letter of '{edition}' in the library is damaged: {error}", hint="restore the library from a copy"
        ) from error


def is_edition(digest: str, number: int) -> ColumnElement[bool]:
    """That a row is of this edition of a digest."""
    return and_(editions.c.digest == digest, editions.c.number == number)


def _stands_in_a_file() -> Exists:
    return exists().where(sightings.c.highlight_id == highlights.c.id)


def _issue(row: Any) -> Issue:
    return Issue(
        row.digest,
        row.number,
        row.slot,
        moment(row.issued),
        row.folder,
        moment(row.withdrawn) if row.withdrawn is not None else None,
        row.draft or "",
    )
