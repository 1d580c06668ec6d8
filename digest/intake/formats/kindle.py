"""What the formats of Kindle share: the words its devices and apps have for marks, and places in a book."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from digest.intake.document import Document
from digest.model.clipping import Problem

Sort = Literal["highlight", "note", "bookmark"]

_WORDS: dict[Sort, str] = {
    # Asked in this order: in some languages the word for a bookmark begins like that for a mark.
    "bookmark": """
        bookmark lesezeichen marcador signet segnalibro bladwijzer закладка ブックマーク 书签 書籤 북마크 zakładka
        bokmärke bogmærke bokmerke
    """,
    "highlight": """
        highlight underline markierung subrayado surlignement surlignage surligné evidenziazione evidenziato
        destaque markering выделен выделение отрывок ハイライト 标注 標註 하이라이트 podkreślenie zaznaczenie
        wyróżnienie vurgu markerad clip recorte ausschnitt ritaglio knipsel вырезка 剪贴 クリップ
    """,
    "note": "note notiz nota notitie заметка メモ 笔记 筆記 메모 notatka notu anteckning anotação",
}
_SORTS: tuple[tuple[Sort, tuple[str, ...]], ...] = tuple(
    (sort, tuple(words.split())) for sort, words in _WORDS.items()
)

_LIMIT = re.compile(
    r"<(?=[^<>]*(?:\s\S{0,4}(?:l[ií]mie?t|maxim|лимит|предел)[^<>]*\s|上限|限制|한도))[^<>]{6,200}>\s*\Z",
    re.IGNORECASE,
)

_PAGE = re.compile(
    r"(?:\b(?:page|seite|p[aá]gina|страниц\w*|stron\w*|sayfa|sidan?)\s+|第\s?)"
    r"(?P<page>\d+|[ivxlcdm]+\b)(?:\s?[-–—]\s?(?:\d+|[ivxlcdm]+\b))?"
    r"|(?P<eastern>\d{1,9})\s?(?:页|頁|ページ|페이지)",
    re.IGNORECASE,
)
NOBODY = frozenset(("", "unknown", "n/a", "unknown author"))
"""What stands for an author, in small letters, where none is known."""

_RANGE = re.compile(r"(?P<start>\d+)(?:\s?(?:[-–—]|t/m)\s?(?P<end>\d+))?", re.ASCII)
_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_FOREWORD = 100_000
"""More pages than any book has: those with Roman numbers come before all others."""


class Place(NamedTuple):
    """Where in a book something stands: a range of locations, or without them a page."""

    unit: Literal["location", "page", ""]
    start: int = 0
    end: int = 0


def sort_of(words: str) -> Sort | None:
    """What ``words`` of a Kindle call a record; None in a language that is not known here."""
    words = words.lower()
    return next((sort for sort, names in _SORTS if any(name in words for name in names)), None)


def place_of(words: str) -> Place:
    """The place in ``words`` such as ``page 11 | Location 111-14``; without unit when they state none."""
    page = _PAGE.search(words)
    rest = words[: page.start()] + words[page.end() :] if page else words
    if ranges := list(_RANGE.finditer(rest)):
        start, end = ranges[-1]["start"], ranges[-1]["end"] or ""
        if len(end) < len(start):  # 5444-45
            end = start[: len(start) - len(end)] + end
        return Place("location", _number(start), max(_number(start), _number(end)))
    if page is None:
        return Place("")
    number = _number(page["page"] or page["eastern"])
    return Place("page", number, number)


def alone(document: Document, line: int, note: str) -> Problem:
    """The problem of a note that is about no highlight."""
    return document.problem(line, f"a note without a highlight: {note[:80]!r}", "mark the words it is about")


def without_limit(text: str) -> tuple[str, bool]:
    """``text`` without a Kindle's word that a book lets out no more of itself, and whether it was there."""
    kept = _LIMIT.sub("", text).rstrip() if text.endswith(">") else text
    return kept, kept != text


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text[:9])
    values = [_DIGITS[digit] for digit in text.lower()]
    signed = (-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    return sum(signed) - _FOREWORD
