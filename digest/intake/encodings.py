"""Which encoding a text that is not Unicode is in: a guess, among those that the settings name."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

ENCODINGS = ("gb18030", "big5", "shift_jis", "euc_kr", "cp1252")
"""Encodings that are guessed among when the settings name none: Chinese, Japanese, Korean, Western European."""

_SAMPLE = 65_536
_FEW = 9
"""Bytes beyond ASCII, four Chinese characters: of fewer no detector can tell the language."""
_HEART = {"gb18030": "gb2312", "gbk": "gb2312"}
"""The small standard (GB 2312, 1980) inside encodings that have a character for nearly any two bytes."""
_PLAIN = b"A-z \\u0041 +AGE- ~{"
"""ASCII that means something else in what is no plain superset of ASCII: UTF-7, HZ, escapes, Punycode, EBCDIC."""
_BEYOND_ASCII = b"\xc1\xa1\xe0\xe1"


def is_encoding(name: str) -> bool:
    """Whether ``name`` is one of Python's encodings in which a file can be that is neither Unicode nor ASCII."""
    try:
        codec = codecs.lookup(name).name
        plain = _PLAIN.decode(codec) == _PLAIN.decode("ascii")
        return plain and not codec.startswith("utf") and bool(_BEYOND_ASCII.decode(codec, "ignore"))
    except (LookupError, ValueError):
        return False


def guess(raw: bytes, encodings: Sequence[str]) -> str:
    """The one of ``encodings`` that ``raw`` is in, as it seems; empty when it seems to be in none of them.

    Of texts of a sentence or more charset-normalizer takes 1 in 100 for another when it may choose among five.
    A word or two could be in any: there the first of the list is taken if it can be.
    """
    lines = [line for line in raw[:_SAMPLE].splitlines() if not line.isascii()]
    sample = b"\n".join(lines)
    beyond_ascii = len(sample) - len(sample.decode("ascii", "ignore"))
    if encodings and beyond_ascii < _FEW and _fits(sample, _HEART.get(encodings[0], encodings[0])):
        return encodings[0]
    # The last line may break off within a character.
    return _detect(sample, encodings) or _detect(b"\n".join(lines[:-1]), encodings)


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _detect(sample: bytes, encodings: Sequence[str]) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415  paid by the few files that are not Unicode

    found = from_bytes(sample, cp_isolation=list(encodings)).best() if sample and encodings else None
    return found.encoding if found else ""
