"""Notes of the Obsidian plug-ins that fetch the highlights of Apple Books: one note a book.

    Title:: 📕 Title
    Author:: Name
    Link:: [Apple Books Link](ibooks://assetid/THEBOOK)
    ## Annotations
    ----
    - 📖 Chapter:: Introduction
    - 🔖 Context:: the sentence around it
    - 🎯 Highlight:: the words, which may go on
    on the next lines
    - 📝 Note:: N/A
    - 📙 Highlight Link:: [Apple Books Highlight Link](ibooks://assetid/THEBOOK#epubcfi(…))
    - <small>📅 Highlight taken on:: 2024-07-25 12:52:05 PM -07:00</small>

An older plug-in writes the words alone between lines of dashes, a third a list with ``📚`` before a chapter,
``🎯`` before the words and ``✍️`` before a note. Templates can be changed: without a label for the words, whatever
stands between two lines of dashes is a highlight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.core.text import one_line
from digest.intake.clock import read_clocked
from digest.intake.document import Document, Shape
from digest.intake.formats.apple_terms import in_reading_order
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Problem, Stamp, StatedWork

NAME = "apple-books"
SHAPE: Shape = "text"
SUREST = 95

_BOOK = re.compile(r"ibooks://assetid/(\w+)")
_BOOK_ALONE = re.compile(r"\[[^\[\]\n]*\]\(ibooks://assetid/\w+\)")
_PLACE = re.compile(r"\((ibooks://assetid/(\w+)#(.+?))\)(?:</small>)?\Z")
_LABELLED = re.compile(
    r"(?:[-*+][ \t]{1,4})?(?:<small>)?(?P<icon>📖|🔖|🎯|📝|📙|📅)?[ \t]?[*_]{0,2}"
    r"(?P<name>[\w ]{1,40})[*_]{0,2}::[*_]{0,2}(?P<value>.*)"
)
_PICTURED = re.compile(r"[-*+][ \t]{1,4}(?P<icon>📚|🎯|✍)\ufe0f?(?P<value>.*)")
_ICONS = {
    "📖": "chapter",
    "📚": "chapter",
    "🔖": "context",
    "🎯": "highlight",
    "📝": "note",
    "✍": "note",
    "📙": "link",
}
_NAMES = {
    "chapter": "chapter",
    "context": "context",
    "highlight": "highlight",
    "note": "note",
    "highlight link": "link",
    "highlight taken on": "taken",
    "highlight modified on": "modified",
}
_BEGINNING = re.compile(r"^#{1,6}[ \t]+(?:Annotations|Highlights)[ \t]*$|^-{3,}[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"-{3,}|\*{3,}")
_HEADING = re.compile(r"#{1,6}[ \t]+(\S.*)")
_COUNT = re.compile(r"Number of annotations:.*")
_CALLOUT = re.compile(r"\[![^\]]*\][+-]?.*")
_MARK = re.compile(r"<(mark|u)\b([^<>]*)>(.*)</\1>", re.DOTALL)
_TINTS = {
    "175,213,151": "green",
    "181,205,238": "blue",
    "249,213,108": "yellow",
    "242,178,188": "pink",
    "214,192,238": "purple",
}
_TINT = re.compile(r"rgb\(([\d, ]{5,20})\)")
_BREAK = re.compile(r"<br ?/?>$", re.MULTILINE)
_GENERATED = re.compile(r"^(Title|Author)::[ \t]*(\S.*)$", re.MULTILINE)
_LISTED_AUTHOR = re.compile(r"^(?:[-*] |\*\*)?Author(?:\*\*)?:{1,2}[ \t]*(\S.*)$", re.MULTILINE)
_TITLE = re.compile(r"^# (?:📔 Book: )?(\S.*)$", re.MULTILINE)
_KEPT, _KEPT_END = "%% keep-me %%", "%% /keep-me %%"
_NOTHING = "N/A"


def identify(document: Document) -> int:
    """Sure of a link to a book in Apple Books; high for the label before the words."""
    head = document.head
    if "ibooks://assetid/" in head:
        return 95
    return 80 if "🎯 Highlight:: " in head else 0


@dataclass(slots=True)
class _Record:
    line: int = 0
    chapter: str = ""
    texts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    is_labelled: bool = False
    url: str = ""
    key: str = ""
    taken: str = ""


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights of the book."""
    body = _without_kept(document.front.body)
    beginning = _BEGINNING.search(body)
    opening = body[: beginning.start()] if beginning else body
    work = _work(document, opening)
    clippings: list[Clipping] = []
    records = list(_Walk(document, body, beginning.end() if beginning else 0).records())
    has_labels = any(record.is_labelled for record in records)
    for record in records:
        if has_labels and not record.is_labelled:
            continue
        taken = yield from read_stamp(document, record.line, record.taken, read=read_clocked)
        clipping = _clipping(work, record, taken)
        if clipping.text:
            clippings.append(clipping)
        elif record.is_labelled:
            yield document.problem(record.line, "a highlight without words", "a note alone is not read")
    yield from in_reading_order(clippings)


def _without_kept(body: str) -> str:
    """``body`` without what its reader wrote between the plug-in's marks; the lines stay where they are."""
    kept, start = [], 0
    while (begin := body.find(_KEPT, start)) >= 0 and (end := body.find(_KEPT_END, begin)) >= 0:
        kept += [body[start:begin], "\n" * body.count("\n", begin, end)]
        start = end + len(_KEPT_END)
    return "".join(kept) + body[start:]


class _Walk:
    """One walk over the lines behind the opening."""

    def __init__(self, document: Document, body: str, start: int) -> None:
        self._lines = body[start:].split("\n")
        self._first = document.front.body_line + body.count("\n", 0, start)
        self._record = _Record()
        self._sink = self._record.texts
        self._chapter = ""

    def records(self) -> Iterator[_Record]:
        """What stands between two lines of dashes, or from one label for words to the next."""
        for number, line in enumerate(self._lines, self._first):
            words = line.strip()
            if _RULE.fullmatch(words):
                yield from self._end()
            elif heading := _HEADING.fullmatch(words):
                yield from self._end()
                self._chapter = "" if words.startswith("# ") else one_line(heading[1])
            elif label := _LABELLED.fullmatch(words) or _PICTURED.fullmatch(words):
                yield from self._labelled(number, words, label)
            elif words or self._sink:
                if _begins_quote(words, self._record):
                    yield from self._end()
                self._add(number, words)
        yield from self._end()

    def _end(self) -> Iterator[_Record]:
        record, self._record = self._record, _Record()
        self._sink = self._record.texts
        if any(record.texts) or record.is_labelled:
            record.chapter = record.chapter or self._chapter
            yield record

    def _add(self, number: int, words: str) -> None:
        if _COUNT.fullmatch(words) or _BOOK_ALONE.fullmatch(words):
            return
        if self._sink is self._record.texts and not self._record.line:
            self._record.line = number
        if not self._record.is_labelled and (place := _PLACE.search(words)):
            self._link(place)
        else:
            self._sink.append(words)

    def _labelled(self, number: int, words: str, label: re.Match[str]) -> Iterator[_Record]:
        groups = label.groupdict()
        name = _ICONS.get(groups["icon"] or "") or _NAMES.get((groups.get("name") or "").strip().lower(), "")
        value = (label["value"] or "").removesuffix("</small>").strip()
        if not name:
            self._add(number, words)
            return
        if name in ("chapter", "context", "highlight") and any(self._record.texts):
            yield from self._end()
        record = self._record
        record.line = number if name == "highlight" or not record.line else record.line
        record.is_labelled = record.is_labelled or name in ("highlight", "note", "link")
        self._sink = {"highlight": record.texts, "note": record.notes}.get(name, record.others)
        if name == "chapter":
            self._chapter = record.chapter = "" if value == _NOTHING else one_line(value)
        elif name == "taken":
            record.taken = value
        elif name == "link":
            if place := _PLACE.search(words):
                self._link(place)
        else:
            self._sink.append(value)

    def _link(self, place: re.Match[str]) -> None:
        self._record.url, self._record.key = place[1], f"apple-books:{place[2]}:{place[3]}"


def _begins_quote(words: str, record: _Record) -> bool:
    """Whether ``words`` begin another quote than that in ``record``: a blank line is between them."""
    return words.startswith(">") and not record.is_labelled and any(record.texts) and not record.texts[-1]


def _clipping(work: StatedWork, record: _Record, taken: Stamp | None) -> Clipping:
    text = _BREAK.sub("", "\n".join(_unquoted(record.texts))).strip()
    mark = _MARK.fullmatch(text)
    tint = _TINT.search(mark[2]) if mark else None
    note = "\n".join(record.notes).strip()
    return Clipping(
        work,
        mark[3].strip() if mark else "" if text == _NOTHING else text,
        record.line,
        key=record.key,
        note="" if note == _NOTHING else note,
        url=record.url,
        color=_TINTS.get(tint[1].replace(" ", ""), "") if tint else "",
        marked=taken,
        heading=record.chapter,
    )


def _unquoted(lines: list[str]) -> list[str]:
    """Lines without the signs of a quote, which all but the first may lack, and without a callout's title."""
    if not next(filter(None, lines), "").startswith(">"):
        return lines
    bare = [line[1:].strip() if line.startswith(">") else line for line in lines]
    return [line for line in bare if not _CALLOUT.fullmatch(line)]


def _work(document: Document, opening: str) -> StatedWork:
    front = document.front
    stated = dict(_GENERATED.findall(opening))
    heading, author = _TITLE.search(opening), _LISTED_AUTHOR.search(opening)
    title = stated.get("Title", "").removeprefix("📕").strip() or (heading[1] if heading else "")
    book = _BOOK.search(document.front.body)
    asset = book[1] if book else ""
    return StatedWork(
        title=one_line(front.text("title") or title) or document.stem,
        kind=Kind.BOOK,
        key=f"apple-books:{asset}" if asset else "",
        author=one_line(stated.get("Author", "") or front.text("author") or (author[1] if author else "")),
        app="Apple Books",
        app_url=f"ibooks://assetid/{asset}" if asset else "",
        tags=front.tags("tags"),
    )
