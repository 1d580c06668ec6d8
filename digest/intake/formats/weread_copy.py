"""The text that WeRead's app copies: the notes of a book, or of several one below another.

    《渡口来信》

    林一舟
    3个笔记


    第一封 水位

    ◆ words of a highlight

    ◆ 2026/07/21发表想法

    the reader's thought

    原文：the words that it is about

    -- 来自微信读书

Until 8.3 of the app, in 2023, ``◆`` stood before the chapters and ``>>`` before the words, and a thought above the
words that it is about. There are no ids, and of dates only the day of a thought. Two empty lines stand above a
chapter; where someone has taken them out, a short line without a full stop above a ``◆`` is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.lines import Lines
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "weread-copy"
SHAPE: Shape = "text"
SUREST = 92

_END = "-- 来自微信读书"
_COUNT = re.compile(r"^[ \t]*\d{1,6}[ ]*个笔记[ \t]*$", re.MULTILINE)
_BOOK = re.compile(r"《(.{1,200})》")
_OLD = re.compile(r"^>>[ \t]*\S", re.MULTILINE)
_OLD_CHAPTER = re.compile(r"^◆[ \t]*\S", re.MULTILINE)
_THOUGHT = re.compile(r"(?:◆[ \t]*)?(\d{4}/\d{1,2}/\d{1,2})[ \t]*发表想法")
_QUOTED = "原文："
_AUTHOR = re.compile(r"作者[:：][ \t]*")
_LINE = re.compile(r"^[^\S\n]*\S.*$", re.MULTILINE)
_REVIEW = re.compile(r"(?:◆[ \t]*)?点评")
_LONGEST_CHAPTER = 40
_ENDS_SENTENCE = tuple("。！？!?…；;，,：:”」』.")
_HIDDEN = "\ufffc"  # where a picture was, or the mark of a footnote


@dataclass(slots=True)
class _Piece:
    """A line that begins something, the lines that follow it directly, and the number of empty lines above it."""

    start: int
    gap: int
    lines: list[str]

    @property
    def text(self) -> str:
        """Its lines."""
        return "\n".join(self.lines)

    def begins_with(self, *signs: str) -> bool:
        """Whether it begins with one of ``signs``."""
        return self.lines[0].startswith(signs)

    @property
    def begins(self) -> bool:
        """Whether it begins something new even where no empty line is above it."""
        return self.begins_with("◆", ">>", _QUOTED, _END) or self.stands_alone

    @property
    def stands_alone(self) -> bool:
        """Whether nothing below it belongs to it."""
        first = self.lines[0]
        return bool(_BOOK.fullmatch(first) or _COUNT.fullmatch(first) or _THOUGHT.fullmatch(first))


class _Book(NamedTuple):
    """What stands above the notes of a book, and its notes."""

    title: str
    author: str
    notes: Sequence[_Piece]


@dataclass(slots=True)
class _Highlight:
    start: int
    chapter: str
    words: list[str] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    day: str = ""

    @property
    def text(self) -> str:
        """The words as they were marked."""
        return "\n\n".join(self.words).replace(_HIDDEN, "").strip()


def identify(document: Document) -> int:
    """High for the number of notes or the app's name below its signs, lower for the signs of the old text."""
    head = document.head
    if "\n◆" not in head or "weread://" in head:
        return 0
    if _END in head or _COUNT.search(head):
        return 92
    is_old = head.lstrip().startswith("《") and _OLD.search(head) and _OLD_CHAPTER.search(head)
    return 75 if is_old else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights of each book in the order of the file; a problem for one without words."""
    body = document.front.body
    lines = Lines(body, document.front.body_line)
    for book in _books(_pieces(body)):
        title = one_line(book.title) or one_line(document.stem)
        work = StatedWork(title, Kind.BOOK, author=one_line(book.author), app="WeRead")
        for position, highlight in enumerate(_joined(_highlights(book.notes)), 1):
            line = lines.at(highlight.start)
            if not highlight.text:
                yield document.problem(line, "a highlight without words", "a picture stays in WeRead")
                continue
            marked = yield from read_stamp(document, line, highlight.day)
            yield Clipping(
                work,
                highlight.text,
                line,
                note="\n\n".join(filter(None, highlight.notes)),
                marked=marked,
                heading=highlight.chapter,
                position=position,
            )


def _pieces(body: str) -> list[_Piece]:
    """The text in pieces: a new one at each empty line and at each sign."""
    pieces: list[_Piece] = []
    end = 0
    for line in _LINE.finditer(body):
        piece = _Piece(line.start(), body.count("\n", end, line.start()) - 1, [line[0].strip()])
        end = line.end()
        if pieces and piece.gap == 0 and not piece.begins and not pieces[-1].stands_alone:
            pieces[-1].lines += piece.lines
        else:
            pieces.append(piece)
    return pieces


def _books(pieces: Sequence[_Piece]) -> Iterator[_Book]:
    """The books; what stands above the title of the first is not read."""
    starts = [index for index in range(len(pieces)) if _begins_book(pieces, index)] or [0]
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        told = pieces[start:end]
        counts = [index for index, piece in enumerate(told[:4]) if _COUNT.fullmatch(piece.lines[0])]
        below = counts[0] + 1 if counts else 1 + bool(told[1:] and not told[1].begins)
        title, author, *_ = [*(line for piece in told[:below] for line in piece.lines), "", ""]
        name = _BOOK.fullmatch(title)
        author = "" if _COUNT.fullmatch(author) else author[_end(_AUTHOR, author) :]
        yield _Book(name[1] if name else title, author, told[below:])


def _begins_book(pieces: Sequence[_Piece], index: int) -> bool:
    """Whether a title stands there: with the number of notes, an author or a sign below it."""
    is_first_or_ended = index == 0 or pieces[index - 1].begins_with(_END)
    if not _BOOK.fullmatch(pieces[index].lines[0]) or not (is_first_or_ended or pieces[index].gap):
        return False
    below = pieces[index + 1 : index + 4]
    has_count = any(_COUNT.fullmatch(piece.lines[0]) for piece in below)
    return is_first_or_ended or has_count or any(piece.begins_with(">>") for piece in below)


def _joined(highlights: Iterable[_Highlight]) -> Iterable[_Highlight]:
    """Each highlight once: a thought on words that are marked as well goes to those."""
    kept: dict[str, _Highlight] = {}
    for highlight in highlights:
        same = kept.setdefault(highlight.text or f"\0{highlight.start}", highlight)
        if same is not highlight:
            same.notes |= highlight.notes
            same.day = same.day or highlight.day
    return kept.values()


class _Notes:
    """Reads the pieces of a book one after the other."""

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self._pieces = pieces
        self._is_old = any(piece.begins_with(">>") for piece in pieces)
        self._is_wide = any(piece.gap > 1 and not piece.begins for piece in pieces)
        self._chapter = ""
        self._is_review = False  # what the reader says of the whole book
        self._open: _Highlight | None = None
        self._thought: list[str] | None = None  # waits for the words that it is about
        self._day = ""

    def highlights(self) -> Iterator[_Highlight]:
        """The highlights in their order."""
        for index, piece in enumerate(self._pieces):
            if piece.begins_with(_END):
                break
            if self._begins_chapter(index):
                yield from self._end()
                self._chapter = one_line(piece.text.removeprefix("◆"))
                self._is_review, self._thought = bool(_REVIEW.fullmatch(self._chapter)), None
            elif self._is_review:
                continue
            elif told := _THOUGHT.fullmatch(piece.lines[0]):
                yield from self._end()
                self._day, self._thought = told[1], []
            elif piece.begins_with(*(">>" if self._is_old else "◆", _QUOTED)):
                yield from self._end()
                self._begin(piece)
            elif self._thought is not None:
                self._thought.append(piece.text)
            elif self._open:
                self._open.words.append(piece.text)
        yield from self._end()

    def _begin(self, piece: _Piece) -> None:
        self._open = _Highlight(piece.start, self._chapter, [_words(piece)])
        if self._thought is not None and (self._is_old or piece.begins_with(_QUOTED)):
            self._open.notes["\n\n".join(self._thought)] = None
            self._open.day = self._day
        self._thought = None

    def _end(self) -> Iterator[_Highlight]:
        if self._open:
            yield self._open
        self._open = None

    def _begins_chapter(self, index: int) -> bool:
        """Whether the piece is the title of a chapter, or of what the reader says of the whole book."""
        piece = self._pieces[index]
        if _THOUGHT.fullmatch(piece.lines[0]):
            return False
        if self._is_old or _REVIEW.fullmatch(piece.text):
            return piece.begins_with("◆") or _REVIEW.fullmatch(piece.text) is not None
        if piece.begins or self._is_wide:
            return piece.gap > 1 and not piece.begins
        if self._thought is not None:
            return False
        is_short = len(piece.text) <= _LONGEST_CHAPTER and len(piece.lines) == 1
        is_above_sign = index + 1 < len(self._pieces) and self._pieces[index + 1].begins_with("◆")
        return is_short and is_above_sign and not piece.text.endswith(_ENDS_SENTENCE)


def _highlights(pieces: Sequence[_Piece]) -> Iterator[_Highlight]:
    return _Notes(pieces).highlights()


def _words(piece: _Piece) -> str:
    text = piece.text
    return (text.removeprefix(_QUOTED) if text.startswith(_QUOTED) else text.lstrip("◆>")).strip()


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
