"""Which known highlight each record of a file is: the order of ``core.merge``, step by step."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from rapidfuzz.fuzz import ratio

from digest.core.identity import comparable, distinctive, folded
from digest.core.shelf import Record, Shelf

ALIKE = 85.0
"""Least likeness (``rapidfuzz.fuzz.ratio``, 0 to 100) of a text and its edited form.

Measured on sentences of 60 to 70 characters: 99 with a typo put right, 97 with other quotation marks, 92 with a
word or two put in.
"""

_NEAR = 500
_NUMBER = re.compile(r"\d+|[〇零一二两三四五六七八九十百千万]+")

T = TypeVar("T")


def recognised(records: Sequence[Record], shelf: Shelf, here: Collection[int]) -> list[int | None]:
    """The highlight that each record is, as far as it was known before this file was read."""
    found = _stated_before(records, shelf)
    only_here = [id_ for id_ in here if shelf.known[id_].files == 1 or id_ in shelf.dropped]
    of_works = any(map(shelf.of_work, {record.work for record in records}))
    if not (only_here or shelf.adrift or shelf.just_lost or of_works):
        return found  # there is nothing that could be found again
    unknown = _firsts(records, found)
    taken = set(found)
    for pairs in (_moved, _edited, _reselected):
        gained = [(number, records[number]) for number in unknown if found[number] is None]
        lost = [id_ for id_ in only_here if id_ not in taken]
        for number, id_ in pairs(gained, lost, shelf):
            if found[number] is None and id_ not in taken and shelf.may_be(id_, records[number]):
                found[number] = id_
                taken.add(id_)
    return found


def _stated_before(records: Sequence[Record], shelf: Shelf) -> list[int | None]:
    """The highlight with the key of each record, or with its text if no other record has that one's key."""
    found = [shelf.with_key(record) for record in records]
    taken = set(found)
    for number, record in enumerate(records):
        if found[number] is None and (id_ := shelf.with_text(record)) not in taken:
            found[number] = id_
    return found


def _firsts(records: Sequence[Record], found: Sequence[int | None]) -> list[int]:
    """The numbers of the records not found; of those that are one highlight, the first."""
    firsts: dict[tuple[bytes, bytes, str], int] = {}
    for number, record in enumerate(records):
        if found[number] is None:
            firsts.setdefault((record.work, record.fingerprint, record.key), number)
    return list(firsts.values())


def _moved(gained: Sequence[tuple[int, Record]], lost: Sequence[int], shelf: Shelf) -> Iterator[tuple[int, int]]:
    """Each record with the highlights that had its text in another work: lost by this file, or adrift."""
    lost_with_text: dict[bytes, list[int]] = defaultdict(list)
    for id_ in lost:
        lost_with_text[shelf.known[id_].record.fingerprint].append(id_)
    for number, record in gained:
        for id_ in (*lost_with_text[record.fingerprint], *shelf.adrift_with_text(record)):
            yield number, id_


def _edited(gained: Sequence[tuple[int, Record]], lost: Sequence[int], shelf: Shelf) -> Iterator[tuple[int, int]]:
    """The records with the highlights of which they are an edited form, the likest pairs first.

    Besides what this file lost, that may be what went with a file in this scan: a note moved and edited at once.
    """
    works = {record.work for _, record in gained}
    lost = list(dict.fromkeys([*lost, *shelf.just_lost_of(works)]))
    if not lost:
        return
    old = [(id_, shelf.known[id_].record.point, comparable(shelf.known[id_].record.text)) for id_ in lost]
    new = [(number, record.point, comparable(record.text)) for number, record in gained]
    alike = [
        (-likeness, number, id_)
        for rank, (number, point, text) in enumerate(new)
        for id_, old_point, old_text in _around(old, rank / len(new))
        if point == old_point and (likeness := _likeness(text, old_text))
    ]
    for _, number, id_ in sorted(alike):
        yield number, id_


def _reselected(gained: Sequence[tuple[int, Record]], _: object, shelf: Shelf) -> Iterator[tuple[int, int]]:
    """The records with the highlights of their work that begin or end as they do, and are longer or shorter."""
    for number, record in gained:
        text = folded(record.text)
        for id_, other_text in shelf.begin_or_end_like(record.work, text):
            other = shelf.known[id_].record
            if other.point == record.point and _is_part(*sorted((text, other_text), key=len)):
                yield number, id_


def _is_part(shorter: str, longer: str) -> bool:
    """Whether ``longer`` begins or ends with ``shorter``, which is half of it at least and distinctive."""
    is_edge = longer.startswith(shorter) or longer.endswith(shorter)
    cuts_no_number = _numbers(shorter) <= _numbers(longer)
    return is_edge and cuts_no_number and 2 * len(shorter) >= len(longer) and distinctive(shorter)


def _around(lost: Sequence[T], place: float) -> Sequence[T]:
    """The lost ones near ``place`` (0 to 1 of the file): all in any usual file, few enough in one of 20,000."""
    rank = round(place * len(lost))
    return lost[max(0, rank - _NEAR) : rank + _NEAR]


def _likeness(one: str, other: str) -> float:
    """``ALIKE`` to 100, or 0 when neither can be an edited form of the other.

    A text and its longer selection are alike when the shorter is at least half of the longer. Another number is
    another statement: "chapter 3" is no edited form of "chapter 4".
    """
    shorter, longer = sorted((one, other), key=len)
    if shorter and 2 * len(shorter) >= len(longer) and shorter in longer and _numbers(shorter) <= _numbers(longer):
        return 100.0
    likeness = ratio(one, other, score_cutoff=ALIKE)
    return likeness if likeness and _numbers(one) == _numbers(other) else 0.0


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))
