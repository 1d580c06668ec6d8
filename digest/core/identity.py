"""Who is who: versioned fingerprints of highlights, and the names by which works are known again.

A fingerprint is the first 16 bytes of a SHA-256 over the rule's version and the text made comparable. Changing
what ``comparable`` or ``folded`` does means a new ``VERSION``: old fingerprints are then recomputed, never mixed
with new ones. docs/merging.md has the rules in words.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from typing import NamedTuple

from digest.core.text import HAN, count_han
from digest.core.trackers import is_tracker
from digest.model.clipping import Markup, StatedWork

VERSION = 2
_VERSION = str(VERSION)

_DISTINCTIVE = 16

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")

_MARKDOWN = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)"), r"\1"),
    (re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]"), r"\1"),
    (re.compile(r"\\([^\w\s])"), r"\1"),
    (re.compile(r"[*_`~]+|=="), ""),
)
_WIDE_AND_LIGATURES = (0x3000, *range(0xFB00, 0xFB07), *range(0xFF01, 0xFFEF))
_NARROW = {code: unicodedata.normalize("NFKC", chr(code)) for code in _WIDE_AND_LIGATURES}
_DASHES = "\\-\u2010-\u2015"
_SILENT = (
    f"\\s{_DASHES}!'\"`´,.:;?()\\[\\]{{}}¡¿«»·\u2018-\u201f\u2022\u2024-\u2026\u2039\u203a"
    "\u3001\u3002\u3008-\u3011\u3014-\u301b\u301d-\u301f\u30fb\ufe10-\ufe19\ufe30-\ufe44"
)
_SILENCE = re.compile(f"[{_SILENT}]+")
_SILENT_ASCII = bytes(code for code in range(128) if _SILENCE.match(chr(code)))
_NUMBERS = re.compile(rf"\d[{_SILENT}]+\d|(?:^|[\s(\[{HAN}])[{_DASHES}.]\.?\d")
_SIGN = re.compile(rf"(?:(?:^|(?<=[\s(\[]))[{_DASHES}]?\.?|(?<=[{HAN}])-)\Z")

_ADDRESS = re.compile(r"\s*https?://(?:www\.)?([^/?#]*)([^?#\s]*)(?:\?([^#\s]*))?(?:#(\S*))?\s*", re.IGNORECASE)
_PASSES = ("share_token=",)
"""What lets somebody in to a page, and tells none from another."""

_WORD = re.compile(r"[^\W\d_]{2,}")


def comparable(text: str) -> str:
    """``text`` without what readers cannot see: no invisible characters, NFC, single spaces."""
    if not text.isascii():
        # In this order: an invisible character between a letter and its accent keeps NFC from joining them.
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text  # nearly always: printable text has no other white space
    return " ".join(text.split())


def folded(text: str) -> str:
    """``text`` without what programs change when they pass it on: its letters, digits and symbols alone.

    Gone are spaces, quotation marks, dashes and hyphens, full stops and their like; full-width letters and
    ligatures are plain ones. What makes another number stays: ``1.5``, ``.5``, ``-5``, ``2020, 15``.
    """
    if text.isascii():
        # As bytes it takes a fifth of the time.
        plain, bare = text, text.encode("ascii").translate(None, _SILENT_ASCII).decode("ascii")
    else:
        plain = unicodedata.normalize("NFC", comparable(text).translate(_NARROW))
        bare = _SILENCE.sub("", plain)
    if bare.isalpha() or not _NUMBERS.search(plain):
        return bare
    return _SILENCE.sub(lambda run: _told_in_numbers(run[0], plain, run.start(), run.end()), plain)


def _told_in_numbers(run: str, text: str, start: int, end: int) -> str:
    """What stays of a silent ``run`` that stands in ``text`` from ``start`` to ``end``."""
    if not text[end : end + 1].isdigit():
        return ""
    if start and text[start - 1].isdigit():
        return " " if any(map(str.isspace, run)) else re.sub(f"[{_DASHES}]", "-", run)
    sign = _SIGN.search(text, start, end)
    return re.sub(f"[{_DASHES}]", "-", sign[0]) if sign else ""


def text_fingerprint(text: str, markup: Markup = Markup.PLAIN) -> bytes:
    """16 bytes that two highlights share when their texts read the same.

    A text that is distinctive may differ in what ``folded`` leaves out; a shorter one in nothing that can be seen.
    """
    text = as_read(text, markup)
    bare = folded(text)
    return _fingerprint("near", bare) if _is_long(bare) else _fingerprint("same", comparable(text))


def distinctive(text: str) -> bool:
    """Whether ``text`` is so long (16 letters, a Han character counting two) that its equal is no coincidence."""
    return _is_long(folded(text))


def _is_long(bare: str) -> bool:
    return len(bare) >= _DISTINCTIVE or len(bare) + count_han(bare) >= _DISTINCTIVE


def as_read(text: str, markup: Markup) -> str:
    """``text`` without the signs of its markup."""
    for signs, shown in _MARKDOWN if markup is Markup.MARKDOWN else ():
        text = signs.sub(shown, text)
    return text


class Names(NamedTuple):
    """The fingerprints by which a work may be known again (see ``may_be_one``).

    ``own`` are the exporter's own key and the address of the original, or else title with author, the surest first.
    ``title`` is that of the title alone, so that programs that state less are understood too; None when it says
    too little.
    """

    own: tuple[bytes, ...]
    title: bytes | None

    @property
    def surest(self) -> bytes:
        """The fingerprint of the work where no other is known."""
        return self.own[0]


def work_names(work: StatedWork) -> Names:
    """The names of ``work``."""
    own = []
    if work.key:
        own.append(_fingerprint("key", work.key))
    if work.url:
        own.append(_fingerprint("url", plain_url(work.url)))
    title = _plain_title(work.title)
    author = " ".join(sorted(_author(work)))
    if not own:
        own.append(_fingerprint("by", title, author))
    return Names(tuple(own), _fingerprint("title", title) if author or _is_long(title) else None)


def may_be_one(one: StatedWork, other: StatedWork) -> bool:
    """Whether two works that share a name are the same.

    They are not when one program gave them different keys, nor when they have different addresses. Those that share
    no more than their title have an author in common, or a title so long that its equal is no coincidence.
    """
    if one.key and other.key and _program(one) == _program(other):
        return one.key == other.key
    if one.url and other.url:
        return plain_url(one.url) == plain_url(other.url)
    title = _plain_title(one.title)
    if title != _plain_title(other.title):
        return False
    authors, others = _author(one), _author(other)
    if authors and others:
        return authors <= others or others <= authors
    return authors == others or _is_long(title)


def _plain_title(title: str) -> str:
    return (folded(title) or comparable(title)).casefold()


def _program(work: StatedWork) -> str:
    return work.key.partition(":")[0]


@functools.lru_cache(maxsize=4096)
def _author_words(author: str) -> frozenset[str]:
    return frozenset(_WORD.findall(comparable(author).translate(_NARROW).casefold()))


def _author(work: StatedWork) -> frozenset[str]:
    """The words of the author's name in no order, without initials: ``Holt, M. Anna`` is ``Anna M. Holt``."""
    return _author_words(work.author) if work.author else frozenset()


def plain_url(url: str) -> str:
    """``url`` without what does not tell pages apart.

    That is its scheme and ``www.``, a slash at the end, what trackers add, and a fragment that is no page of its
    own (``#/chapter/2``, ``#!page``). What is no address stays as it is.
    """
    address = _ADDRESS.fullmatch(url)
    if address is None:
        return url
    host, path, query, fragment = address.groups()
    plain: str = host.lower() + path.rstrip("/")
    if query and (telling := "&".join(part for part in query.split("&") if part and not _is_silent(part))):
        plain += f"?{telling}"
    return f"{plain}#{fragment}" if fragment and fragment[0] in "!/" else plain


def _is_silent(parameter: str) -> bool:
    return is_tracker(parameter) or parameter.startswith(_PASSES)


def _fingerprint(*parts: str) -> bytes:
    told = "\0".join((_VERSION, *parts))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()[:16]
