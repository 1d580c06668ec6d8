"""Whether a quotation in a draft has the words of the library, all of them or with some cut out for all to see.

What is printed is always the library's text. Compared is what no editor changes by itself: not spaces and line
ends, not the shape of quotation marks, dashes and dots, not backslashes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from digest.core.text import HAN, clean

CUT = "[…]"
"""What stands in a printed quotation where a curator cut it."""

_BRACKETED = re.compile(r"[\[［【]\s*(?:…+|\.{3,})\s*[\]］】]")
_ANY_DOTS = re.compile(rf"{_BRACKETED.pattern}|…+|\.{{3,}}")
_SIGNS = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―", "-"),
    "…": "...",
    "_": "*",  # either marks emphasis
    "\\": "",
}
_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_HAN = re.compile(f"[{HAN}]")


class _Compared(NamedTuple):
    """The signs of a text that are compared, and for each where it stands in the text."""

    signs: str
    places: Sequence[int]


def same_words(told: str, kept: str) -> bool:
    """Whether two texts differ in nothing but what editors change by themselves."""
    return _compared(told).signs == _compared(kept).signs


def quoted(told: str, kept: str) -> str | None:
    """``kept`` as a draft wants it printed that quotes it as ``told``; None when those are other words.

    Nothing told is all of it. Where ``[…]``, or dots that ``kept`` has not, stand for a part of it, the rest is
    what ``kept`` says, with ``[…]`` between.
    """
    if not told.strip() or same_words(told, kept):
        return kept
    text = _compared(kept)
    for mark in (_BRACKETED, _ANY_DOTS):
        if (fragments := mark.split(told))[1:] and (spans := _spans(fragments, text.signs)):
            return _printed(kept, text, spans)
    return None


def _compared(text: str) -> _Compared:
    signs: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for sign in _plain(char):
            if sign != "-" or signs[-1:] != ["-"]:  # two hyphens are what a dash was typed as
                signs.append(sign)
                places.append(place)
    return _Compared("".join(signs), places)


def _plain(char: str) -> str:
    if char.isascii() and char.isalnum():
        return char
    if _INVISIBLE.match(char) or not clean(char):
        return ""
    return _SIGNS.get(char) or ("" if char in _SIGNS else unicodedata.normalize("NFD", char))


def _spans(fragments: Sequence[str], signs: str) -> list[tuple[int, int]] | None:
    """Where ``fragments`` stand in ``signs``, one after the other; None when they do not.

    What is before the first mark begins the text, and what is after the last one ends it.
    """
    spans: list[tuple[int, int]] = []
    reached = 0
    for number, fragment in enumerate(fragments):
        wanted = _compared(fragment).signs
        if not wanted:
            continue
        last = number == len(fragments) - 1
        start = signs.rfind(wanted) if last else signs.find(wanted, reached)
        end = start + len(wanted)
        if start < reached or (number == 0 and start) or (last and end != len(signs)):
            return None
        spans.append((start, end))
        reached = end
    return spans or None


def _printed(kept: str, text: _Compared, spans: Sequence[tuple[int, int]]) -> str:
    """What stands in ``kept`` at ``spans`` of its signs, with a mark where something was left out."""
    ends = (0, 0), (len(text.signs), len(text.signs))
    stretches: list[tuple[int, int]] = []
    for start, end in (ends[0], *spans, ends[1]):
        if stretches and set(text.signs[stretches[-1][1] : start]) <= {"."}:  # nothing, or dots of the text itself
            stretches[-1] = stretches[-1][0], end
        else:
            stretches.append((start, end))
    parts = [kept[text.places[start] : text.places[end - 1] + 1] if end > start else "" for start, end in stretches]
    return _joined(parts)


def _joined(parts: Sequence[str]) -> str:
    """``parts`` with the mark of a cut between, and spaces beside it but for Han."""
    printed = parts[0]
    for part in parts[1:]:
        before = "" if not printed or _HAN.match(printed[-1]) else " "
        after = "" if not part or _HAN.match(part[0]) else " "
        printed += f"{before}{CUT}{after}{part}"
    return printed
