"""What went out: editions with their letters, and what each printed.

Printed means frozen: an edition, its picks and its rendering are written in one transaction. What was printed
counts for a ledger, a name that digests may share; an edition keeps the one that held when it was issued.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Exists, Select, and_, exists, func, insert, select, update

from digest.core.reasons import reason_of, reason_to_text
from digest.errors import LibraryError
from digest.model.choice import Reason
from digest.model.letter import Issue, Letter
from digest.model.library import Highlight
from digest.store.met import recount
from digest.store.rows import chunks, highlight_of, insert_many, milliseconds, moment, next_id, work_of
from digest.store.schema import editions, highlights, met, picks, standing_nowhere, works

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
    return _first(connection, query)


def last_issued(connection: Connection, digest: str, now: datetime) -> datetime | None:
    """When an edition of ``digest`` was last issued by ``now``: by a clock that ran ahead some came later."""
    issued_by_now = editions.c.digest == digest, editions.c.issued <= milliseconds(now)
    newest = connection.scalar(select(func.max(editions.c.issued)).where(*issued_by_now))
    return None if newest is None else moment(newest)


def issue(connection: Connection, digest: str, number: int) -> Issue | None:
    """Edition ``number`` of ``digest``, if there is one."""
    return _first(connection, select(*_ISSUE).where(is_edition(digest, number)))


def issue_of_slot(connection: Connection, digest: str, slot: str) -> Issue | None:
    """The edition that stands for ``slot``, if it was issued."""
    return _first(connection, select(*_ISSUE).where(editions.c.digest == digest, editions.c.slot == slot))


def issue_of_draft(connection: Connection, identity: str) -> Issue | None:
    """The edition that was made from the draft of that identity, though it may be withdrawn."""
    return _first(connection, select(*_ISSUE).where(editions.c.draft == identity))


def printings(connection: Connection, highlight_id: int, ledger: str | None = None) -> list[tuple[Issue, Reason]]:
    """The editions, of ``ledger`` or of all, that printed a highlight, the oldest first, each with the reason."""
    query = select(*_ISSUE, picks.c.reason).join_from(picks, editions)
    query = query.where(picks.c.highlight_id == highlight_id).order_by(editions.c.issued, editions.c.id)
    if ledger is not None:
        query = query.where(editions.c.ledger == ledger)
    return [(_issue(row), reason_of(row.reason)) for row in connection.execute(query)]


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


def freeze(
    connection: Connection,
    new: Issue,
    frozen: Letter,
    reasons: Mapping[int, Reason],
    ledger: str = "",
    credit: float | None = None,
) -> None:
    """Record an edition with its letter and what it printed: a reason for each highlight's id.

    They count as printed for ``ledger``, which is the digest's own where none is told. ``credit`` is what the
    edition left of it (``core.pacing``).
    """
    ledger = ledger or new.digest
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
            ledger=ledger,
            credit=credit,
            draft=new.draft or None,
            **dict(zip(("record", "html", "text", "message"), map(zlib.compress, blobs), strict=True)),
        )
    )
    insert_many(connection, picks, [(edition_id, id_, reason_to_text(why)) for id_, why in reasons.items()])
    recount(connection, ledger, reasons)


def withdraw(connection: Connection, digest: str, number: int, now: datetime) -> int:
    """Withdraw an edition: what it printed counts as unprinted again.

    Returns how many highlights that frees: those that still stand in a file, and that no other edition printed by
    the same ledger.
    """
    connection.execute(update(editions).where(is_edition(digest, number)).values(withdrawn=milliseconds(now)))
    ledger = connection.scalar(select(editions.c.ledger).where(is_edition(digest, number))) or digest
    printed = connection.scalars(
        select(picks.c.highlight_id).join_from(picks, editions).where(is_edition(digest, number))
    ).all()
    recount(connection, ledger, printed)
    freed = select(func.count()).where(
        highlights.c.id.in_(printed), ~highlights.c.point, standing(), ~is_met(ledger)
    )
    return connection.scalar(freed) or 0


def is_met(ledger: str) -> Exists:
    """That ``ledger`` has printed a row of ``highlights``, or that an older version set it aside."""
    return exists().where(met.c.ledger == ledger, met.c.highlight_id == highlights.c.id).correlate(highlights)


def standing() -> ColumnElement[bool]:
    """That a row of ``highlights`` stands in a file."""
    return ~exists().where(standing_nowhere.c.highlight_id == highlights.c.id).correlate(highlights)


def standing_among(connection: Connection, ids: Collection[int]) -> set[int]:
    """Those of ``ids`` that stand in a file."""
    query = select(highlights.c.id).where(standing())
    return {id_ for chunk in chunks(ids) for id_ in connection.scalars(query.where(highlights.c.id.in_(chunk)))}


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


def _first(connection: Connection, query: Select[Any]) -> Issue | None:
    row = connection.execute(query).first()
    return _issue(row) if row else None


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
