"""Hypothes.is' notes in Obsidian: a list of highlights, each with a link to its place.

    ---
    doc_type: hypothesis-highlights
    url: 'https://example.org/article'
    ---
    # Title
    ## Metadata
    - Author: [example.org]()
    - Title: Title
    - Reference: https://example.org/article
    ## Page Notes
    ## Highlights
    - words of the highlight — [Updated on 2025-01-19 15:19:49](https://hyp.is/<id>/…) — Group: #Public
        - Tags: #label
        - Annotation: the reader's note

The program is weichenw/obsidian-hypothesis-plugin, read at commit cdb0e5a; its readers change the template, so a
quote with such a link is read as well. A note that has lines of its own goes on at the left margin, up to the
next highlight with a link; highlights without one, of older templates, are read where no note is open.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.dates import read_unix
from digest.intake.document import Document, Shape
from digest.intake.once import once
from digest.intake.stamps import read_stamp, stamped
from digest.model.clipping import Clipping, DateSource, Problem, Stamp, StatedWork

NAME = "hypothesis"
SHAPE: Shape = "text"
SUREST = 97

_ANCHOR = re.compile(
    r"\[(?P<label>[^\]\n]{0,80})\]\("
    r"(?P<url>https://hyp\.is/(?P<id>[\w-]{20,24})(?:/(?:[^\s()]|\([^\s()]{0,200}\)){0,2000})?)\)"
)
_UPDATED = re.compile(r"\[Updated on [^\]\n]{0,60}\]\(https://hyp\.is/")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
_HEADING = re.compile(r"\\?#{1,6}[ \t]+(.*)")
_LIST = re.compile(r"^\\?#{1,6}[ \t].*Highlights[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"-{3,}[ \t]*")
_CHILD = re.compile(r"[ \t]*[-*+][ \t]+(Tags|Annotation|Group):[ \t]*(.*)")
_BULLET = re.compile(r"[-*+][ \t]+|>[ \t]?")
_FIELD = re.compile(r"^[-*+][ \t]+(Author|Title|Reference):[ \t]*(\S.*)$", re.MULTILINE)
_AUTHOR = re.compile(r"\[([^\]]{0,500})\]\([^)]{0,2000}\)")
_INDENT = re.compile(r"\A[ \t]{1,6}")

_GREGORIAN_TO_UNIX = 0x01B21DD213814000  # 100 ns from 1582-10-15 to 1970-01-01 (RFC 9562, 6.1)


@dataclass(slots=True)
class _Record:
    """A highlight as far as it has been read: its words, its link, and the note once that has begun."""

    line: int
    marker: str
    words: list[str] = field(default_factory=list)
    anchor: re.Match[str] | None = None
    tags: tuple[str, ...] = ()
    note: list[str] | None = None
    is_annotated: bool = False

    def add_child(self, label: str, text: str) -> None:
        """Take in a line that says something about the highlight; of its group nothing is kept."""
        if label == "Tags":
            self.tags = tuple(filter(None, (tag.strip(" ,") for tag in text.split("#"))))
        elif label == "Annotation":
            self.note, self.is_annotated = [text.strip()], True

    def add(self, text: str) -> None:
        """Take in one more line: of the words up to the link, of the note from there on."""
        if self.note is not None:
            self.note.append(_INDENT.sub("", text).rstrip())
        elif self.anchor:
            self.note = [text.strip()] if text.strip() else None
        else:
            self.anchor = _ANCHOR.search(text) if "hyp.is/" in text else None
            self.words.append(text[: self.anchor.start()].rstrip(" \t—–") if self.anchor else text.rstrip())


def identify(document: Document) -> int:
    """High for what its notes say about themselves, or a link with a date as they have it."""
    head = document.head
    if "hypothesis-highlights" in head and document.front.text("doc_type") == "hypothesis-highlights":
        return 97
    return 90 if "hyp.is/" in head and _UPDATED.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; notes on the page as a whole are none."""
    yield from once(_highlights(document))


def _highlights(document: Document) -> Iterator[Clipping | Problem]:
    body = document.front.body
    begin = _LIST.search(body)
    start = begin.end() if begin else 0
    work = _work(document, body[:start])
    first_line = document.front.body_line + body.count("\n", 0, start)
    for position, record in enumerate(_records(body[start:], first_line), 1):
        words = "\n".join(record.words).strip()
        if not words:
            if record.anchor:
                hint = "write the words above it, or take the link out"
                yield document.problem(record.line, "a link to a highlight with no words before it", hint)
            continue
        anchor = record.anchor
        printed = _DATE.search(anchor["label"]) if anchor else None
        made = moment_of(anchor["id"]) if anchor else None
        marked = yield from read_stamp(document, record.line, printed[0] if printed else "", otherwise=made)
        yield Clipping(
            work,
            words,
            record.line,
            key=f"hypothesis:{anchor['id']}" if anchor else "",
            note="\n".join(record.note or ()).strip(),
            url=anchor["url"] if anchor else "",
            tags=record.tags,
            marked=marked,
            position=position,
        )


def _records(text: str, first_line: int) -> Iterator[_Record]:
    record: _Record | None = None
    in_list = True
    for number, line in enumerate(text.split("\n"), first_line):
        heading = _HEADING.match(line)
        if heading or _RULE.fullmatch(line):
            if record:
                yield record
            record = None
            in_list = in_list if not heading else "highlights" in heading[1].lower()
        elif child := _CHILD.match(line):
            if record:
                record.add_child(*child.groups())
        elif (bullet := _BULLET.match(line)) and _begins(record, bullet[0][0], line, in_list=in_list):
            if record:
                yield record
            record = _Record(number, bullet[0][0])
            record.add(line[bullet.end() :])
        elif record:
            goes_on = bullet and record.marker == ">" and record.anchor is None
            record.add(line[bullet.end() :] if bullet and goes_on else line)
    if record:
        yield record


def _begins(record: _Record | None, marker: str, line: str, *, in_list: bool) -> bool:
    """Whether a line at the left margin with ``marker`` begins a highlight, and does not go on with ``record``."""
    if record and record.anchor is None and marker == record.marker == ">":
        return False
    if "hyp.is/" in line and _ANCHOR.search(line):
        return True
    in_note = record and (record.is_annotated if marker == ">" else record.note is not None)
    return in_list and not in_note


def _work(document: Document, above: str) -> StatedWork:
    front = document.front
    stated = dict(_FIELD.findall(above))
    heading = next((found[1] for found in map(_HEADING.match, above.split("\n")) if found), "")
    title = stated.get("Title", "") or ("" if "metadata" in heading.lower() else heading)
    author = _AUTHOR.sub(r"\1", stated.get("Author", "")).strip()
    url = first_address(front.text("url") or stated.get("Reference", ""))
    is_site = "." in author and " " not in author
    return StatedWork(
        title=front.text("title") or one_line(title) or one_line(document.stem),
        author="" if is_site else one_line(author),
        site=author if is_site else site_of(url),
        url=url,
        app="Hypothes.is",
        tags=front.tags("tags"),
    )


def moment_of(identity: str) -> Stamp | None:
    """When a highlight was made, by its id: a UUID of version 1 in URL-safe base64; None when it is none."""
    try:
        made = uuid.UUID(bytes=base64.urlsafe_b64decode(f"{identity}=="))
    except ValueError:
        return None
    if made.version != 1:
        return None
    return stamped(read_unix(str(max(made.time - _GREGORIAN_TO_UNIX, 0) // 10)), DateSource.ID)
