"""Answers to letters that were read: which mails, and which links they have used up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, exists, func, insert, select

from digest.core.seal import name_of
from digest.model.answer import Answer, Link, Outcome
from digest.store.rows import chunks, milliseconds
from digest.store.schema import answers, deliveries


def read_before(connection: Connection, identities: Collection[bytes]) -> set[bytes]:
    """Those of ``identities`` whose mails were read."""
    found: set[bytes] = set()
    for chunk in chunks(identities):
        found.update(connection.scalars(select(answers.c.mail).where(answers.c.mail.in_(chunk))))
    return found


def is_used(connection: Connection, link: Link) -> bool:
    """Whether an answer with this link was taken."""
    return bool(connection.scalar(select(exists().where(answers.c.link == name_of(link)))))


def replies_to_us(connection: Connection, answer: Answer) -> bool:
    """Whether a mail replies to one of our letters."""
    ours = deliveries.c.message_id.in_(answer.replies_to)
    return bool(connection.scalar(select(exists().where(ours))))


def remember(connection: Connection, answer: Answer, outcome: Outcome, link: Link | None, now: datetime) -> None:
    """Remember that a mail was read; ``link`` is the one that is used up now, if one is."""
    used = name_of(link) if link else None
    row = {"mail": answer.identity, "outcome": outcome.value, "link": used, "read": milliseconds(now)}
    connection.execute(insert(answers).values(row))


def counts(connection: Connection) -> dict[Outcome, int]:
    """How many answers had each outcome; those without any are named too."""
    rows = connection.execute(select(answers.c.outcome, func.count()).group_by(answers.c.outcome))
    found = Counter({Outcome(outcome): count for outcome, count in rows})
    return {outcome: found[outcome] for outcome in Outcome}
