"""How often the sources and works of old ones are wanted, as the settings have it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain

from sqlalchemy import ColumnElement, Connection, case, exists, literal, or_, select

from digest.model.filter import Filter, Rules
from digest.store.filters import passing
from digest.store.rows import chunks, moment
from digest.store.schema import highlights, works


def weight(frequency: Mapping[str, float]) -> ColumnElement[float]:
    """How often a row of ``highlights`` is wanted: by its work if that is named, else by the first source that is.

    ``frequency`` has a weight for each title or address of a work, and for each source.
    """
    if not frequency:
        return literal(1.0)
    of_works = [(_is_of_work(name), much) for name, much in frequency.items()]
    of_sources = [(_is_from(name), much) for name, much in frequency.items()]
    return case(*of_works, *of_sources, else_=1.0)


def weights(connection: Connection, ids: Collection[int], frequency: Mapping[str, float]) -> dict[int, float]:
    """How often each of ``ids`` is wanted."""
    query = select(highlights.c.id, weight(frequency))
    return {
        id_: much
        for chunk in chunks(ids)
        for id_, much in connection.execute(query.where(highlights.c.id.in_(chunk)))
    }


def names_work(connection: Connection, name: str) -> bool:
    """Whether a work of the library has ``name`` for its title or its address."""
    return bool(connection.scalar(select(exists().where(_is_called(name)))))


def known_works(connection: Connection) -> set[str]:
    """Every name that a work can be weighed by."""
    return set(filter(None, chain(*connection.execute(select(works.c.title, works.c.url)))))


def _is_of_work(name: str) -> ColumnElement[bool]:
    return exists().where(works.c.id == highlights.c.work_id, _is_called(name)).correlate(highlights)


def _is_called(name: str) -> ColumnElement[bool]:
    return or_(works.c.title.collate("NOCASE") == name, works.c.url == name)


def _is_from(name: str) -> ColumnElement[bool]:
    return passing(Filter(include=Rules(sources=(name,))), moment(0))
