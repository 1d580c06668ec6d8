"""Pages of Reportify, pasted or clipped as text: machine summaries of articles and calls.

    Workflow                                     what the page has around it, if that was copied too
    Title
    Source·2025-09-30 07:18
                                                 an empty line, or none
    Heading - point [1][5]. - point [2]. Next Heading - point [3].

Several documents may follow one another, and readers put front matter above. The line is a list made flat:
`` - `` stands before each point, and a heading stands between the end of a point and the next dash. The date is
China's, and of the publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from digest.core.text import HAN, one_line
from digest.intake.dates import read_moment
from digest.intake.document import HEAD, Document, Shape
from digest.intake.lines import Lines
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Markup, Problem, StatedWork

NAME = "reportify"
SHAPE: Shape = "text"
SUREST = 90

_CHINA = timezone(timedelta(hours=8))
_BYLINE = re.compile(r"^(?:([^\n·]{1,80})·[ ]?)?(\d{4}-\d\d-\d\d \d\d:\d\d)[ \t]*$", re.MULTILINE)
_HASHES = re.compile(r"^#{1,6}(?=[ \t])", re.MULTILINE)
_FURNITURE = frozenset(("workflow", "icon", "search documents", "搜索文档"))
_BYLINE_WITHIN = 8  # lines: title, date, and what the page has above them

_DASH = re.compile(r"(?<=\S)\s+-\s+(?=\S)")
_CITATION = re.compile(r"\[\d+\]")
_AFTER_CITATION = re.compile(r"\][.。]?\s+")
_AFTER_SENTENCE = re.compile(r"(?:(?<!\s\d)\.|[。!！?？])[\"”’」）)]?\s+")
_ENDS_POINT = re.compile(r"(?:\]|[.。!！?？…])[.。\"”’」）)]?\Z")
_ENDS_BOLD = re.compile(r"\*\*[^*]+\*\*[:：]?\Z")
_NUMBERED = re.compile(r"([一二三四五六七八九十]{1,3}、\S{1,30})\s+(\S.*)", re.DOTALL)
_BOLD = re.compile(r"\*\*[^*\n]+\*\*")
_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_HAN = re.compile(f"[{HAN}]")
_LONGEST_HEADING = 100
_LONGEST_HAN_HEADING = 40


class _Article(NamedTuple):
    """One document of a page: what stands above its body, and where the body ends."""

    title: str
    byline: re.Match[str]
    end: int

    @property
    def source(self) -> str:
        return (self.byline[1] or "").strip()

    @property
    def date(self) -> str:
        return self.byline[2]

    @property
    def start(self) -> int:
        return self.byline.end()


class _Point(NamedTuple):
    start: int
    text: str
    heading: str


def identify(document: Document) -> int:
    """High for a title, a line with source and time, and points with dashes before them."""
    has_front = document.text.startswith("---")
    head = document.front.body[:HEAD].lstrip() if has_front else document.head
    lines = head[:2_000].split("\n", _BYLINE_WITHIN)[:_BYLINE_WITHIN]
    byline = next(filter(None, map(_BYLINE.fullmatch, lines[1:])), None)
    if byline is None:
        return 0
    has_points = bool(_DASH.search(head))
    if byline[1] and not has_front:
        return 90 if has_points else 60
    return 70 if has_points and _CITATION.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The points of each summary, numbered in their order; a problem for an article that has no summary yet."""
    text = document.front.body
    lines = Lines(text, document.front.body_line)
    for article in _articles(text):
        work = _work(article, document.stem)
        body = _HASHES.sub(lambda hashes: " " * len(hashes[0]), text[article.start : article.end])
        points = _points(body)
        if not points or _is_unsummarised(body):
            message = f"{work.title!r} has no summary yet, only its opening"
            hint = "open the article in Reportify, wait for its summary and save the page again"
            yield document.problem(lines.at(article.start), message, hint)
            continue
        marked = yield from read_stamp(document, lines.at(article.start), article.date, read=_in_china)
        for number, point in enumerate(points, 1):
            yield Clipping(
                work=work,
                text=point.text,
                line=lines.at(article.start + point.start),
                markup=Markup.MARKDOWN if _BOLD.search(point.text) else Markup.PLAIN,
                marked=marked,
                heading=point.heading,
                position=number,
            )


def _in_china(date: str, _: tzinfo) -> datetime | None:
    return read_moment(date, _CHINA)


def _articles(text: str) -> Iterator[_Article]:
    """The documents of a page; the title of each is the last line before its byline."""
    byline, title = None, ""
    for following in _BYLINE.finditer(text):
        floor = byline.end() if byline else 0
        above = text[floor : following.start()].rstrip()
        start = above.rfind("\n") + 1
        if byline:
            yield _Article(title, byline, floor + start)
        byline, title = following, _HASHES.sub("", above[start:].strip()).strip()
    if byline:
        yield _Article(title, byline, len(text))


def _work(article: _Article, stem: str) -> StatedWork:
    title = one_line(stem if article.title.lower() in _FURNITURE else article.title) or stem
    moment = read_moment(article.date, _CHINA)
    return StatedWork(
        title=title,
        kind=Kind.SUMMARY,
        key=f"reportify:{article.source}·{article.date} {title}",
        author=article.source,
        app="Reportify",
        published=moment.isoformat() if moment else "",
    )


def _is_unsummarised(body: str) -> bool:
    """Whether ``body`` is the first lines of the article, which Reportify cuts off with three dots."""
    return body.rstrip().endswith(("...", "…")) and not _CITATION.search(body)


def _points(body: str) -> list[_Point]:
    """The points in ``body`` under their headings; none when there is no heading in it.

    A dash stands before a point if what comes before it ends a point, or ends one and names the next heading.
    Any other dash belongs to a sentence.
    """
    points: list[_Point] = []
    begin, start, heading = 0, 0, ""
    for dash in _DASH.finditer(body):
        piece = body[start : dash.start()]
        end = _end_of_point(piece, is_first=start == 0)
        if end is not None:
            points.append(_Point(begin, body[begin : start + end], heading))
            heading = piece[end:].replace("**", "").strip() or heading
            begin = dash.end()
        start = dash.end()
    points.append(_Point(begin, body[begin:], heading))
    return [_tidy(point) for point in points if point.text.strip()] if heading else []


def _end_of_point(piece: str, *, is_first: bool) -> int | None:
    """Where in ``piece``, which runs up to a dash, a point ends; None when the dash stands in a sentence.

    What is left of the piece is the next heading. The first piece is a heading as a whole, unless it is long.
    """
    if _ENDS_POINT.search(piece[-3:]):
        return len(piece)
    for boundary in (_AFTER_CITATION, _AFTER_SENTENCE):
        end = max((found.end() for found in boundary.finditer(piece)), default=0)
        if end and _is_heading(piece[end:].strip()):
            return end
    return 0 if is_first and len(piece.strip()) <= _LONGEST_HEADING else None


def _is_heading(text: str) -> bool:
    """Whether ``text`` is set in bold, is a few Chinese characters, or is English In Title Case."""
    if not text or len(text) > _LONGEST_HEADING or _CITATION.search(text):
        return False
    if _ENDS_BOLD.search(text):
        return True
    if _HAN.search(text):
        return len(text) <= _LONGEST_HAN_HEADING
    words = _WORD.findall(text)
    return (text[0].isupper() or text[0].isdigit()) and 4 * sum(word[0].isupper() for word in words) >= 3 * len(
        words
    )


def _tidy(point: _Point) -> _Point:
    """The point in single spaces; what a transcript numbers ``一、`` is its heading if it has no other."""
    start = point.start + len(point.text) - len(point.text.lstrip())
    text, heading = " ".join(point.text.split()), point.heading
    if not heading and (numbered := _NUMBERED.fullmatch(text)):
        heading, text = numbered.groups()
    return _Point(start, text, heading)
