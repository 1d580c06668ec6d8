"""The library as files for people and other programs; ``intake.formats.digest_*`` read them back.

JSON Lines say everything, a highlight a line. The first seven columns of the table are those that Readwise imports.
A note in Markdown is a work, and each of its highlights begins with a comment that holds what is not to be seen.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from digest.core.text import one_line
from digest.model.clipping import Clipping, Markup, Stamp, StatedWork

LINE_START = '{"marked_at": "'
"""What a line of JSON begins with."""

COLUMNS = (
    *("Highlight", "Title", "Author", "URL", "Note", "Location", "Date"),
    *("Date Source", "Chapter", "Tags", "Color", "Highlight URL", "Markup", "Key"),
    *("Kind", "Site", "Published", "App", "App URL", "Description", "Work Tags", "Work Key"),
)

BEGINNINGS = (LINE_START.encode(), ",".join(COLUMNS).encode())
"""What a file begins with that holds a whole library, and may be large."""

COMMENT = "<!-- digest "
"""What the comment above a highlight begins with; a line of a note that begins so has a backslash in front."""

ABOUT = "— "
"""What the line below a quotation begins with that says when it was marked."""

_COMMENT_IN_NOTE = re.compile(rf"^(\\*){COMMENT}", re.MULTILINE)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|#^\[\]]+')
_LONGEST_NAME = 60


def json_lines(clippings: Iterable[Clipping]) -> Iterator[str]:
    """Each of ``clippings`` as a line of JSON, its work in it; what is not known is null."""
    for clipping in clippings:
        yield json.dumps(_everything(clipping), ensure_ascii=False) + "\n"


def table(clippings: Iterable[Clipping]) -> Iterator[str]:
    """``clippings`` as comma-separated values below a header (RFC 4180, with the line ends of Unix)."""
    yield _row(COLUMNS)
    for clipping in clippings:
        work = clipping.work
        date, source = _told(clipping.marked)
        yield _row(
            (
                *(clipping.text, work.title, work.author, work.url, clipping.note, str(clipping.position)),
                *(date.replace("T", " "), source, clipping.heading, tags_cell(clipping.tags), clipping.color),
                *(clipping.url, clipping.markup.value, clipping.key, work.kind.value, work.site, work.published),
                *(work.app, work.app_url, work.excerpt, tags_cell(work.tags), work.key),
            )
        )


def notes(clippings: Iterable[Clipping]) -> Iterator[tuple[str, str]]:
    """A note for each work of ``clippings``, which are together: the name of its file and its text."""
    taken: set[str] = set()
    for work, group in groupby(clippings, lambda clipping: clipping.work):
        yield _free_name(work.title, taken), "".join(_note(work, group))


def tags_cell(tags: Sequence[str]) -> str:
    """Tags with commas between them; as JSON when that would not tell them apart."""
    told = ", ".join(tags)
    return told if tags_of_cell(told) == tuple(tags) else json.dumps(list(tags), ensure_ascii=False)


def tags_of_cell(cell: str) -> tuple[str, ...]:
    """The tags that ``tags_cell`` told."""
    if cell.startswith("["):
        try:
            tags = json.loads(cell)
        except ValueError:
            tags = None
        if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
            return tuple(tags)
    return tuple(filter(None, map(str.strip, cell.split(","))))


def note_as_read(told: str) -> str:
    """The reader's note, without the backslashes that were put into it."""
    return _COMMENT_IN_NOTE.sub(lambda line: line[0][1:] if line[1] else line[0], told)


def _everything(clipping: Clipping) -> dict[str, Any]:
    date, source = _told(clipping.marked)
    return {
        "marked_at": date,
        "date_source": source,
        "work": _work(clipping.work),
        "heading": clipping.heading or None,
        "position": clipping.position,
        "text": clipping.text,
        "markup": clipping.markup.value,
        "note": clipping.note or None,
        "tags": list(clipping.tags),
        "color": clipping.color or None,
        "url": clipping.url or None,
        "key": clipping.key or None,
    }


def _work(work: StatedWork) -> dict[str, Any]:
    return {
        "title": work.title,
        "author": work.author or None,
        "kind": work.kind.value,
        "url": work.url or None,
        "site": work.site or None,
        "app": work.app or None,
        "app_url": work.app_url or None,
        "published": work.published or None,
        "excerpt": work.excerpt or None,
        "tags": list(work.tags),
        "key": work.key or None,
    }


def _told(marked: Stamp | None) -> tuple[str, str]:
    return (marked.at.isoformat(), marked.source.value) if marked else ("", "")


def _row(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _note(work: StatedWork, clippings: Iterable[Clipping]) -> Iterator[str]:
    yield "---\n"
    for key, value in _properties(work):
        yield f"{key}: {json.dumps(value, ensure_ascii=False)}\n"
    yield f"---\n\n# {one_line(work.title)}\n"
    heading = ""
    for clipping in clippings:
        yield f"\n{_comment(clipping)}\n"
        if clipping.heading not in ("", heading):
            yield f"\n## {one_line(clipping.heading)}\n"
        heading = clipping.heading
        yield f"\n{_quotation(clipping.text)}\n\n{_about(clipping)}\n"
        if clipping.note:
            yield f"\n{_COMMENT_IN_NOTE.sub(_escaped, clipping.note)}\n"


def _properties(work: StatedWork) -> Iterator[tuple[str, object]]:
    yield "title", work.title
    yield "kind", work.kind.value
    stated = {
        "author": work.author,
        "source": work.url,
        "site": work.site,
        "published": work.published,
        "description": work.excerpt,
        "tags": list(work.tags),
        "app": work.app,
        "app_url": work.app_url,
        "key": work.key,
    }
    yield from ((key, value) for key, value in stated.items() if value)


def _comment(clipping: Clipping) -> str:
    """What the note does not show, or not as it is; no ``-->`` inside ends the comment."""
    told = _everything(clipping)
    hidden = {key: value for key, value in told.items() if key not in ("work", "text", "note") and value}
    if clipping.markup is Markup.PLAIN:
        del hidden["markup"]
    written = json.dumps(hidden, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    return f"{COMMENT}{written} -->"


def _quotation(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _about(clipping: Clipping) -> str:
    day = clipping.marked.at.strftime("%Y-%m-%d") if clipping.marked else ""
    place = f"[source]({''.join(clipping.url.split())})" if clipping.url else ""
    tags = " ".join(f"#{one_line(tag).replace(' ', '-')}" for tag in clipping.tags)
    return ABOUT + " · ".join(filter(None, (day, clipping.color, tags, place)))


def _escaped(line: re.Match[str]) -> str:
    return f"\\{line[0]}"


def _free_name(title: str, taken: set[str]) -> str:
    """A name for a file that every system takes and that no other has, in small letters or capitals."""
    plain = _NOT_IN_NAMES.sub(" ", one_line(title)).strip(" .~")
    name = " ".join(plain[:_LONGEST_NAME].split()).rstrip(" .") or "Untitled"
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free.casefold())
    return f"{free}.md"
