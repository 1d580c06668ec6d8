"""Which highlights of the library read nearly the same.

How each begins and ends is a label of the search index, so that no import waits for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import Connection, select

from digest.core.likeness import Wording, alike, prints, wording
from digest.core.terms import print_labels
from digest.model.clipping import Markup
from digest.store.rows import rows_in
from digest.store.schema import highlights
from digest.store.search import with_any_label

_MOST = 50
"""Highlights that one is compared with, the newest: a set phrase with which more begin tells nothing."""


def alike_in(connection: Connection, ids: Collection[int]) -> dict[int, frozenset[int]]:
    """For each of ``ids`` that has such: the other highlights that read nearly as it does.

    They are among ``ids`` or among all that are indexed, whether or not they still stand in a file. That takes
    60 µs for each of ``ids``, whatever the size of the library.
    """
    asked = _wordings(connection, ids)
    found: set[int] = set()
    for text in asked.values():
        found.update(with_any_label(connection, _labels(text), _MOST))
    known = _wordings(connection, found.difference(asked)) | asked
    kin: dict[int, set[int]] = defaultdict(set)
    for one, other in _may_be_alike(asked, known):
        if other not in kin[one] and alike(known[one], known[other]):
            kin[one].add(other)
            kin[other].add(one)
    return {id_: frozenset(kin[id_]) for id_ in asked if kin[id_]}


def _may_be_alike(asked: Iterable[int], known: Mapping[int, Wording]) -> Iterator[tuple[int, int]]:
    """Each of ``asked`` with those of ``known`` that begin or end as it does."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for id_, one in known.items():
        for label in _labels(one):
            by_label[label].append(id_)
    for id_ in asked:
        others = {other for label in _labels(known[id_]) for other in by_label[label]}
        yield from ((id_, other) for other in sorted(others) if other != id_)


def _labels(one: Wording) -> Collection[str]:
    return print_labels(prints(one.bare))


def _wordings(connection: Connection, ids: Collection[int]) -> dict[int, Wording]:
    rows = rows_in(connection, _TEXTS, highlights.c.id, sorted(ids))
    return {id_: wording(text, Markup(markup)) for id_, text, markup in rows}


_TEXTS = select(highlights.c.id, highlights.c.text, highlights.c.markup)
