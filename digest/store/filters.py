"""A filter as a condition on ``highlights``.

What SQLite cannot ask by itself are functions of ours (``core.filters``), which ``teach`` tells every connection.
They cost microseconds a highlight: ask them of candidates, not of a library.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, exists, func, not_, or_, select, true
from sqlalchemy.engine.interfaces import DBAPIConnection

from digest.core import filters
from digest.core.terms import source_names
from digest.core.text import language
from digest.model.filter import Filter, Rules
from digest.store.rows import milliseconds, tags_of
from digest.store.schema import files, highlights, sightings, works

_BETWEEN = "\n"
"""Between the names that are handed to a function: none of them has one."""


def teach(connection: DBAPIConnection) -> None:
    """Let ``connection`` know the functions that ``passing`` asks."""
    functions: dict[str, Callable[..., Any]] = {
        "digest_language": language,
        "digest_has_tag": lambda tags, wanted: filters.has_tag(tags_of(tags), _parted(wanted)),
        "digest_is_from": lambda site, app, url, wanted: filters.is_from(site, app, url, _parted(wanted)),
        "digest_says": lambda text, wanted: filters.says(text, _parted(wanted)),
    }
    for name, function in functions.items():
        connection.create_function(name, function.__code__.co_argcount, function, deterministic=True)


def passing(wanted: Filter, now: datetime) -> ColumnElement[bool]:
    """That a row of ``highlights`` passes the filter ``wanted`` at the moment ``now``.

    A summary passes whole or not at all: what a rule finds in one of its points it finds in all of them.
    """
    include, exclude = _conditions(wanted.include, now), _conditions(wanted.exclude, now)
    return and_(true(), *include, *map(not_, exclude))


def count_passing(connection: Connection, wanted: Filter, now: datetime) -> int:
    """How many of the highlights that stand in a file pass; a summary counts as one."""
    unit = case((highlights.c.point, -highlights.c.work_id), else_=highlights.c.id)
    query = select(func.count(unit.distinct())).where(_stands(highlights, true()), passing(wanted, now))
    return connection.scalar(query) or 0


def passes_any(connection: Connection, wanted: Filter, now: datetime) -> bool:
    """Whether any highlight that stands in a file passes."""
    found = exists().select_from(highlights).where(_stands(highlights, true()), passing(wanted, now))
    return bool(connection.scalar(select(found)))


def known_tags(connection: Connection) -> set[str]:
    """Every tag that a highlight or a work has."""
    told = (connection.scalars(select(table.c.tags).distinct()) for table in (highlights, works))
    return {tag for kept in chain(*told) for tag in tags_of(kept)}


def known_sources(connection: Connection) -> set[str]:
    """Every name that a source can be asked for by, but for the first words of formats."""
    stated = connection.execute(select(works.c.site, works.c.app, works.c.url).distinct())
    names = {name for site, app, url in stated for name in source_names((site, app), url)}
    return names.union(connection.scalars(select(files.c.format).distinct()))


def _conditions(rules: Rules, now: datetime) -> Iterator[ColumnElement[bool]]:
    """That each of the rules that are there holds."""
    if rules.sources:
        yield or_(_work(_is_from(rules.sources)), _anywhere(lambda one: _stands(one, _is_of_format(rules.sources))))
    if rules.tags:
        names = _names(rules.tags)
        own = _anywhere(lambda one: _has_tag(one.c.tags, names))
        yield or_(own, _work(lambda work: _has_tag(work.c.tags, names)))
    if rules.languages:
        yield func.digest_language(_quotation()).in_(rules.languages)
    if rules.folders:
        yield _anywhere(lambda one: _stands(one, or_(*map(_is_below, rules.folders))))
    if rules.kinds:
        yield _work(lambda work: work.c.kind.in_(rules.kinds))
    if rules.words:
        names = _names(rules.words)
        own = _anywhere(lambda one: func.digest_says(one.c.text + _BETWEEN + one.c.note, names))
        yield or_(own, _work(lambda work: func.digest_says(work.c.title, names)))
    if rules.newer_than:
        since = milliseconds(now - rules.newer_than)
        yield _anywhere(lambda one: one.c.marked >= since)


def _work(holds: Callable[[FromClause], ColumnElement[bool]]) -> ColumnElement[bool]:
    """That something holds of the highlight's work."""
    work = works.alias()
    return exists().where(work.c.id == highlights.c.work_id, holds(work)).correlate(highlights)


def _anywhere(holds: Callable[[FromClause], ColumnElement[bool]]) -> ColumnElement[bool]:
    """That something holds of the highlight, or of any point of the summary that it is a point of."""
    point = highlights.alias()
    of_summary = exists().where(point.c.work_id == highlights.c.work_id, holds(point)).correlate(highlights)
    return case((highlights.c.point, of_summary), else_=holds(highlights))


def _quotation() -> ColumnElement[str]:
    """The text of the highlight, or of all the points of the summary that it is a point of."""
    point = highlights.alias()
    texts = select(func.group_concat(point.c.text)).where(point.c.work_id == highlights.c.work_id)
    return case((highlights.c.point, texts.correlate(highlights).scalar_subquery()), else_=highlights.c.text)


def _stands(one: FromClause, where: ColumnElement[bool]) -> ColumnElement[bool]:
    """That ``one`` stands in a file of which ``where`` holds."""
    places = select(sightings.c.highlight_id).join_from(sightings, files)
    return exists(places.where(sightings.c.highlight_id == one.c.id, where).correlate(one))


def _is_from(sources: Iterable[str]) -> Callable[[FromClause], ColumnElement[bool]]:
    names = _names(sources)
    return lambda work: func.digest_is_from(work.c.site, work.c.app, work.c.url, names)


def _is_of_format(sources: Iterable[str]) -> ColumnElement[bool]:
    """That a file is of one of the formats that are called so, or whose names begin so: ``kindle``."""
    named = [filters.alike(source) for source in sources]
    begins = [files.c.format.startswith(f"{name}-", autoescape=True) for name in named]
    return or_(files.c.format.in_(named), *begins)


def _is_below(folder: str) -> ColumnElement[bool]:
    """That a file is in ``folder``; a range, as LIKE takes capitals and small letters for the same."""
    first = folder.rstrip(os.sep) + os.sep
    return and_(files.c.path >= first, files.c.path < first[:-1] + chr(ord(os.sep) + 1))


def _has_tag(column: ColumnElement[str], names: str) -> ColumnElement[bool]:
    return and_(column != "", func.digest_has_tag(column, names))


def _names(wanted: Iterable[str]) -> str:
    return _BETWEEN.join(map(filters.alike, wanted))


@functools.cache
def _parted(names: str) -> tuple[str, ...]:
    return tuple(names.split(_BETWEEN))
