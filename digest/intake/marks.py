"""The marks inside a text: ``==words==`` and ``<mark>words</mark>``.

No mark begins or ends in code, in a formula, in a comment, in a link's address or in an HTML tag.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from colorsys import rgb_to_hls
from typing import NamedTuple

from digest.model.clipping import COLORS

_SPECIAL = re.compile(
    r"\\."  # a character that an escape makes plain
    r"|`+"
    r"|<!--|%%"
    r"|\$\$[^$]+\$\$|\$(?![\s$])[^$\n]*(?<=\S)\$(?!\d)"
    r"|\[\[[^\[\]\n]*\]\]"
    r"|\]\([^\s()]*"
    r"|(?i:https?)://[^\s<>()\[\]=\u3000-\uffef]*(?:=+[^\s<>()\[\]=\u3000-\uffef]+)*"
    r"|</?[A-Za-z][^<>]*>"
    r"|=+",
    re.DOTALL,
)
_COMMENTS = {"<!--": "-->", "%%": "%%"}
_GREY = 0.2  # a shade of less saturation than this has no colour to speak of
_LEFT_SIDE = re.compile(r"[A-Za-z0-9_)\]'\"]")
_RIGHT_SIDE = re.compile(r"[A-Za-z0-9_'\"-]")
_MARK_TAG = re.compile(r"<(/?)mark\b", re.IGNORECASE)
_COLOR = re.compile(rf"\b(?:light|pale|dark)?({'|'.join(COLORS)})\b", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?\b", re.IGNORECASE)
_HUES = ((15, "red"), (42, "orange"), (70, "yellow"), (165, "green"), (255, "blue"), (300, "purple"), (340, "pink"))
"""The colours by where they end on the wheel of 360 degrees; behind the last it is red again."""


class Mark(NamedTuple):
    """Marked words, where they start in the text, and their colour when the mark states one."""

    start: int
    text: str
    color: str = ""


def find_marks(text: str) -> Iterator[Mark]:
    """The marks in ``text`` in their order; of one inside another, the outer."""
    if "==" not in text and not _MARK_TAG.search(text):
        return
    reach = 0
    for start, end, color in sorted(_Finder(text).spans()):
        words = text[start:end].strip()
        if start >= reach and words:
            reach = end
            yield Mark(start, words, color)


class _Finder:
    """One walk over a text from special characters to special characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last_mark_end = max(text.rfind("</mark"), text.rfind("</MARK"))
        self._never_closed: set[str] = set()
        self._backticks: dict[int, list[int]] = defaultdict(list)  # where the runs of each length begin
        for run in re.finditer("`+", text):
            self._backticks[len(run[0])].append(run.start())

    def spans(self) -> Iterator[tuple[int, int, str]]:
        """Start, end and colour of each mark, in no particular order."""
        equals: int | None = None
        tag: tuple[int, str] | None = None
        at = 0
        while special := _SPECIAL.search(self._text, at):
            sign, start, at = special[0], special.start(), special.end()
            if sign[0] == "`":
                at = self._behind_code(len(sign), at)
            elif sign in _COMMENTS:
                at = self._behind_comment(sign, at)
            elif sign == "==":
                if equals is not None and not self._text[start - 1].isspace():
                    yield equals, start, ""
                    equals = None
                elif self._text[at : at + 1].strip() and not self._compares(start, at):
                    equals = at
            elif sign[0] == "<" and (mark := _MARK_TAG.match(sign)):
                if mark[1] and tag:
                    yield tag[0], start, tag[1]
                    tag = None
                elif not mark[1] and not tag and at <= self._last_mark_end:
                    tag = at, _color(sign)

    def _compares(self, start: int, end: int) -> bool:
        """Whether the signs stand between two values, as in a condition (``a==b``, ``f(a)=='b'``)."""
        before, after = self._text[max(start - 1, 0) : start], self._text[end : end + 1]
        return bool(_LEFT_SIDE.match(before) and _RIGHT_SIDE.match(after))

    def _behind_code(self, length: int, at: int) -> int:
        """Where the code ends that so many backticks began; there, when nothing ends it."""
        runs = self._backticks[length]
        closing = bisect_left(runs, at)
        return runs[closing] + length if closing < len(runs) else at

    def _behind_comment(self, opener: str, at: int) -> int:
        closer = _COMMENTS[opener]
        end = -1 if opener in self._never_closed else self._text.find(closer, at)
        if end < 0:
            self._never_closed.add(opener)
            return at
        return end + len(closer)


def _color(tag: str) -> str:
    if color := _COLOR.search(tag):
        return color[1].lower()
    shade = _HEX.search(tag)
    return _nearest(*(int(part, 16) for part in shade.groups())) if shade else ""


def _nearest(red: int, green: int, blue: int) -> str:
    """The colour whose hue is that of the shade; none for a grey."""
    hue, _, saturation = rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < _GREY:
        return ""
    return next((color for end, color in _HUES if hue * 360 < end), "red")
