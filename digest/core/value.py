"""What a highlight is worth to its reader, by the marks that he gave it."""

from __future__ import annotations

from collections.abc import Collection

from digest.core.notetags import FAVORITE_TAGS, without_tags

MOST = 7

_NOTE = 2
_FAVORITE_TAG = 2
_FAVORITE = 2
_SOONER = 1


def value_of(note: str, tags: Collection[str], *, favorite: bool = False, sooner: bool = False) -> int:
    """From 1, for one without any mark, to 7.

    Args:
        note: the reader's words about it.
        tags: its own, not those of its work.
        favorite: the reader said so of it, in its note or to digest.
        sooner: the reader asked to meet it sooner.
    """
    value = 1
    if note and without_tags(note):
        value += _NOTE
    if tags and any(tag.lower() in FAVORITE_TAGS for tag in tags):
        value += _FAVORITE_TAG
    if favorite:
        value += _FAVORITE
    if sooner:
        value += _SOONER
    return min(value, MOST)
