"""Quotes that end with an anchor: a link or a block id that only their program writes.

    > words of the highlight,
    > on as many lines as it has [⤴](https://…#id)

    the reader's note, up to the next quote

Programs put ``>`` before the first line alone, editors and linters move the anchor to a line of its own, and
outliners put a bullet in front: the anchor is relied on, and what is found above it is its quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_SIGN = re.compile(r"[ \t]*(?:[-*+][ \t]+)?>[ ]?")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+")
_NOTE_END = re.compile(r"^(?:\\?#{1,6}[ \t]|-{3,}[ \t]*$|%%)", re.MULTILINE)
_LAST_HEADING = re.compile(r"(?:\A|\n)\\?#{1,6}[ \t][^\n]*\Z")


class Anchored(NamedTuple):
    """A quote without its signs, where it starts in the text, its anchor, and what stands below it."""

    start: int
    text: str
    anchor: re.Match[str]
    note: str


def anchored_quotes(text: str, anchors: Iterable[re.Match[str]], start: int = 0) -> Iterator[Anchored]:
    """The quotes in ``text`` that end with one of ``anchors``, each of which reaches to the end of its line.

    ``anchors`` are in their order and not before ``start``. The note on the last quote ends at a heading, a line
    across the page or a comment: what stands below those was put there by somebody else. A heading right above a
    quote is not of the note before it either.
    """
    found: Anchored | None = None
    end = start
    for anchor in anchors:
        begin = _begin(text, end, anchor.start())
        if found:
            yield found._replace(note=_LAST_HEADING.sub("", text[end:begin].strip()).rstrip())
        words = text[begin : anchor.start()]
        end = anchor.end()
        found = Anchored(begin + len(words) - len(words.lstrip()), without_signs(words), anchor, "")
    if found:
        last = _NOTE_END.search(text, end)
        yield found._replace(note=text[end : last.start() if last else len(text)].strip())


def without_signs(quote: str) -> str:
    """A quote without the ``>`` before its lines, and without the bullet before the first."""
    first = quote.lstrip("\n")
    indented = first[:1] in " \t" or bool(_BULLET.match(first))
    lines = []
    for number, line in enumerate(first.split("\n")):
        sign = _SIGN.match(line) or (_BULLET.match(line) if number == 0 else None)
        bare = line[sign.end() :] if sign else line
        lines.append(bare.rstrip() if sign or not indented else bare.strip())
    return "\n".join(lines).strip()


def _begin(text: str, floor: int, place: int) -> int:
    """Where the quote that ends at ``place`` begins, not before ``floor``."""
    line = nearest = _line(text, floor, place)
    while nearest > floor and not _SIGN.match(text, nearest, place):
        nearest = _line(text, floor, nearest - 1)
    if not _SIGN.match(text, nearest, place):
        return _paragraph(text, floor, line, place)
    while nearest > floor and not _BULLET.match(text, nearest, place):
        above = _line(text, floor, nearest - 1)
        if not _SIGN.match(text, above, nearest):
            break
        nearest = above
    return nearest


def _paragraph(text: str, floor: int, line: int, place: int) -> int:
    """Where the paragraph begins that ends on ``line``, or on the last line above that is not blank."""
    words = text[line:place].strip()
    while line > floor:
        above = _line(text, floor, line - 1)
        blank = not text[above:line].strip()
        if words and blank:
            break
        words, line = words or text[above:line].strip(), above
    return line


def _line(text: str, floor: int, place: int) -> int:
    """Where the line of ``place`` begins, not before ``floor``."""
    return max(text.rfind("\n", floor, place) + 1, floor)
