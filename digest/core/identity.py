"""Who is who: versioned fingerprints of works and of highlights.

A fingerprint is the first 16 bytes of a SHA-256 over the rule's version and the text made comparable. Changing
what ``comparable`` does means a new ``VERSION``: old fingerprints are then recomputed, never mixed with new ones.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from digest.core.text import count_han
from digest.model.clipping import StatedWork

VERSION = 1
_VERSION = str(VERSION)

_DISTINCTIVE = 18

_FRAGMENT = re.compile(r"#(?![!/]).*", re.DOTALL)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")


def comparable(text: str) -> str:
    """``text`` without what readers cannot see: no invisible characters, NFC, single spaces."""
    if not text.isascii():
        # In this order: an invisible character between a letter and its accent keeps NFC from joining them.
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text  # nearly always: printable text has no other white space
    return " ".join(text.split())


def text_fingerprint(text: str) -> bytes:
    """16 bytes that two highlights share when their texts read the same."""
    return _fingerprint(comparable(text))


def distinctive(text: str) -> bool:
    """Whether ``text`` is so long (18 letters, a Han character counting two) that its equal is no coincidence."""
    plain = comparable(text)
    return len(plain) + count_han(plain) >= _DISTINCTIVE


def work_fingerprint(work: StatedWork) -> bytes:
    """16 bytes that two statements of one work share.

    The exporter's own key decides; without one the address of the original; without that, title and author.
    The fragment of an address does not count, unless it is a page of its own (``#/chapter/2``, ``#!page``).
    """
    if work.key:
        return _fingerprint("key", work.key)
    if work.url:
        return _fingerprint("url", _FRAGMENT.sub("", work.url).rstrip("/"))
    return _fingerprint("title", comparable(work.title).casefold(), comparable(work.author).casefold())


def _fingerprint(*parts: str) -> bytes:
    told = "\0".join((_VERSION, *parts))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()[:16]
