"""What is wrong with the watched folders themselves, as the last scan found it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from digest.model.clipping import Problem
from digest.store.schema import place_problems


def problems_of_places(connection: Connection) -> list[Problem]:
    """What the last scan told of folders, and of files that it could not look at, in its order."""
    columns = place_problems.c
    rows = connection.execute(
        select(columns.path, columns.line, columns.message, columns.hint).order_by(columns.id)
    )
    return [Problem(*row) for row in rows]


def keep_problems_of_places(connection: Connection, problems: Sequence[Problem]) -> None:
    """Remember ``problems`` in place of what the scan before told. Needs a transaction that writes."""
    connection.execute(delete(place_problems))
    if problems:
        connection.execute(
            insert(place_problems),
            [{"path": one.path, "line": one.line, "message": one.message, "hint": one.hint} for one in problems],
        )
