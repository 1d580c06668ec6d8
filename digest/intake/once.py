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
        same = (record.key,) if record.key else (record.text, work.key, work.url, work.title, work.author)
        first = latest.get(same)
        latest[same] = record._replace(position=first.position) if first else record
    yield from latest.values()


def with_own_keys(stated: Iterable[Clipping | Problem]) -> Iterator[Clipping | Problem]:
    """``stated``, where a key that a highlight shares with one of other words before it is left out.

    For keys that are places or moments: two highlights can have the same.
    """
    words: dict[str, str] = {}
    for record in stated:
        shares = isinstance(record, Clipping) and words.setdefault(record.key, record.text) != record.text
        yield record._replace(key="") if shares and isinstance(record, Clipping) else record
