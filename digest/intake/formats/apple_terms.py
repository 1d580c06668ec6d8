"""What Apple Books says alike in all exports: styles of marks, places in a book, moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from digest.intake.once import once, with_own_keys
from digest.model.clipping import Clipping

STYLES = {"1": "green", "2": "blue", "3": "yellow", "4": "pink", "5": "purple"}
"""Colours of marks by the numbers of their styles; 0 is underlined."""

_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
_LONGEST_TIME = 4e9  # seconds
_NAMES = re.compile(r"\[[^\[\]]*\]")
_NUMBER = re.compile(r"\d{1,9}")


def read_apple_moment(stated: str, _: tzinfo) -> datetime | None:
    """The moment so many seconds after the beginning of 2001, in UTC; None when it is no such number."""
    try:
        seconds = float(stated)
    except ValueError:
        return None
    return _EPOCH + timedelta(seconds=seconds) if 0 < seconds < _LONGEST_TIME else None


def in_reading_order(clippings: Sequence[Clipping]) -> Sequence[Clipping]:
    """The clippings, each once, with positions by their places in the book; by the file if one states no place.

    A place is an EPUB canonical fragment identifier at the end of the link (``…#epubcfi(/6/12!/4/2,:0,:48)``).
    """
    kept = [clipping for clipping in once(with_own_keys(clippings)) if isinstance(clipping, Clipping)]
    places = [_place(clipping.url) for clipping in kept]
    order = list(range(len(kept)))
    if all(places):
        order.sort(key=lambda index: places[index])
    for position, index in enumerate(order, 1):
        kept[index] = kept[index]._replace(position=position)
    return kept


def _place(url: str) -> tuple[int, ...]:
    """The numbers on the way to where the mark begins: the common path, then that of the beginning."""
    path = _NAMES.sub("", url.partition("#epubcfi(")[2]).split(",")
    return tuple(int(number) for number in _NUMBER.findall(" ".join(path[:2])))
