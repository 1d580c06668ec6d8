"""Notes with annotations out of Zotero: words, and a link to their place in the PDF.

    “words” ([Holt, 2021, p. 3](zotero://select/library/items/AB12CD34)) ([pdf](zotero://open-pdf/library/items/
        EF56GH78?page=3&annotation=JK90LM12)) the reader's comment
    > [!quote|#ffd400]
    > words [(p. 3)](zotero://open-pdf/library/items/EF56GH78?page=3&annotation=JK90LM12)
    - <mark style="background: #5fb236">words</mark> [Page 3](zotero://open-pdf/…)
    > [!YellowHighlight] [see in Zotero](zotero://open-pdf/…)
    > "words"

The first is Zotero's own export of a note. The others come from plug-ins whose templates each reader writes, so
only the links are relied on. The words are what stands before a link in its paragraph, or after it where it stands
first in a callout. A link with the id of an annotation is enough; one with a page alone counts behind quotation
marks, a ``<mark>`` and in a quote. A footnote, and a link without words, is a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.lines import Lines
from digest.intake.once import once
from digest.intake.origin import read_origin, read_work
from digest.intake.stamps import front_stamp
from digest.model.clipping import COLORS, Clipping, Kind, Markup, Problem, StatedWork

NAME = "zotero"
SHAPE: Shape = "text"
SUREST = 92

_OPEN = "zotero://open"
_LINK = re.compile(
    r"\\?\(?\[([^\[\]\n]{0,200})\]\( ?(zotero://open(?:-pdf|-epub|-snapshot)?/"
    r"((?:library|groups/\d{1,12})/items/[A-Z0-9]{8})\?([^\s()]*))\)\\?\)?"
)
_ANNOTATION = re.compile(r"annotation=([A-Z0-9]{8})\b")
_PAGE = re.compile(r"page=(\d{1,6})\b")
_CITED = re.compile(r"\\?\(?\[([^\[\]\n]{1,200})\]\((zotero://select/[^\s()]*)\)\\?\)?\Z")
_CITATION = re.compile(r"(.{1,150}?),? (?:\(?(\d{4})[a-z]?\)?|n\.d\.)")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]+\]:")
_SIGNS = re.compile(r"[ \t]*(?:(?:>|[-*+](?=[ \t])|\d{1,3}[.)](?=[ \t]))[ \t]?){0,6}")
_QUOTE_SIGNS = re.compile(r"(?:[ \t]{0,3}>){1,6}[ \t]?")
_BLOCK_ID = re.compile(r"(?<![ \t])[ \t]+\^[A-Za-z0-9-]+\Z")
_LEADING_SIGN = re.compile(r"\A[ \t]*(?:\\?>[ \t]*)?")
_TITLE_FIELD = re.compile(r"^[> \t]*[*_]{0,2}Title[*_]{0,2}:{1,2}[*_]{0,2}[ \t]*(\S.*)$", re.MULTILINE)
_ELEMENT = re.compile(r"[ \t>]*(?:[-*+]|\d{1,3}[.)])[ \t]")
_CALLOUT = re.compile(r"[ \t]*>[ \t]*\[!([^\]\n|]*)(?:\|([^\]\n]*))?\][+-]?[ \t]*(.*)")
_MARK = re.compile(r"<(mark|span)\b([^<>\n]{0,200})>((?:[^<>]|<br ?/?>)*)</\1>")
_BREAK = re.compile(r"<br ?/?>")
_CLOSING = {"“": "”", '"': '"', "„": "“", "«": "»", "「": "」", "『": "』"}
_LONGEST_LABEL = 40  # between closing quotation marks and the link: "yellow highlight"
_COLOR_WORD = re.compile(rf"{'|'.join(COLORS)}|magenta", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{6})", re.IGNORECASE)
_TINTS = {
    "ffd400": "yellow",
    "ff6666": "red",
    "5fb236": "green",
    "2ea8e5": "blue",
    "a28ae5": "purple",
    "e56eee": "pink",
    "f19837": "orange",
}
_PICTURE = re.compile(r"!\[\[[^\[\]]*\]\]|!\[[^\[\]]*\]\([^()\s]*\)")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(\S.*)")
_ID = re.compile(r"(?:id0?)?[A-Z0-9]{8}|imported\b.*", re.IGNORECASE)
_NO_CHAPTER = re.compile(r"(?:annotations|highlights|notes|abstract|metadata|information)\b.*", re.IGNORECASE)
_INNER_CALLOUT = re.compile(r"[ \t]*>[ \t]*>[ \t]*\[!")
_NAMED_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_RULE = re.compile(r"[ \t>]*[-*_]{3,}[ \t]*")
_NOTE = re.compile(
    r"(?:\[n\]|[*_]{0,2}(?:notes?|comments?|kommentar|批注|笔记)[*_]{0,2}[:：][*_]{0,2})[ \t]*", re.IGNORECASE
)
_TAG = re.compile(r"(?<!\S)#([^\s#()\[\],.;:!?]+)")
_OWN_BLOCK = re.compile(r"%%[ \t]*(begin|end) annotations[ \t]*%%")
_END = re.compile(r"[ .,;)]*(?:\n|\Z)")
_LONGEST_COMMENT = 500
_MOST_HIGHLIGHTS = 100_000  # of a page


def identify(document: Document) -> int:
    """Sure of the id of an annotation behind words; high for a page of a PDF behind them."""
    if _OPEN not in document.head:
        return 0
    found = list(_found(document.front.body[: len(document.head)], 1))
    if not found:
        return 0
    return 92 if any(record.annotation for record in found) else 75


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; those of several papers are several works."""
    yield from once(_clippings(document))


@dataclass(slots=True)
class _Paragraph:
    line: int
    lines: list[str]
    heading: str = ""
    is_in_block: bool = False

    @property
    def is_quote(self) -> bool:
        return self.lines[0].lstrip().startswith(">")


@dataclass(slots=True)
class _Record:
    line: int
    text: str
    url: str
    item: str
    annotation: str = ""
    page: int = 0
    color: str = ""
    cited: str = ""
    cited_url: str = ""
    heading: str = ""
    notes: list[str] = field(default_factory=list)
    tags: tuple[str, ...] = ()


def _clippings(document: Document) -> Iterator[Clipping | Problem]:
    front = document.front
    records = list(_found(front.body, front.body_line))
    works = _works(document, records)
    marked = yield from front_stamp(document, "created", "date_created", "date_added", "date")
    has_pages = all(record.page for record in records)
    for order, record in enumerate(records, 1):
        work = works[record.item]
        yield Clipping(
            work,
            record.text,
            record.line,
            Markup.PLAIN,
            f"zotero:{record.annotation}" if record.annotation else "",
            "\n\n".join(record.notes),
            record.url,
            record.tags,
            record.color,
            marked,
            "" if record.heading == work.title else record.heading,
            record.page * _MOST_HIGHLIGHTS + order if has_pages else order,
        )


def _found(body: str, first_line: int) -> Iterator[_Record]:
    """The highlights in ``body``, whose first line is line ``first_line`` of the file."""
    record: _Record | None = None
    follows = False
    for paragraph in _paragraphs(body, first_line):
        records = list(_in_paragraph(paragraph))
        if records:
            if record:
                yield record
            yield from records[:-1]
            record = records[-1]
        elif record and any(_OPEN in line for line in paragraph.lines):
            yield record
            record = None
        elif record and (note := _note_in(paragraph, record, follows=follows)):
            record.notes.append(note)
        follows = bool(records)
    if record:
        yield record


def _note_in(paragraph: _Paragraph, record: _Record, *, follows: bool) -> str:
    """The note that a paragraph without a link is on the highlight before it; empty when it is none.

    It is one when it says so, when a plug-in wrote it, and when it is short and follows right after.
    """
    first = paragraph.lines[0][_end_of_signs(paragraph.lines[0]) :]
    label = _NOTE.match(first)
    length = sum(map(len, paragraph.lines))
    is_comment = follows and first[:1].isalnum() and first == paragraph.lines[0] and length <= _LONGEST_COMMENT
    is_note = label or paragraph.is_in_block or is_comment
    if not is_note or paragraph.heading != record.heading:
        return ""
    lines = [
        first[label.end() :] if label else first,
        *(line[_end_of_signs(line) :] for line in paragraph.lines[1:]),
    ]
    return _PICTURE.sub("", "\n".join(lines)).strip()


def _paragraphs(body: str, first_line: int) -> Iterator[_Paragraph]:
    """Lines that belong together: up to a blank one, a heading, an element of a list, the title of a callout."""
    paragraph: _Paragraph | None = None
    heading, is_in_block = "", False
    for number, line in enumerate(body.split("\n"), first_line):
        titled, block = _HEADING.fullmatch(line), _OWN_BLOCK.search(line)
        is_quote = line.lstrip().startswith(">")
        goes_on = paragraph is not None and is_quote and paragraph.is_quote
        begins = _CALLOUT.match(line) or (not goes_on and (is_quote or _ELEMENT.match(line)))
        if paragraph and (begins or titled or block or not line.strip() or _RULE.fullmatch(line)):
            yield paragraph
            paragraph = None
        if block:
            is_in_block = block[1] == "begin"
        elif titled:
            name = _shown(titled[1])
            heading = heading if _ID.fullmatch(name) else "" if _NO_CHAPTER.fullmatch(name) else name
        elif paragraph:
            paragraph.lines.append(line)
        elif line.strip() and not _RULE.fullmatch(line):
            paragraph = _Paragraph(number, [line], heading, is_in_block)
    if paragraph:
        yield paragraph


def _shown(heading: str) -> str:
    """A heading as a name: links by what they show."""
    return one_line(_NAMED_LINK.sub(r"\1", heading))


def _end_of_signs(line: str) -> int:
    signs = _SIGNS.match(line)
    return signs.end() if signs else 0


def _in_paragraph(paragraph: _Paragraph) -> Iterator[_Record]:
    """The highlights that end, or in a callout begin, with a link; what follows the last is its note."""
    if not any(_OPEN in line for line in paragraph.lines) or _FOOTNOTE.match(paragraph.lines[0]):
        return
    callout = _CALLOUT.match(paragraph.lines[0])
    title = callout[3] if callout else ""
    inner = next(
        (at for at, line in enumerate(paragraph.lines) if _INNER_CALLOUT.match(line)), len(paragraph.lines)
    )
    signs = _QUOTE_SIGNS if paragraph.is_quote else _SIGNS
    bare = [signs.sub("", line, count=1).rstrip() for line in paragraph.lines]
    lines, noted = bare[1 if callout else 0 : inner], "\n".join(bare[inner + 1 :]).strip()
    line = paragraph.line + (1 if callout else 0)
    text = "\n".join(lines)
    color = _color(f"{callout[1]} {callout[2] or ''}") if callout else ""
    if callout and (link := _LINK.search(title)) and not _LINK.search(text):
        if record := _record(link, text, paragraph, title[: link.start()], line=line):
            yield replace(record, color=record.color or color, notes=[noted] if noted else [])
        return
    last: _Record | None = None
    end, places = 0, Lines(text, line)
    for link in _LINK.finditer(text):
        words = text[end : link.start()]
        skipped = len(words) - len(words.lstrip())
        at = places.at(end + skipped)
        if record := _record(link, words, paragraph, "", line=at, is_last=bool(_END.match(text, link.end()))):
            if last:
                yield last
            last = replace(record, color=record.color or color)
        end = link.end()
    if last:
        last = _with_tail(last, text[end:])
        yield replace(last, notes=[*last.notes, noted] if noted else last.notes)


def _with_tail(record: _Record, tail: str) -> _Record:
    """The record with what its reader wrote behind the link: a note, tags."""
    note = _LEADING_SIGN.sub("", tail.strip().lstrip(".,;)"))
    tags = tuple(dict.fromkeys(_TAG.findall(note)))
    while tag := _TAG.match(note):
        note = note[tag.end() :].lstrip()
    return replace(record, notes=[note] if note else [], tags=tags)


def _record(
    link: re.Match[str], words: str, paragraph: _Paragraph, before: str, *, line: int, is_last: bool = True
) -> _Record | None:
    """The highlight of ``words`` at ``link``; None when they are no quotation but the reader's own sentence."""
    words = words.strip()
    words = words if "\n" in words else words[_end_of_signs(words) :]
    cited = _CITED.search(words)
    words = _BLOCK_ID.sub("", words[: cited.start()].rstrip() if cited else words)
    annotation, page = _ANNOTATION.search(link[4]), _PAGE.search(link[4])
    text, color, is_quoted = _unwrapped(words)
    is_listed = paragraph.is_quote or bool(_ELEMENT.match(paragraph.lines[0]))
    counts = is_quoted or (is_listed and paragraph.is_quote) or (annotation is not None and (is_listed or is_last))
    if not (annotation or page) or not counts or not _PICTURE.sub("", text).strip():
        return None
    return _Record(
        line + words.count("\n", 0, max(words.find(text[:40].partition("\n")[0]), 0)),
        text,
        link[2],
        link[3],
        annotation[1] if annotation else "",
        int(page[1]) if page else 0,
        color,
        cited[1] if cited else before or link[1],
        cited[2] if cited else "",
        paragraph.heading,
    )


def _unwrapped(words: str) -> tuple[str, str, bool]:
    """Words without a mark or quotation marks around them, their colour, and whether they had either."""
    if mark := _MARK.search(words):
        return _BREAK.sub("\n", mark[3]).strip(), _color(mark[2]), True
    opening = min((at for sign in _CLOSING if (at := words.find(sign)) >= 0), default=-1)
    if opening >= 0:
        closing = words.rfind(_CLOSING[words[opening]])
        label = words[closing + 1 :]
        if (
            closing > opening
            and len(label) <= _LONGEST_LABEL
            and (not label.strip(" ([") or _COLOR_WORD.search(label))
        ):
            return words[opening + 1 : closing].strip(), _color(label), True
    return words.rstrip(" (—–-").strip(), "", False


def _color(stated: str) -> str:
    """The colour that ``stated`` names, by its word or as Zotero's own tint."""
    if _HEX.search(stated):
        return tint(stated)
    word = _COLOR_WORD.search(stated)
    return word[0].lower().replace("magenta", "pink") if word else ""


def tint(stated: str) -> str:
    """The colour of one of Zotero's own tints (``#ffd400``); empty for any other."""
    found = _HEX.search(stated)
    return _TINTS.get(found[1].lower(), "") if found else ""


def _works(document: Document, records: Sequence[_Record]) -> dict[str, StatedWork]:
    """The works by their items; of several in a note, each has the name it is cited by."""
    headings = re.findall(r"^#[ \t]+(\S.*)$", document.front.body, re.MULTILINE)
    field = _TITLE_FIELD.search(document.front.body)
    title = next((_shown(heading) for heading in headings if not _NO_CHAPTER.match(heading)), "")
    note = read_work(document, read_origin(document.front), field[1].strip(' "') if field and not title else title)
    note = note._replace(app="Zotero", kind=Kind.ARTICLE if note.kind is Kind.NOTE else note.kind)
    works: dict[str, StatedWork] = {}
    items = {record.item for record in records}
    for record in records:
        if record.item in works:
            continue
        citation = _CITATION.match(record.cited)
        author = note.author or (citation[1].strip() if citation else "")
        title = note.title if len(items) == 1 or not citation else citation[0]
        works[record.item] = note._replace(
            title=title,
            author=author if len(items) == 1 or not citation else citation[1].strip(),
            key=f"zotero:{record.item.rpartition('/')[2]}",
            app_url=record.cited_url or f"zotero://select/{record.item}",
        )
    return works
