"""What a highlight is worth to its reader, by the marks that he gave it."""

from __future__ import annotations

from collections.abc import Collection

MOST = 7

FAVOURITE_TAGS = frozenset({"favorite", "favourite", "favorites", "favourites", "收藏", "最爱"})
"""Tags that say that a highlight is dear, in lower case."""

_NOTE = 2
_FAVOURITE_TAG = 2
_FAVOURITE = 2
_SOONER = 1


def value_of(note: str, tags: Collection[str], *, favourite: bool = False, sooner: bool = False) -> int:
    """From 1, for one without any mark, to 7.

    Args:
        note: the reader's words about it.
        tags: its own, not those of its work.
        favourite: the reader said so to digest (``digest mark ID favorite``).
        sooner: the reader asked to meet it sooner.
    """
    value = 1
    if note:
        value += _NOTE
    if tags and any(tag.lower() in FAVOURITE_TAGS for tag in tags):
        value += _FAVOURITE_TAG
    if favourite:
        value += _FAVOURITE
    if sooner:
        value += _SOONER
    return min(value, MOST)
