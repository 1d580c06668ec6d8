"""Highlights that a file states more than once: exports that append, and what was exported again below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digest.model.clipping import Clipping, Problem


def latest(stated: Iterable[Clipping | Problem]) -> Iterator[Clipping | Problem]:
    """``stated`` with each highlight once: in the place where it stands first, in the words that stand last.

    Two are the same when they have the same key, or no key, and the same words in the same work.
    """
    found: dict[object, Clipping | Problem] = {}
    for record in stated:
        if isinstance(record, Problem):
            found[record] = record
            continue
        name = record.key or (record.work, record.text)
        first = found.get(name)
        found[name] = record._replace(position=first.position) if isinstance(first, Clipping) else record
    yield from found.values()
