"""Whether two highlights, of whatever works, read nearly the same: who met one has met the other.

They do when they differ in punctuation, case and spaces, in an edited word, or by what was cut off at one side.
Another number or another negation is another statement.

Texts that are alike begin or end alike, nearly always: ``prints`` are two small integers by which the few that may
be alike are found among a million.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from zlib import crc32

from rapidfuzz.fuzz import ratio

from digest.core.identity import as_read, distinctive, folded
from digest.core.text import count_han
from digest.model.clipping import Markup

ALIKE, SHORT_ALIKE = 85.0, 95.0
"""Least likeness (``rapidfuzz.fuzz.ratio``, 0 to 100) of two wordings of one text, and of a short one.

Measured on the pairs of ``tests/core/test_likeness.py``: wordings of one text have 93 and more, sentences of the
same pattern 79 and less; but short ones up to 94, as a word of theirs weighs little.
"""

_SHORT = 32
_EDGE = 16
_NUMBER = re.compile(r"\d+|[〇零一二两三四五六七八九十百千万]+")
_NEGATION = re.compile(
    r"\b(?:not?|never|nothing|none|cannot|without)\b|n['’]t\b|[不没沒無无非未别勿]", re.IGNORECASE
)


class Wording(NamedTuple):
    """A text as it is read, and bare: its letters, digits and symbols alone, in lower case."""

    text: str
    bare: str


def wording(text: str, markup: Markup = Markup.PLAIN) -> Wording:
    """``text`` made ready to be compared."""
    read = as_read(text, markup)
    return Wording(read, folded(read).casefold())


def prints(bare: str) -> tuple[int, int]:
    """What tells how a ``Wording.bare`` begins and ends, in 32 bits each: 16 letters, or 8 Han characters."""
    half = _EDGE // 2  # of which alone it depends how much is taken: what was cut off further on changes nothing
    head, tail = _EDGE - count_han(bare[:half]), _EDGE - count_han(bare[-half:])
    return _print(bare[:head]), _print(bare[-tail:])


def alike(one: Wording, other: Wording) -> bool:
    """Whether two texts read nearly the same.

    Those too short to be distinctive (see ``core.identity``) must have the same letters; of others, one may be the
    beginning or the end of the other, and half of it at least.
    """
    shorter, longer = sorted((one, other), key=lambda wording: len(wording.bare))
    if shorter.bare == longer.bare:
        return True
    size = len(shorter.bare)
    if 2 * size < len(longer.bare) or not distinctive(shorter.bare):
        return False
    if longer.bare.startswith(shorter.bare):
        return True  # whatever was cut off says of numbers or negates
    least = ALIKE if size + count_han(shorter.bare) >= _SHORT else SHORT_ALIKE
    if ratio(shorter.bare, longer.bare, score_cutoff=least):
        return _numbers(shorter) == _numbers(longer) and _negations(shorter) == _negations(longer)
    parts = longer.bare[:size], longer.bare[-size:]
    is_part = any(ratio(shorter.bare, part, score_cutoff=least) for part in parts)
    return is_part and _numbers(shorter) <= _numbers(longer)


def _numbers(one: Wording) -> set[str]:
    return set(_NUMBER.findall(one.text))


def _negations(one: Wording) -> int:
    return len(_NEGATION.findall(one.text))


def _print(edge: str) -> int:
    return crc32(edge.encode("utf-8", "surrogatepass"))
