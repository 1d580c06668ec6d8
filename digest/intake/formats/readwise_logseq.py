"""Readwise's export to Logseq: a page a work, and below a block with the date the highlights that came that day.

    title:: Title (highlights)
    author:: [[Name]]
    full-title:: "Title"
    category:: #articles

    - Highlights first synced by [[Readwise]] [[Mar 6th, 2023]]
        - words of the highlight ([View Highlight](https://read.readwise.io/read/…))
            - **Note**: the reader's note
            - **Tags**: #[[a]]
    - New highlights added [[Mar 7th, 2023]] at 9:05 AM
        - …
    - words of a highlight in pages of older plug-ins ([View Highlight](https://…)) #Highlight #[[2023-03-08]]

Readers move blocks, part them, and write below them. A block below a highlight is the reader's note on it, unless
it has a link of its own; below a short line without a link and a full stop stand the highlights of a chapter.
A template of their own may leave out the line with the date and the link, and put tags behind the words
(``#Highlight #[[2024-04-16]]``). In 2020 every block was a heading: ``## Highlights first synced by #Readwise``,
and ``### words`` below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from digest.core.text import ends_sentence, one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.dates import read_moment
from digest.intake.document import Document, Shape
from digest.intake.formats.readwise_terms import highlight_key, read_kind, read_tagging, reader_moment
from digest.intake.once import once
from digest.intake.outline import Block, read_outline
from digest.intake.stamps import not_a_date, stamped
from digest.model.clipping import Clipping, DateSource, Markup, Problem, Stamp, StatedWork

NAME = "readwise-logseq"
SHAPE: Shape = "text"
SUREST = 96

_SECTION = re.compile(r"(?:#{1,6}[ \t]+)?(?:Highlights first synced|New highlights added)\b.*", re.IGNORECASE)
_SYNCED = re.compile(
    r"^[ \t]*(?:- (?:#{1,6}[ \t]+)?|#{1,6}[ \t]+)Highlights first synced by #Readwise\b", re.MULTILINE
)
_HEADED = re.compile(r"^(#{1,5})[ \t]+Highlights first synced by .*\n{1,3}\1#", re.MULTILINE)
_HEADING = re.compile(r"^#(#{0,5})[ \t]+", re.MULTILINE)
_DAY = re.compile(r"\[\[([^\[\]]+)\]\]\s*(?:at .*)?\Z")
_LINK = re.compile(
    r"\(\[(?P<name>[^\[\]\n]*)\]\((?P<url>https?://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)\)"
    r"(?P<tags>(?:[ \t]+#(?:\[\[[^\[\]\n]*\]\]|[^\s#\[\]]+))*)\Z"
)
_TAGGED = re.compile(r"(?<![ \t])(?:[ \t]+#(?:\[\[[^\[\]\n]*\]\]|[^\s#\[\]]+)){1,20}\Z")
_LONGEST_TAGS = 200
_SAYS_NOTHING = frozenset(("highlight", "highlights"))
_NAMED = re.compile(r"View |Location |Page |Time ")
_FULL_TITLE = re.compile(r"Full Title:: (.+)")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^()\s]*\)")
_ATTRIBUTE = re.compile(
    r"[*_]{0,2}(notes?|tags?|colou?r)[*_]{0,2}:{1,2}[*_]{0,2}[ \t]*(.*)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"#?\[\[([^\[\]]+)\]\]|#?([^\s,#\[\]]+)")
_WIKI_LINK = re.compile(r"\[\[([^\[\]]*)\]\]")
_OWN_TITLE = re.compile(r" ?\(highlights\)\Z", re.IGNORECASE)
_LONGEST_HEADING = 80


def identify(document: Document) -> int:
    """Sure of Readwise's line above its highlights; else high for the properties of its page."""
    head = document.head
    if "synced by [[Readwise]]" in head or ("synced by #Readwise" in head and _SYNCED.search(head)):
        return 96
    return 85 if "full-title:: " in head and "category:: #" in head else 0


@dataclass(slots=True)
class _Record:
    block: Block
    parts: list[str]
    url: str = ""
    heading: str = ""
    synced: Stamp | None = None
    notes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    color: str = ""


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    yield from once(_stated(document))


def _stated(document: Document) -> Iterator[Clipping | Problem]:
    front = document.front
    body = _HEADING.sub(_as_block, front.body) if _HEADED.search(document.head) else front.body
    blocks = list(read_outline(body, front.body_line))
    work = _work(document, blocks)
    walk = _Walk(document, blocks)
    records = walk.records()
    yield from walk.problems
    for order, record in enumerate(records, 1):
        tagging = read_tagging(record.tags, record.color)
        if tagging.is_heading or tagging.is_discarded:
            continue
        text = "\n\n".join(filter(None, record.parts)).strip()
        if not text:
            yield document.problem(record.block.line, "a highlight without words", "export it from Readwise again")
            continue
        hidden = reader_moment(record.url)
        yield Clipping(
            work,
            text,
            record.block.line,
            Markup.MARKDOWN if "read.readwise.io/" in record.url or "![](" in text else Markup.PLAIN,
            highlight_key(record.url),
            "\n".join(record.notes).strip(),
            record.url,
            tagging.tags,
            tagging.color,
            Stamp(hidden, DateSource.ID) if hidden else record.synced,
            record.heading,
            order,
        )


class _Parts(NamedTuple):
    """The words of a block; the address and the name of the link behind them, and the tags behind that.

    Without a link, tags count as such when one of them says that this is a highlight.
    """

    words: str
    url: str = ""
    name: str = ""
    tags: str = ""


class _Walk:
    """One walk over the blocks. What a block hands down to those below it is kept under its identity."""

    def __init__(self, document: Document, blocks: Sequence[Block]) -> None:
        self._document = document
        self._blocks = blocks
        self._chapters = {id(block.parent) for block in blocks if block.parent and _is_heading(block.parent, block)}
        self._sections: dict[int, Stamp | None] = {}
        self._headings: dict[int, str] = {}
        self._owners: dict[int, _Record] = {}
        self._records: list[_Record] = []
        self.problems: list[Problem] = []

    def records(self) -> Sequence[_Record]:
        """The highlights: each block below a section is one, a part of one, or a heading of those below it."""
        for block in self._blocks:
            above = id(block.parent) if block.parent else 0
            if _SECTION.fullmatch(block.text):
                self._sections[id(block)] = self._synced(block)
                continue
            if above in self._sections:
                self._sections[id(block)] = self._sections[above]
            if above in self._headings:
                self._headings[id(block)] = self._headings[above]
            owner = self._read(block, above) if block.text else self._owners.get(above)
            if owner:
                self._owners[id(block)] = owner
        return self._records

    def _synced(self, section: Block) -> Stamp | None:
        """When the highlights below ``section`` came, by the day in its heading."""
        day = _DAY.search(section.text)
        moment = read_moment(day[1], self._document.zone) if day else None
        if day and not moment:
            self.problems.append(not_a_date(self._document, section.line, day[1]))
        return stamped(moment, DateSource.FRONT_MATTER)

    def _read(self, block: Block, above: int) -> _Record | None:
        """The record that ``block`` begins or belongs to."""
        owner = self._owners.get(above)
        words, url, name, tags = _parted(block.text)
        if owner and not ((url or tags) and words):
            _add(owner, block.text)
            return owner
        is_below = above in self._sections
        if is_below and not words and self._records and not self._records[-1].url:
            self._records[-1].url = url
            return self._records[-1]
        if is_below and not url and id(block) in self._chapters:
            self._headings[id(block)] = one_line(block.text)
        elif is_below or "readwise.io/" in url or _NAMED.match(name) or tags:
            record = _Record(block, [words], url, self._headings.get(above, ""), self._sections.get(above))
            record.tags += _tags(block.properties.get("tags", ""))
            for tag in _tags(tags):
                if moment := read_moment(tag, self._document.zone):
                    record.synced = Stamp(moment, DateSource.EXPLICIT)
                elif tag.lower() not in _SAYS_NOTHING:
                    record.tags.append(tag)
            record.notes += filter(None, (block.properties.get("note", ""),))
            self._records.append(record)
            return record
        return None


def _is_heading(block: Block, below: Block) -> bool:
    """Whether ``block`` is short and no sentence, and ``below`` could be a highlight under it."""
    text, words = block.text, _parted(below.text).words
    is_short = "\n" not in text and 0 < len(text) <= _LONGEST_HEADING and not ends_sentence(text)
    return is_short and len(words) > len(text) and not _ATTRIBUTE.fullmatch(words) and not _PICTURE.fullmatch(words)


def _add(record: _Record, text: str) -> None:
    """Give ``record`` what stands in a block below it."""
    words, url, *_ = _parted(text)
    if attribute := _ATTRIBUTE.fullmatch(text):
        name = attribute[1].lower()
        if name.startswith("tag"):
            record.tags += _tags(attribute[2])
        elif name.startswith("colo"):
            record.color = attribute[2].strip()
        else:
            record.notes.append(attribute[2])
    elif url and not words:
        record.url = record.url or url
    elif _PICTURE.fullmatch(text) and not record.notes:
        record.parts.append(text)
    else:
        record.notes.append(text)


def _parted(text: str) -> _Parts:
    if link := _LINK.search(text):
        return _Parts(text[: link.start()].rstrip(), link["url"], link["name"], link["tags"])
    tagged = _TAGGED.search(text, max(0, len(text) - _LONGEST_TAGS))
    if tagged and not _SAYS_NOTHING.isdisjoint(map(str.lower, _tags(tagged[0]))):
        return _Parts(text[: tagged.start()].rstrip(), tags=tagged[0])
    return _Parts(text)


def _as_block(heading: re.Match[str]) -> str:
    return "\t" * len(heading[1]) + "- "


def _tags(stated: str) -> list[str]:
    return [linked or plain for linked, plain in _TAG.findall(stated)]


def _work(document: Document, blocks: Sequence[Block]) -> StatedWork:
    stated: dict[str, str] = {}
    for block in blocks:
        if _SECTION.fullmatch(block.text):
            break
        for name, value in block.properties.items():
            stated.setdefault(name.replace("_", "-"), value)
        if full_title := _FULL_TITLE.fullmatch(block.text):
            stated.setdefault("full-title", full_title[1])
    title = _OWN_TITLE.sub("", one_line(stated.get("full-title", "").strip('"') or stated.get("title", "")))
    url = first_address(stated.get("url", ""))
    return StatedWork(
        title=title or document.stem,
        kind=read_kind(stated.get("category", "")),
        author=one_line(", ".join(_WIKI_LINK.findall(stated.get("author", ""))) or stated.get("author", "")),
        site=site_of(url),
        url=url,
        app="Readwise",
        excerpt=stated.get("summary", ""),
        tags=read_tagging(_tags(stated.get("document-tags", "") or stated.get("tags", ""))).tags,
    )
