"""What Readwise says alike in all its exports: kinds of works, tags with a meaning, ids and the dates in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from digest.model.clipping import COLORS, Kind

_KINDS = {
    "book": Kind.BOOK,
    "supplemental": Kind.BOOK,
    "epub": Kind.BOOK,
    "tweet": Kind.TWEET,
    "podcast": Kind.PODCAST,
    "video": Kind.VIDEO,
}
_SILENT_TAG = re.compile(r"\.?(?:[ch]\d{1,2}|discard)")
_HEADING_TAG = re.compile(r"\.?h\d")
_ULID = re.compile(r"//read\.readwise\.io/(?:\w+/)?read/([0-9a-z]{26})\b", re.IGNORECASE)
_OPEN = re.compile(r"//readwise\.io/open/(\d+)\b")
_BASE_32 = {sign: value for value, sign in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}
_MOMENT_SIGNS = 10
_EARLIEST, _LATEST = 1_262_304_000_000, 4_102_444_800_000  # 2010 and 2100 in milliseconds


class Tagging(NamedTuple):
    """What the tags of a highlight say: the reader's own, a colour, and whether it is a heading or thrown away."""

    tags: tuple[str, ...] = ()
    color: str = ""
    is_heading: bool = False
    is_discarded: bool = False


def read_tagging(names: Iterable[str], color: str = "") -> Tagging:
    """What the tags ``names`` say; ``color`` is stated elsewhere, or else one of the tags may be a colour.

    Tags with a full stop are orders to Readwise: ``.h1`` makes a heading, ``.c1`` joins highlights.
    """
    tags = list(dict.fromkeys(name.strip().removeprefix("#") for name in names if name.strip(" #")))
    color = color.lower() if color.lower() in COLORS else ""
    colors = [tag for tag in tags if tag.lower() in COLORS]
    kept = [tag.removeprefix(".") for tag in tags if tag not in colors[:1] and not _SILENT_TAG.fullmatch(tag)]
    return Tagging(
        tuple(dict.fromkeys(tag for tag in kept if tag)),
        color or (colors[0].lower() if colors else ""),
        is_heading=any(_HEADING_TAG.fullmatch(tag) for tag in tags),
        is_discarded=any(tag in (".discard", "discard") for tag in tags),
    )


def read_kind(category: str) -> Kind:
    """The kind that ``category`` (``books``, ``#articles``, ``#readwise/tweets``) names."""
    name = category.strip(" #[]").rpartition("/")[2].lower().removesuffix("s")
    return _KINDS.get(name, Kind.ARTICLE)


def highlight_key(url: str, number: str = "") -> str:
    """The key of the highlight at ``url``, or else of that ``number``; empty when neither identifies it.

    Readwise numbers highlights, its Reader gives them an id of their own; links hold the latter.
    """
    stated = _ULID.search(url) or _OPEN.search(url)
    name = stated[1].lower() if stated else number
    return f"readwise:{name}" if name else ""


def reader_moment(url: str) -> datetime | None:
    """When the highlight at ``url`` in Readwise's Reader was made, by its id; None for any other address.

    The id is a ULID: ten signs of Crockford's base 32 are milliseconds since 1970.
    """
    ulid = _ULID.search(url)
    if ulid is None:
        return None
    moment = 0
    for sign in ulid[1][:_MOMENT_SIGNS].lower():
        if sign not in _BASE_32:
            return None
        moment = moment * 32 + _BASE_32[sign]
    return datetime.fromtimestamp(moment / 1000, UTC) if _EARLIEST < moment < _LATEST else None
