"""Each highlight of a file once: programs that append state some of them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digest.model.clipping import Clipping, Problem


def once(stated: Iterable[Clipping | Problem]) -> Iterator[Clipping | Problem]:
    """The problems, and each highlight of ``stated`` in its first place with its latest words.

    Two are the same when they share their key; without one, when their words are the same and in the same work.
    """
    latest: dict[tuple[str, ...], Clipping] = {}
    for record in stated:
        if isinstance(record, Problem):
            yield record
            continue
        work = record.work
        same = (record.key,) if record.key else (record.text, work.key, work.title, work.author)
        first = latest.get(same)
        latest[same] = record._replace(position=first.position) if first else record
    yield from latest.values()
