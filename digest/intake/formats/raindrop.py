"""Raindrop.io's notes in Obsidian: a callout a highlight.

    ---
    raindrop_id: 1489691188
    raindrop_highlights:
      694000f861eb045264cd6b4e: 3782c14ce9e5375681038438aac29e9d
    ---
    # Metadata
    Source URL:: https://example.org/article
    Topics:: #one, #two
    ---
    # Title
    excerpt
    ## Highlights
    > [!quote]+ Updated on Mon Dec 15 2025 12:37:12 GMT+0000
    >
    > words of the highlight
    >on as many lines as it has
    > > the reader's note

The program is kaiiiz/obsidian-raindrop-highlights-plugin, read at commit e19a9b3. Its template escapes for HTML
what is none, unless that was turned off. The front matter has the id of each highlight with the MD5 of
``colour,words,note``: so the id and the colour of a highlight are found by its words, in whatever order they stand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.dates import read_moment, read_unix
from digest.intake.document import Document, Shape
from digest.intake.escapes import unescaped
from digest.intake.lines import Lines
from digest.intake.once import once
from digest.intake.savedpage import saved_page
from digest.intake.stamps import read_stamp, stamped
from digest.model.clipping import COLORS, Clipping, DateSource, Problem, Stamp, StatedWork

NAME = "raindrop"
SHAPE: Shape = "text"
SUREST = 96

_COLORS = (*COLORS, "brown", "cyan", "gray", "indigo", "teal")
_CALLOUT_COLORS = {"danger": "red", "info": "blue", "check": "green"}
_SIGN = r"(?:>|&gt;)"
_CALLOUT = re.compile(rf"^>[ ]?\[!(\w+)\][+-]?[ ]*(.*)((?:\n{_SIGN}.*)*)", re.MULTILINE)
_QUOTE = re.compile(rf"^()()(>.*(?:\n{_SIGN}.*)*)", re.MULTILINE)
_UPDATED = "Updated on "
_NOTE = re.compile(rf"^{_SIGN}[ ]{_SIGN}[ ]?", re.MULTILINE)
_LINE = re.compile(rf"^{_SIGN}[ ]?", re.MULTILINE)
_NOTE_END = re.compile(r"^(?:\\?#{1,6}[ \t]|>|-{3,}[ \t]*$)", re.MULTILINE)
_HEADING = re.compile(r"^\\?#{1,6}[ \t]+Highlights[ \t]*$", re.MULTILINE)
_TITLE = re.compile(r"^\\?#[ \t]+(?!Metadata\b)(\S.*)$", re.MULTILINE)
_SOURCE = re.compile(r"^Source URL::[ \t]*(\S+)", re.MULTILINE)
_TOPICS = re.compile(r"^Topics::[ \t]*(\S.*)$", re.MULTILINE)
_WEEKDAY = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4}")
_OBJECT_ID = re.compile(r"[0-9a-f]{24}")


class _Record(NamedTuple):
    """A callout: where its words start, its kind, what its title says, its words and the note on them."""

    start: int
    kind: str
    date: str
    text: str
    note: str


def identify(document: Document) -> int:
    """High for the id of the page in the front matter, fair for callouts as its template has them."""
    head = document.head
    if "raindrop_id" in head and document.front.text("raindrop_id"):
        return 96
    return 70 if "]+ Updated on " in head and "\nSource URL:: " in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a problem when the front matter has some that the text has not."""
    records = list(_records(document.front.body))
    work = _work(document)
    signatures = _signatures(document)
    if records:
        yield from once(_highlights(document, work, records, signatures))
    elif signatures:
        hint = "in the template, put each highlight into a callout as the default one does"
        yield document.problem(0, "highlights in a layout of their own, which are not read", hint)
    else:
        yield from saved_page(document, Clipping(work, work.title, document.front.body_line))


def _highlights(
    document: Document, work: StatedWork, records: list[_Record], signatures: Mapping[str, str]
) -> Iterator[Clipping | Problem]:
    lines = Lines(document.front.body, document.front.body_line)
    for position, record in enumerate(records, 1):
        line = lines.at(record.start)
        if not record.text:
            yield document.problem(line, "a highlight with no words", "write them into its callout, or take it out")
            continue
        identity, color = _identity(record, signatures)
        marked = yield from read_stamp(document, line, record.date, otherwise=_made(identity), read=_moment)
        color = color or _CALLOUT_COLORS.get(record.kind, "")
        yield Clipping(
            work,
            record.text,
            line,
            key=f"raindrop:{identity}" if identity else "",
            note=record.note,
            color=color if color in COLORS else "",
            marked=marked,
            position=position,
        )


def _records(body: str) -> Iterator[_Record]:
    """The callouts that state a date; when none does, whatever is quoted under the heading of the highlights."""
    callouts = [callout for callout in _CALLOUT.finditer(body) if callout[2].startswith(_UPDATED)]
    if not callouts and (heading := _HEADING.search(body)):
        callouts = list(_QUOTE.finditer(body, heading.end()))
    for callout in callouts:
        inside = callout[3].strip("\n")
        if not callout[1] and (plain := _CALLOUT.match(inside)):
            inside = plain[3].strip("\n")
        nested = _NOTE.search(inside)
        quoted = inside[: nested.start()] if nested else inside
        words = unescaped(_LINE.sub("", quoted)).strip()
        note = ""
        if nested:
            end = _NOTE_END.search(body, callout.end())
            below = body[callout.end() : end.start() if end else len(body)]
            note = unescaped(_LINE.sub("", _NOTE.sub("", inside[nested.start() :])) + below).strip()
        start = callout.start(3) + len(callout[3]) - len(callout[3].lstrip("\n> "))
        start = callout.start() if not words else start
        yield _Record(start, callout[1].lower(), callout[2].removeprefix(_UPDATED).strip(), words, note)


def _signatures(document: Document) -> dict[str, str]:
    """The ids of the highlights by their fingerprints."""
    stated = document.front.values.get("raindrop_highlights")
    if not isinstance(stated, dict):
        return {}
    return {signature: key for key, signature in stated.items() if isinstance(signature, str)}


def _identity(record: _Record, signatures: Mapping[str, str]) -> tuple[str, str]:
    """The id and the colour of a highlight; empty when its words or its note were changed since."""
    for color in _COLORS if signatures else ():
        told = f"{color},{record.text},{record.note}".encode()
        if identity := signatures.get(hashlib.md5(told, usedforsecurity=False).hexdigest()):
            return identity, color
    return "", ""


def _moment(stated: str, zone: tzinfo) -> datetime | None:
    """The moment in a callout's title, as JavaScript writes it or in the format that was set."""
    if written := _WEEKDAY.match(stated):
        _, month, day, year, clock, offset = written[0].split()
        date = read_moment(f"{month} {day} {year}", zone)
        return read_moment(f"{date:%Y-%m-%d} {clock}{offset[3:]}", zone) if date else None
    return read_moment(stated, zone)


def _made(identity: str) -> Stamp | None:
    """When a highlight was made: its id begins with Unix seconds (MongoDB's ObjectId)."""
    if not _OBJECT_ID.fullmatch(identity):
        return None
    return stamped(read_unix(str(int(identity[:8], 16))), DateSource.ID)


def _work(document: Document) -> StatedWork:
    front, body = document.front, document.front.body
    title, source, topics = _TITLE.search(body), _SOURCE.search(body), _TOPICS.search(body)
    url = first_address(front.text("source", "url", "link")) or first_address(
        unescaped(source[1]) if source else ""
    )
    identity = front.text("raindrop_id")
    tags = tuple(tag.strip(" ,") for tag in topics[1].split("#")) if topics else ()
    return StatedWork(
        title=front.text("title") or one_line(unescaped(title[1]) if title else document.stem),
        key=f"raindrop:{identity}" if identity else "",
        site=site_of(url),
        url=url,
        app="Raindrop.io",
        excerpt=front.text("description") or _excerpt(body, title),
        tags=tuple(filter(None, tags)) or front.tags("tags"),
    )


def _excerpt(body: str, title: re.Match[str] | None) -> str:
    end = _HEADING.search(body, title.end()) if title else None
    return unescaped(body[title.end() : end.start()].strip()) if title and end else ""
