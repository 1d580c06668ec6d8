"""Notes of the Obsidian plug-in that fetches the highlights of Kindle's cloud.

    ---
    kindle-sync:
      title: 'A Title'
      author: A Name
      asin: B0EXAMPLE
    ---
    ## Highlights
    the words — location: [2983](kindle://book?action=open&asin=B0EXAMPLE&location=2983) ^ref-41234

    the reader's note

    ---

A newer relative writes ``kindle-title`` in place of the map and the colour before the location. Readers change the
template, so only the link to the place and the reference are relied on. The reference is a checksum of 16 bits over
the words: two of a book can share it, so it identifies a highlight only together with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.formats.kindle import NOBODY
from digest.intake.once import once
from digest.intake.stamps import read_stamp
from digest.model.clipping import COLORS, Clipping, DateSource, Kind, Problem, StatedWork

NAME = "kindle-note"
SHAPE: Shape = "text"
SUREST = 95

_REFERENCE = re.compile(r"(?:\A|(?<=\s))\^ref-([0-9a-f]{1,10})\Z")
_PLACE = re.compile(
    r"\[([^\[\]\n]{0,40})\]\((kindle://book\?action=open&asin=(\w+)&(?:location|page)=(\d{1,8})[^)\s]*)\)\)?\Z"
)
_NOWHERE = re.compile(r"\[(\d{1,8})\]\(\)\Z")
_OWN_LINK = re.compile(r"\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()\s:]+\)")
_LINKED = re.compile(r"kindle://book\?action=open&asin=\w+&(?:location|page)=\d")
_LABEL = re.compile(
    r"(?:\A|\s)(?:\A|[-–—|(])[ \t]?(?:<mark\b[^<>]{0,60}>([^<>]{0,20})</mark>[ \t]?\|?[ \t]?)?"
    r"[*_]{0,2}\w{1,12}[*_]{0,2}[:：][*_]{0,2}[ \t]*\Z"
)
_LONGEST_LABEL = 140
_BREAK = re.compile(r"[-*_]{3,}|#{1,6}[ \t].*")
_NOTE_HEADING = re.compile(r"#{1,6}[ \t]+Notes?", re.IGNORECASE)
_NOTE = re.compile(r"(?:[-*] )?[*_]{0,2}(?:notes?|comments?)[*_]{0,2}:[*_]{0,2}[ \t]*", re.IGNORECASE)
_CALLOUT = re.compile(r"\[![^\]]*\][+-]?.*")
_FURNITURE = frozenset(("highlight", "highlights", "metadata"))
_LONGEST_TITLE = 300


def identify(document: Document) -> int:
    """Sure of the plug-in's front matter, and of a link to a place in a Kindle book with a reference behind it."""
    head = document.head
    if "kindle" not in head:
        return 0
    if head.startswith("---") and (head.find("\nkindle-sync:") >= 0 or head.find("\nkindle-asin:") >= 0):
        return 95
    return 90 if "^ref-" in head and _LINKED.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    yield from once(_stated(document))


@dataclass(slots=True)
class _Record:
    line: int
    text: str
    heading: str
    reference: str = ""
    url: str = ""
    asin: str = ""
    place: int = 0
    color: str = ""
    notes: list[str] = field(default_factory=list)


def _stated(document: Document) -> Iterator[Clipping | Problem]:
    front = document.front
    work = _work(document)
    line, day = front.line_of("kindle_sync", "kindle_lastannotateddate"), _front(document, "lastAnnotatedDate")
    marked = yield from read_stamp(document, line, day, source=DateSource.FRONT_MATTER)
    count = 0
    for count, record in enumerate(_records(document), 1):
        if not record.text:
            yield document.problem(record.line, "a highlight without words", "fetch the book again")
            continue
        asin = record.asin or _front(document, "asin")
        yield Clipping(
            work,
            record.text,
            record.line,
            key=f"kindle:{asin}:{record.place}:{record.reference}" if asin and record.reference else "",
            note="\n".join(record.notes).strip(),
            url=record.url,
            color=record.color,
            marked=marked,
            heading=record.heading,
            position=record.place or count,
        )
    if not count and _front(document, "highlightsCount").strip("0"):
        hint = "leave the reference or the link to the location in the plug-in's template"
        yield document.problem(front.body_line, "highlights in a layout of their own, which are not read", hint)


def _records(document: Document) -> Iterator[_Record]:
    """The highlights: what ends in a reference or in a link to its place.

    What follows it up to a line across the page is the note, but the paragraph that ends in the next link.
    """
    record: _Record | None = None
    pending: list[tuple[int, str]] = []
    heading = ""
    for number, line in enumerate(document.front.body.split("\n"), document.front.body_line):
        words = line.strip()
        if _NOTE_HEADING.fullmatch(words):
            continue
        if _BREAK.fullmatch(words):
            yield from _noted(record, pending)
            record, pending, heading = None, [], _named(words) if words[0] == "#" else heading
            continue
        ended = _ended(words)
        if ended is None:
            pending.append((number, _NOTE.sub("", words, count=1) if record and _NOTE.match(words) else words))
        elif record and not ended.text and not any(noted for _, noted in pending):
            record.url, record.asin, record.place = ended.url, ended.asin, ended.place
            record.reference = record.reference or ended.reference
            pending = []
        else:
            if record:
                pending = _leave_note(record, pending)
                yield record
            record, pending = _closed(ended, number, pending, heading), []
    yield from _noted(record, pending)


def _noted(record: _Record | None, pending: list[tuple[int, str]]) -> Iterator[_Record]:
    """The record, if there is one, with the lines that wait as its note."""
    if record:
        record.notes += [words for _, words in pending]
        yield record


def _named(heading: str) -> str:
    """The chapter that a heading names; that of the title and of the template is none."""
    name = one_line(heading.lstrip("#")[:_LONGEST_TITLE])
    return "" if heading.startswith("# ") or name.lower() in _FURNITURE else name


def _ended(words: str) -> _Record | None:
    """What a line that ends a highlight says; None for any other line."""
    reference = _REFERENCE.search(words)
    rest = words[: reference.start()].rstrip() if reference else words
    place = _PLACE.search(rest)
    if reference is None and place is None:
        return None
    record = _Record(0, rest, "", reference[1] if reference else "")
    if nowhere := _NOWHERE.search(rest):  # a book of the reader's own, which has no address
        label = _LABEL.search(rest, max(0, nowhere.start() - _LONGEST_LABEL), nowhere.start())
        record.text = rest[: label.start() if label else nowhere.start()].rstrip()
        record.place = int(nowhere[1])
    elif place:
        rest = rest[: place.start()]
        label = _LABEL.search(rest, max(0, len(rest) - _LONGEST_LABEL))
        record.text = (rest[: label.start()] if label else rest).rstrip()
        record.url, record.asin, record.place = place[2], place[3], int(place[4])
        color = (label[1] or "").strip().lower() if label else ""
        record.color = color if color in COLORS else ""
    return record


def _leave_note(record: _Record, pending: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Give ``record`` the paragraphs that are done; what is left begins the next highlight."""
    last = max((place for place, (_, words) in enumerate(pending) if not words), default=-1)
    record.notes += [noted for _, noted in pending[: last + 1]]
    return pending[last + 1 :]


def _closed(ended: _Record, number: int, pending: list[tuple[int, str]], heading: str) -> _Record:
    """The highlight of the lines that wait and of the one that ends it, without marks of a list or a quote.

    A link to a note of the reader's own above it is none of its words.
    """
    lines = [*pending, (number, ended.text)]
    while lines and (not lines[0][1] or (_OWN_LINK.fullmatch(lines[0][1]) and len(lines) > 1)):
        del lines[0]
    if all(words[:1] == ">" for _, words in lines if words):
        lines = [(at, words[1:].strip()) for at, words in lines]
        lines = [(at, words) for at, words in lines if not _CALLOUT.fullmatch(words)]
    ended.line = lines[0][0] if lines else number
    text = "\n".join(words for _, words in lines).strip()
    ended.text = text[2:].lstrip() if text[:2] in ("- ", "* ") else text
    ended.heading = heading
    return ended


def _front(document: Document, name: str) -> str:
    """What the front matter says under ``name``: in the plug-in's map, or beside it with ``kindle-`` before it."""
    pairs = document.front.values.get("kindle-sync")
    value = pairs.get(name) if isinstance(pairs, dict) else None
    return one_line(value) if isinstance(value, str) else document.front.text(f"kindle_{name.lower()}")


def _work(document: Document) -> StatedWork:
    front = document.front
    title = re.search(r"^#[ \t]+(\S.*)$", front.body, re.MULTILINE)
    asin = _front(document, "asin")
    link = _LINKED.search(front.body)
    asin = asin or (link[0].partition("asin=")[2].partition("&")[0] if link else "")
    named = re.search(r"^[-*] Author: (?:\[+)?([^\[\]\n]+)", front.body, re.MULTILINE)
    author = _front(document, "author") or front.text("author") or one_line(named[1] if named else "")
    return StatedWork(
        title=_front(document, "title") or front.text("title") or one_line(title[1] if title else document.stem),
        kind=Kind.BOOK,
        key=f"kindle:{asin}" if asin else "",
        author="" if author.lower() in NOBODY else author,
        app="Kindle",
        app_url=f"kindle://book?action=open&asin={asin}" if asin else "",
        tags=front.tags("tags"),
    )
