"""Readwise's export to Obsidian: one note a work, each highlight an element of a list.

    # Title
    ![rw-book-cover](…)
    ## Metadata
    - Author: [[Name]]
    - Full Title: Title
    - Category: #books
    ## Highlights
    - words of the highlight ([Location 12](https://readwise.io/to_kindle?…))
        - Tags: [[a]] [[b]]
        - Note: the reader's note
    ## New highlights added October 23, 2023 at 2:13 PM
    - later words ([View Highlight](https://read.readwise.io/read/…))

Later highlights are appended under a heading of their own. Readers change the template: quotes or paragraphs in
place of the list, headings with the id, a date before the words. Two plug-ins by others write a comment with the
id behind each highlight (``%% highlight_id: 12 %%``, ``%% Color: yellow %% ^12``). So a highlight is an element, a
quote or a paragraph below a heading for highlights; anywhere else only what ends in a link into Readwise is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.clock import read_clocked
from digest.intake.dates import read_moment
from digest.intake.document import Document, Shape
from digest.intake.formats.readwise_terms import highlight_key, read_kind, read_tagging, reader_moment
from digest.intake.once import once
from digest.intake.stamps import not_a_date, stamped
from digest.model.clipping import Clipping, DateSource, Markup, Problem, Stamp, StatedWork

NAME = "readwise"
SHAPE: Shape = "text"
SUREST = 95

_HOME = "https://readwise.io/"
_LINKED = re.compile(r"\[[^\]\n]{0,500}\] ?\(https://(?:read\.)?readwise\.io/(?:[\w-]+/)?(?:read/|open/|to_kindle)")
_NUMBERED = re.compile(r"highlight_id: ?\d|<!--rw:\d")
_TEMPLATE = re.compile(
    r"^[-*+ ]{0,6}Full Title\*{0,2}:.*\n(?:.*\n){0,3}?[-*+ ]{0,6}Category\*{0,2}: ?#", re.MULTILINE
)

_HEADING = re.compile(r"\\?(#{1,6})[ \t]+(\S.*)")
_HEADING_LINE = re.compile(r"^\\?#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_SECTION = re.compile(
    r"(?:new )?highlights?(?: first)?(?: added| synced)?(?: on| by)?\b[ \t]*(.*)|高亮|划线|标注", re.IGNORECASE
)
_ADDED = re.compile(r"[\w ]+\b(?:added|synced)\b\D*\d", re.IGNORECASE)
_FULL_TEXT = re.compile(r"^\\?#{1,6}[ \t]+Full Document\b", re.MULTILINE | re.IGNORECASE)
_ID_HEADING = re.compile(r"(?:id ?)?(\d{5,})", re.IGNORECASE)
_PLACE = re.compile(r"(location|loc\.?|page|p\.|time|位置|页)? ?[:#]?(\d[\d:,]*)", re.IGNORECASE)
_RULE = re.compile(r"[-*_][ \t]*(?:[-*_][ \t]*){2,}")
_BULLET = re.compile(r"([ \t]*)[-*+](?:[ \t]+|\Z)(.*)")
_CALLOUT = re.compile(r"\[![^\]\n]+\][+-]?.*")
_DAY = re.compile(r"\[\[([^\]|]+)\]\](?: (\d{1,2}:\d\d))?|(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?)")
_ATTRIBUTE = re.compile(
    r"[ \t>]*(?:[-*+] )?[*_]{0,2}(notes?|tags?|colou?r|笔记|批注|标签|颜色)[*_]{0,2}[:：]{1,2}[*_]{0,2}[ \t]*(.*)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"- \[n\][ \t]+(.*)")

_ADDRESS = r"\((https?://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)"
_LINK = re.compile(rf"\(\[([^\[\]\n]*)\] ?{_ADDRESS}\)\Z")
_BARE_LINK = re.compile(rf"(?:\A|[*\s])\(?\[(View [^\[\]\n]*)\] ?{_ADDRESS}\)?\Z")
_WHOLE_LINK = re.compile(
    rf"(?:\\?[-—*] ?)?\(?\[\(?(View [^\[\]\n]*|(?:Location|Page|Time|Loc\.) ?[\d:,]+|id ?\d+)\)?\] ?{_ADDRESS}\)?"
)
_UNLINKED = re.compile(r"\(((?:Location|Page|Time|Loc\.) ?[\d:,]+)\)\Z")
_TRAILER = re.compile(
    r"(?:%%[^%]{0,100}%%|`highlight_id: ?\d+`|<!-- ?rw:[^>]{0,100}-->|(?<!\S)\^[A-Za-z0-9-]{1,40})\Z"
)
_LONGEST_TRAILER = 120
_MOST_TRAILERS = 4
_NUMBER = re.compile(r"(?:highlight_id: ?|<!-- ?rw:|\^(?:rw)?)(\d+)\b")
_COLOR = re.compile(r"Colou?r: ?(\w+)", re.IGNORECASE)

_FIELD = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?\**(full[ -]title|title|authors?|category|url|link|source|source[ _]url"
    r"|document[ _]tags|tags|summary|document[ _]note)\**:{1,2}\**[ \t]*(\S.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]")
_NAMED_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")
_TAG_SEPARATORS = re.compile(r"[,\s]+")
_OWN_TITLE = re.compile(r" ?\(Highlights\)\Z", re.IGNORECASE)
_GAP = re.compile(r"\n{3,}")
_LONGEST_OPENING = 20_000


def identify(document: Document) -> int:
    """Sure of a link or a number that only Readwise gives a highlight; then of its cover and of its template.

    They outdo links to a highlight in another program: Readwise keeps those of what it took over from there.
    """
    head = document.head
    if "highlight_id:" in head or "<!--rw:" in head:
        return 95 if _NUMBERED.search(head) else 0
    if "readwise.io/" in head and _LINKED.search(head):
        return 0 if "synced by [[Readwise]]" in head or "full-title:: " in head else 95
    if "![rw-book-cover](" in head:
        return 94
    return 93 if "Full Title" in head and _TEMPLATE.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a saved page that has none, if saved pages count."""
    yield from once(_clippings(document))


@dataclass(slots=True)
class _Record:
    """A highlight as it is put together, line by line."""

    line: int
    style: str  # "element", "quote" or "paragraph"
    below_highlights: bool
    parts: list[str] = field(default_factory=list)
    heading: str = ""
    notes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    color: str = ""
    url: str = ""
    place: str = ""
    number: str = ""
    marked: Stamp | None = None
    is_closed: bool = False  # a link or an id ends its words
    goes_on: bool = False  # a paragraph right after another one

    @property
    def text(self) -> str:
        return _GAP.sub("\n\n", "\n".join(self.parts)).strip()

    def close(self) -> None:
        """Take from the end of the words what Readwise put there."""
        if not self.parts:
            return
        words = self.parts[-1].rstrip()
        for _ in range(_MOST_TRAILERS):
            trailer = _TRAILER.search(words, max(0, len(words) - _LONGEST_TRAILER))
            if trailer is None:
                break
            words = words[: trailer.start()].rstrip()
            number, color = _NUMBER.search(trailer[0]), _COLOR.search(trailer[0])
            self.number = self.number or (number[1] if number else "")
            self.color = self.color or (color[1] if color else "")
            self.is_closed = self.is_closed or number is not None
        if link := _LINK.search(words) or _BARE_LINK.search(words) or _WHOLE_LINK.fullmatch(words):
            self.place, self.url = self.place or link[1], link[2]
        elif link := _UNLINKED.search(words):
            self.place = link[1]
        if link:
            words = words[: link.start()].rstrip()
            self.is_closed = True
        if words != self.parts[-1].rstrip():
            self.parts[-1] = words


def _clippings(document: Document) -> Iterator[Clipping | Problem]:
    front = document.front
    opening, start = _bounds(front.body)
    work = _work(document, front.body[: min(opening, _LONGEST_OPENING)])
    walk = _Walk(document, start)
    records = list(_joined(list(walk.records())))
    yield from walk.problems
    count = 0
    for record, position in zip(records, _positions(records), strict=True):
        tagging = read_tagging(record.tags, record.color)
        text = record.text
        if tagging.is_discarded or tagging.is_heading:
            continue
        count += 1
        if not text:
            yield document.problem(record.line, "a highlight without words", "export it from Readwise again")
            continue
        hidden = reader_moment(record.url)
        yield Clipping(
            work,
            text,
            record.line,
            Markup.MARKDOWN if "read.readwise.io/" in record.url or "![](" in text else Markup.PLAIN,
            highlight_key(record.url, record.number),
            "\n".join(record.notes).strip(),
            record.url,
            tagging.tags,
            tagging.color,
            (Stamp(hidden, DateSource.ID) if hidden and not _is_explicit(record) else record.marked),
            record.heading,
            position,
        )
    if not count and document.bookmarks and work.url:
        yield Clipping(work, work.excerpt or work.title, front.body_line)


def _is_explicit(record: _Record) -> bool:
    return record.marked is not None and record.marked.source is DateSource.EXPLICIT


def _bounds(body: str) -> tuple[int, int]:
    """Where what is said about the work ends, and where the highlights begin.

    They begin at their heading: at the last one behind the full text, if that comes first, for it may have such a
    heading of its own. Without one they may be anywhere.
    """
    full_text = _FULL_TEXT.search(body)
    text_start = full_text.start() if full_text else len(body)
    sections: list[tuple[int, bool]] = []
    for heading in _HEADING_LINE.finditer(body):
        section = _SECTION.fullmatch(heading[1].rstrip("# \t"))
        if section:
            sections.append((heading.start(), not (section[1] or "").strip()))
    first = min((start for start, _ in sections), default=len(body))
    plain = [start for start, is_plain in sections if is_plain]
    if not plain:
        return min(first, text_start), 0
    return min(first, text_start), plain[0] if plain[0] < text_start else plain[-1]


class _Walk:
    """One walk over the lines from where the highlights begin."""

    def __init__(self, document: Document, start: int) -> None:
        self._document = document
        self._lines = document.front.body[start:].split("\n")
        self._first = document.front.body_line + document.front.body.count("\n", 0, start)
        self._record: _Record | None = None
        self._sink: list[str] | None = None  # takes lines that go on: of the words, or of a note
        self._after_blank = True
        self._after_break = True
        self._is_below = False
        self._level = 6
        self._heading = ""
        self._number = ""
        self._place = ""
        self._added: Stamp | None = None
        self.problems: list[Problem] = []
        self._dated: Stamp | None = None

    def records(self) -> Iterator[_Record]:
        """What may be a highlight; the last line of each is still to be closed by whoever asks."""
        for number, line in enumerate(self._lines, self._first):
            words = line.strip()
            if not words:
                self._after_blank = True
                if self._sink is not None:
                    self._sink.append("")
                continue
            heading = _HEADING.fullmatch(line.rstrip())
            if heading:
                yield from self._end()
                self._head(number, len(heading[1]), heading[2].rstrip("# \t"))
            elif _RULE.fullmatch(words) or self._is_dated(words):
                yield from self._end()
            elif not self._continues(line, words):
                yield from self._begin(number, line, words)
            self._after_blank = False
        yield from self._end()

    def _end(self) -> Iterator[_Record]:
        if self._record:
            yield self._record
        self._record, self._sink, self._after_break = None, None, True

    def _head(self, number: int, level: int, title: str) -> None:
        section = _SECTION.fullmatch(title)
        if section:
            self._is_below, self._level, self._heading, self._dated = True, level, "", None
            stated = _WIKI_LINK.sub(r"\1", section[1] or "")
            self._added = stamped(read_clocked(stated, self._document.zone), DateSource.FRONT_MATTER)
            if not self._added and _ADDED.match(title):
                self.problems.append(not_a_date(self._document, number, stated))
        elif identity := _ID_HEADING.fullmatch(title):
            self._number = identity[1]
        elif _PLACE.fullmatch(title):
            self._place = title
        else:
            self._is_below = self._is_below and level > self._level
            self._heading = one_line(title)

    def _is_dated(self, words: str) -> bool:
        """Whether the line is only a date, which is that of the next highlight."""
        day = _DAY.fullmatch(words)
        if day is None or not (self._record is None or self._after_blank):
            return False
        moment = read_moment(day[3] or " ".join(filter(None, (day[1], day[2]))), self._document.zone)
        self._dated = stamped(moment)
        return moment is not None

    def _continues(self, line: str, words: str) -> bool:
        """Whether the line belongs to the highlight that is open, and then give it that line."""
        record = self._record
        if record is None:
            return False
        is_indented = line[0] in " \t"
        may_have_attributes = is_indented or record.style != "element" or words[0] not in "-*+"
        if may_have_attributes and (attribute := _ATTRIBUTE.fullmatch(line)):
            self._attribute(record, attribute[1].lower(), attribute[2].strip())
            return True
        if record.style != "element" and (lettered := _LETTERED.fullmatch(words)):
            self._attribute(record, "note", lettered[1])
            return True
        if record.is_closed and record.text and (link := _WHOLE_LINK.fullmatch(words)):
            record.url = record.url or link[2]
            return True
        return self._takes(record, line, words, is_indented=is_indented)

    def _takes(self, record: _Record, line: str, words: str, *, is_indented: bool) -> bool:
        is_noted = self._sink is record.notes
        if is_indented and (record.style == "element" or is_noted):
            return self._takes_indented(record, line, words)
        if self._after_blank or _BULLET.fullmatch(line):
            return False
        if is_noted and words[0] != ">":
            self._note_line(record, words)
        elif record.is_closed or (words[0] == ">") != (record.style == "quote"):
            return False
        else:
            self._add(record, words[1:].removeprefix(" ") if record.style == "quote" else words)
        return True

    def _takes_indented(self, record: _Record, line: str, words: str) -> bool:
        if record.is_closed and _LINK.search(words) and _BULLET.fullmatch(line):
            return False
        if record.is_closed:
            self._sink = record.notes
        if self._sink is record.notes:
            self._note_line(record, words)
        else:
            self._add(record, _dedented(line))
        return True

    def _add(self, record: _Record, words: str) -> None:
        record.parts.append(words)
        record.close()

    def _note_line(self, record: _Record, words: str) -> None:
        if link := _BARE_LINK.search(words):
            record.place, record.url = record.place or link[1], record.url or link[2]
            record.is_closed = True
            words = words[: link.start()].rstrip(" *")
        record.notes.append(words)

    def _attribute(self, record: _Record, name: str, stated: str) -> None:
        if name.startswith("tag") or name == "标签":
            record.tags += _tags(stated)
        elif name.startswith("colo") or name == "颜色":
            record.color = stated
        else:
            self._sink = record.notes
            self._note_line(record, stated)

    def _begin(self, number: int, line: str, words: str) -> Iterator[_Record]:
        goes_on = not self._after_break
        yield from self._end()
        bullet = _BULLET.fullmatch(line)
        style = "element" if bullet else "quote" if words[0] == ">" else "paragraph"
        record = _Record(number, style, self._is_below, heading=self._heading, goes_on=goes_on)
        record.number, record.place, record.marked = self._number, self._place, self._dated or self._added
        record.is_closed = False
        self._number, self._place, self._dated = "", "", None
        self._record, self._sink, self._after_break = record, record.parts, False
        first = bullet[2] if bullet else words[1:].strip() if style == "quote" else words
        if style == "quote" and _CALLOUT.fullmatch(first):
            first = ""
        self._add(record, first)


def _joined(records: Sequence[_Record]) -> Iterator[_Record]:
    """The records that are highlights; paragraphs that only the last one closes are one.

    A paragraph that nothing closes is the reader's own, unless the file has no other highlights.
    """
    only_paragraphs = not any(record.is_closed or record.style != "paragraph" for record in records)
    open_run: list[_Record] = []
    for record in records:
        if record.style != "paragraph" or not record.goes_on:
            open_run = []
        if record.style == "paragraph" and not record.is_closed:
            if only_paragraphs and record.below_highlights:
                yield record
            open_run.append(record)
            continue
        if open_run and record.style == "paragraph":
            record.line = open_run[0].line
            record.parts = [part for opened in open_run for part in (*opened.parts, "")] + record.parts
        open_run = []
        if record.below_highlights or record.number or _is_readwise_link(record):
            yield record


def _is_readwise_link(record: _Record) -> bool:
    """Whether the link behind the words is one into Readwise, or is called what Readwise calls it."""
    return "readwise.io/" in record.url or record.place.startswith("View ") or bool(_position(record.place)[0])


def _dedented(line: str) -> str:
    """A line of an element without the indent that makes it one: a tab, or two spaces at most."""
    rest = line.removeprefix("\t")
    return rest.removeprefix("  ") if rest != line or line[1] == " " else line[1:]


def _tags(stated: str) -> Iterable[str]:
    linked = _WIKI_LINK.findall(stated)
    rest = _WIKI_LINK.sub(" ", stated)
    if not linked and "#" not in rest and "," in rest:
        return rest.split(",")
    return [*linked, *_TAG_SEPARATORS.split(rest)]


def _positions(records: Sequence[_Record]) -> Iterable[int]:
    """The places that all records state in the same way; without those, their order in the file."""
    places = [_position(record.place) for record in records]
    if len({unit for unit, _ in places}) == 1 and places[0][0]:
        return [number for _, number in places]
    return range(1, len(records) + 1)


def _position(place: str) -> tuple[str, int]:
    """The unit that ``place`` counts in, and its number: of a time, the seconds; no unit when it is no place."""
    stated = _PLACE.fullmatch(place)
    parts = stated[2].replace(",", "").strip(":").split(":") if stated else []
    if stated is None or not all(part.isascii() and 0 < len(part) < 8 for part in parts):
        return "", 0
    number = 0
    for part in parts:
        number = number * 60 + int(part)
    return (stated[1] or "time").lower(), number


def _work(document: Document, opening: str) -> StatedWork:
    front = document.front
    stated: dict[str, str] = {}
    for name, value in _FIELD.findall(opening):
        stated.setdefault(name.lower().replace(" ", "_").replace("-", "_"), value.strip())

    def said(*names: str) -> str:
        return next(filter(None, (stated.get(name, "") or front.text(name) for name in names)), "")

    heading = re.search(r"^\\?#{1,2}[ \t]+(\S.*)$", opening, re.MULTILINE)
    title = said("full_title", "title") or (heading[1] if heading else "") or document.stem
    url = first_address(said("url", "source_url", "link", "source"))
    tags = stated.get("document_tags", "")
    return StatedWork(
        title=_OWN_TITLE.sub("", one_line(_shown(title))) or document.stem,
        kind=read_kind(said("category")),
        author=one_line(_shown(said("author", "authors"))),
        site="" if url.startswith(_HOME) else site_of(url),
        url="" if url.startswith(_HOME) else url,
        app="Readwise",
        excerpt=one_line(said("summary")),
        tags=read_tagging(_tags(tags)).tags if tags else front.tags("document_tags", "tags"),
    )


def _shown(stated: str) -> str:
    """A name without the links in it; of several links, all."""
    linked = _WIKI_LINK.findall(stated)
    if linked and not _WIKI_LINK.sub("", stated).strip(" ,;&"):
        return ", ".join(linked)
    return _NAMED_LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", stated))
