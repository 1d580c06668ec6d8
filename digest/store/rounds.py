"""How often letters were delivered: a number that only rises, by which an older copy of the library is known.

It is one more at the begin of each round of delivering and one more at its end. Whoever remembers a higher one, as
the outbox does, has seen the library do what this copy of it does not know of.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, select, update

from digest.store.schema import about


def count(connection: Connection, at_least: int = 0) -> int:
    """Raise the number, above ``at_least`` too, and return it."""
    risen = max(number(connection), at_least) + 1
    connection.execute(update(about).values(rounds=risen))
    return risen


def number(connection: Connection) -> int:
    """The number."""
    counted: int = connection.scalar(select(about.c.rounds)) or 0
    return counted


def name(connection: Connection) -> str:
    """What the outbox calls the library by; nothing can be told of its secret from it."""
    instance = connection.execute(select(about.c.instance)).scalar_one()
    return hashlib.sha256(b"witness" + instance).hexdigest()[:16]
