"""Cubox's export to Obsidian: one file a card, and after each highlight a link to its place in Cubox.

    ---
    id: "7421446577446718398"
    cubox_url: https://cubox.pro/web/card/7421446577446718398
    url: https://example.org/article
    tags: []

    ---
    # Title

    Description

    [Read in Cubox](…)
    [Read Original](…)

    ---

    ## Annotations

    > words of the highlight

    the reader's note, as many lines as it has

    [Link](https://cubox.pro/web/annotations/cards/<card>?highlight=<highlight>)

The program is OLCUBO/obsidian-cubox 1.0.5, read at commit 49bce01. Its readers can change the template, and
linters rewrite what they find, so only the links are relied on: what stands between two of them is one
highlight and its note, and what follows the last (some add the full text there) is not read. A template may put
the link beside the words, and the note into an element of a list below them. Two other shapes
of the same program have no links: the article with its highlights in ``==marks==``, and a list under
``## Highlights``. The app's own export of an article ends with a link to the card; it holds no highlights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digest.core.text import one_line
from digest.intake.addresses import site_of, web_address
from digest.intake.dates import read_moment
from digest.intake.document import Document, Shape
from digest.intake.formats.cubox_ids import moment_of
from digest.intake.frontmatter import FrontMatter
from digest.intake.lines import Lines
from digest.intake.marks import find_marks
from digest.intake.stamps import front_stamp, stamped
from digest.model.clipping import COLORS, Clipping, DateSource, Kind, Markup, Problem, Stamp, StatedWork

NAME = "cubox"
SHAPE: Shape = "text"
SUREST = 98

_CARD_ADDRESS = re.compile(r"https?://cubox\.(?:pro|cc)/(?:web/card/|my/card\?id=)(?P<card>\w+)")
_CARD_LINK = re.compile(r"^\[[^\]\n]*Cubox[^\]\n]*\]\((https?://cubox\.(?:pro|cc)/[^\s)]*)\)", re.MULTILINE)
_HIGHLIGHT_PATH = "/web/annotations/cards/"
_LINK = (
    r"\[[^\]\n]{0,80}\]\(<?"
    r"(https?://cubox\.(?:pro|cc)/web/annotations/cards/(?P<card>\w+)\?[^\s<>)]*?highlight=(\w+)[^\s<>)]*)>?\)"
)
_HIGHLIGHT_LINK = re.compile(rf"[ \t>]*(?:[-*+][ \t]+)?{_LINK}[ \t]*(?:\^[\w-]+[ \t]*)?")
_LINK_BESIDE = re.compile(rf"[(（]?{_LINK}[)）]?")
_BEGINS_BLOCK = re.compile(r"[ \t>]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|\[!|\\?#{1,6}[ \t])")
_BLOCK_SIGNS = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\[![^\]\n]*\][+-]?[ \t]*)?")
_ORIGINAL_LINK = re.compile(r"^\[Read Original\]\((\S+)\)[ \t]*$", re.MULTILINE)
_TITLE = re.compile(r"^\\?#[ \t]+(\S.*)$", re.MULTILINE)
_READ_LINK = re.compile(r"^\[Read (?:in Cubox|Original)\]\(.*$", re.MULTILINE)
_ANNOTATIONS = re.compile(r"^\\?#{1,6}[ \t]*(?:Annotations|Highlights|标注|批注|高亮|划线)[ \t]*$", re.MULTILINE)
_DESCRIPTION_END = re.compile(r"^(?:\[Read (?:in Cubox|Original)\]\(|-{3,}[ \t]*$|\\?#{1,6}[ \t])", re.MULTILINE)
_LONGEST_DESCRIPTION = 2_000
_IMAGE = re.compile(r"!\[[^\]]*\]\([^()\s]*\)")
_QUOTE = re.compile(r">.*(?:\n>.*)*")
_INDENTED = re.compile(r"[^\n]*((?:\n(?:\t| {2,})[^\n]*)+)")
_GAP = re.compile(r"\n\s*\n")
_LIST = "\n## Highlights\n\n- "
_ARTICLE_END = re.compile(r"^\[[^\]\n]*Cubox[^\]\n]*\]\(https?://cubox\.(?:pro|cc)/[^\s)]*\)\s*\Z", re.MULTILINE)
_LONGEST_END = 300
_COLOR_LINE = re.compile(r"(?:[-*] )?(?:colou?r|颜色)[ ]?[:：][ ]?(\w+)", re.IGNORECASE)
_TIME_LABEL = re.compile(r"^(?:[-*] )?(?:create_time|created|time|date|创建时间|时间)[ ]?[:：][ ]?", re.IGNORECASE)
_CLOCK = re.compile(r"\d:\d\d")


def identify(document: Document) -> int:
    """High for a link to a highlight or a card of Cubox, lower for an id that only Cubox makes."""
    head, front = document.head, document.front
    if "cubox." in head:
        if next(_links(head, 0), None):
            return 98
        if _card_address(front) or _CARD_LINK.search(head):
            return 90
    if _is_article(document):
        return 90
    card = front.text("id")
    return 60 if moment_of(card) and int(card) & 0x3FFFFF < 4096 else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights of the card in the order of the file; none when it has none."""
    body = document.front.body
    if records := list(_records(f"\n{body}")) or list(_beside(f"\n{body}")):
        yield from _linked(document, records)
    elif (link := body.find(_HIGHLIGHT_PATH)) >= 0:
        line = document.front.body_line + body.count("\n", 0, link)
        hint = "in Cubox's template, put each link to a highlight on a line of its own below the words"
        yield document.problem(line, "highlights in a layout of their own, which are not read", hint)
    elif _is_article(document):
        return
    elif _LIST in body:
        yield from _unlinked(document, _listed(body), Markup.PLAIN)
    elif "==" in body:
        yield from _unlinked(document, ((mark.start, mark.text) for mark in find_marks(body)), Markup.MARKDOWN)


def _is_article(document: Document) -> bool:
    """Whether the document is the app's export of an article, whose quotes and marks are its author's."""
    end = document.text[-_LONGEST_END:]
    return "Cubox" in end and not document.text.startswith("---") and bool(_ARTICLE_END.search(end))


class _Record(NamedTuple):
    """A link to a highlight, with the quote and the note that stand before it; ``start`` is where the first is."""

    start: int
    quote: str
    note: str
    link: re.Match[str]


def _records(text: str) -> Iterator[_Record]:
    """The records of ``text`` that have a link; the words of one may be missing. A line end comes before all.

    The first run of ``>`` lines is the quote, everything from there to the link is the note. A link that has
    words behind it and then, without a quote in between, another link, stands in a note that goes on.
    """
    record: _Record | None = None
    end = _preamble_end(text)
    for link in _links(text, end):
        start = link.start()
        sign = text.find("\n>", end, start)
        quote = _QUOTE.match(text, sign + 1, start) if sign >= 0 else None
        between = text[quote.end() if quote else end : start]
        if record and not quote and between.strip():
            record = record._replace(note=record.note + record.link[0] + between, link=link)
        else:
            if record:
                yield record
            record = _Record(sign + 1, quote[0], between, link) if quote else _Record(start, "", between, link)
        end = link.end()
    if record:
        yield record


def _beside(text: str) -> Iterator[_Record]:
    """The records of ``text``, in which the links stand beside the words or above; a line end comes before all."""
    links = list(_LINK_BESIDE.finditer(text))
    limits = [text.rfind("\n", 0, link.start()) for link in links[1:]] + [len(text)]
    floor = 0
    for link, limit in zip(links, limits, strict=False):
        start = _block_start(text, link.start(), floor)
        words, floor = text[start : link.start()], link.end()
        if not words[_signs_end(words) :].strip():
            end = text.find("\n\n", floor, max(limit, floor))
            start, floor = floor, max(limit, floor) if end < 0 else end
            words = text[start:floor]
            start += len(words) - len(words.lstrip())
        below = _INDENTED.match(text, floor, max(limit, floor))
        quote = "\n".join(f"> {line}" for line in _without_signs(words))
        yield _Record(start, quote, "\n".join(_without_signs(below[1] if below else "")), link)


def _without_signs(words: str) -> list[str]:
    """The lines of ``words`` without the signs of quotes, lists and callouts."""
    return [line[_signs_end(line) :] for line in words.strip().split("\n")]


def _signs_end(line: str) -> int:
    signs = _BLOCK_SIGNS.match(line)
    return signs.end() if signs else 0


def _block_start(text: str, place: int, floor: int) -> int:
    """Where the paragraph, or the element of a list, begins that the words before ``place`` belong to."""
    start = text.rfind("\n", 0, place) + 1
    while start > floor + 1 and not _BEGINS_BLOCK.match(text, start, place):
        above = text.rfind("\n", 0, start - 1) + 1
        if above <= floor or not text[above : start - 1].strip(" \t>"):
            break
        start = above
    return max(start, floor)


def _links(text: str, start: int) -> Iterator[re.Match[str]]:
    """The lines that are a link to a highlight."""
    while (place := text.find(_HIGHLIGHT_PATH, start)) >= 0:
        start = text.find("\n", place)
        start = len(text) if start < 0 else start
        if link := _HIGHLIGHT_LINK.fullmatch(text, text.rfind("\n", 0, place) + 1, start):
            yield link


def _preamble_end(text: str) -> int:
    """Where the annotations begin: behind their heading, or behind the links to the card and the article."""
    limit = max(text.find(_HIGHLIGHT_PATH), 0)
    if heading := _ANNOTATIONS.search(text, 0, limit):
        return heading.end()
    return max((link.end() for link in _READ_LINK.finditer(text, 0, limit)), default=0)


def _linked(document: Document, records: Sequence[_Record]) -> Iterator[Clipping | Problem]:
    work = _work(document, records)
    lines = Lines(f"\n{document.front.body}", document.front.body_line - 1)
    for record in records:
        line = lines.at(record.start)
        text = _words(record.quote)
        if not text:
            yield document.problem(line, "a link to a highlight with no words above it", "export the card again")
            continue
        url, _, highlight = record.link.groups()
        note = _read_note(record.note, document)
        moment = moment_of(highlight)
        yield Clipping(
            work,
            text,
            line,
            Markup.MARKDOWN if _IMAGE.fullmatch(text) else Markup.PLAIN,
            f"cubox:{highlight}",
            note.text,
            url,
            color=note.color,
            marked=note.marked or stamped(moment, DateSource.ID),
            position=int(highlight) if moment else line,
        )


def _words(quote: str) -> str:
    """A quote without its signs."""
    if "\n" not in quote:
        return quote[1:].strip()
    return "\n".join(line[1:].removeprefix(" ") for line in quote.split("\n")).strip()


class _Note(NamedTuple):
    text: str = ""
    color: str = ""
    marked: Stamp | None = None


_NO_NOTE = _Note()


def _read_note(note: str, document: Document) -> _Note:
    """The note, without lines in which a template of the reader's own states the colour or the time."""
    if not note or note.isspace():
        return _NO_NOTE
    kept, color, marked = [], "", None
    for line in note.split("\n"):
        stated = line.strip()
        named = _COLOR_LINE.fullmatch(stated)
        moment = read_moment(_TIME_LABEL.sub("", stated), document.zone) if _CLOCK.search(stated) else None
        if named and named[1].lower() in COLORS:
            color = named[1].lower()
        elif moment:
            marked = Stamp(moment, DateSource.EXPLICIT)
        else:
            kept.append(line)
    return _Note("\n".join(kept).strip(), color, marked)


def _listed(body: str) -> Iterator[tuple[int, str]]:
    """Where each element of the list at the end stands, and its words."""
    at = body.rindex(_LIST) + len(_LIST)
    for words in body[at:].split("\n- "):
        yield at, words.strip()
        at += len(words) + len("\n- ")


def _unlinked(document: Document, found: Iterator[tuple[int, str]], markup: Markup) -> Iterator[Clipping | Problem]:
    """Highlights that have no id; each once, for the program marks every place where its words occur."""
    front = document.front
    places: dict[str, int] = {}
    for place, text in found:
        places.setdefault(text, place)
    work = _work(document, ())
    saved = stamped(moment_of(work.key.removeprefix("cubox:")), DateSource.ID)
    marked = yield from front_stamp(document, "create_time", "created", otherwise=saved)
    lines = Lines(front.body, front.body_line)
    for position, (text, place) in enumerate(places.items(), 1):
        if text:
            yield Clipping(work, text, lines.at(place), markup, marked=marked, position=position)


def _work(document: Document, records: Sequence[_Record]) -> StatedWork:
    front = document.front
    body = front.body
    title = _TITLE.search(body)
    url = web_address(front.text("url")) or web_address(front.text("source")) or web_address(_original(body))
    address = _card_address(front)
    link = records[0].link if records else None
    card = _CARD_ADDRESS.match(address) or link
    card_id = card["card"] if card else front.text("id")
    cubox = link[1].partition("/web/")[0] if link else "https://cubox.pro"
    return StatedWork(
        title=front.text("title", "article_title", "标题") or one_line(title[1] if title else document.stem),
        kind=Kind.VIDEO if front.text("type").lower() == "video" else Kind.ARTICLE,
        key=f"cubox:{card_id}" if card_id else "",
        author=front.text("author", "作者"),
        site=site_of(url) or front.text("domain", "site"),
        url=url,
        app="Cubox",
        app_url=address or (f"{cubox}/web/card/{card_id}" if card_id else ""),
        excerpt=front.text("description", "摘要") or (_description(body, title.end()) if title else ""),
        tags=front.tags("tags", "标签"),
    )


def _card_address(front: FrontMatter) -> str:
    """The card's address in Cubox, whatever name it has in the front matter.

    Its digits can be trusted where those of ``id`` cannot: tools that read an unquoted id as a number round it.
    """
    values = (value for value in front.values.values() if isinstance(value, str))
    return next((value for value in values if _CARD_ADDRESS.match(value)), "")


def _original(body: str) -> str:
    link = _ORIGINAL_LINK.search(body)
    return link[1] if link else ""


def _description(body: str, start: int) -> str:
    """The words between the title and the links, without pictures; a whole article is no description."""
    end = _DESCRIPTION_END.search(body, start)
    words = _IMAGE.sub("", body[start : end.start()] if end else "").strip()
    return _GAP.sub("\n\n", words) if len(words) <= _LONGEST_DESCRIPTION else ""
