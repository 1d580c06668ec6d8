"""Memos as the API of the program of that name lists them, which is its only export.

    {"memos": [{"name": "memos/AbCdEf", "state": "NORMAL", "createTime": "2025-01-02T03:04:05Z",
                "content": "#book words", "tags": ["book"], …}], "nextPageToken": ""}
    [{"id": 7, "rowStatus": "NORMAL", "createdTs": 1735787045, "content": "…"}]       before 0.22, in 2024

The program is usememos/memos (``proto/api/v1/memo_service.proto``). A memo is the reader's own note in Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.jsontext import Object, Places, objects, text, texts
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Markup, Problem, StatedWork

NAME = "memos-json"
SHAPE: Shape = "json"
SUREST = 90

_NAME = re.compile(r'"name":\s*"memos/')
_TAG = re.compile(r"(?:^|(?<=\s))#([^\s#，。；：！？、,;!?]+)", re.MULTILINE)
_WORK = StatedWork("Memos", Kind.NOTE, key="memos:memos", app="Memos")


def identify(document: Document) -> int:
    """High for the names of memos, or for the columns of the first releases."""
    head = document.head
    if '"content"' not in head:
        return 0
    if "memos/" in head and _NAME.search(head):
        return 90
    return 85 if '"rowStatus"' in head and '"createdTs"' in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The memos in the order of the file, each once; those in the archive are put away, and not read."""
    places = Places(document.text)
    seen: set[str] = set()
    for position, memo in enumerate(_memos(document.json), 1):
        words = text(memo, "content")
        name = text(memo, "name", "uid", "id").removeprefix("memos/")
        if not words or name in seen or text(memo, "state", "rowStatus") == "ARCHIVED":
            continue
        if name:
            seen.add(name)
        line = places.line_of(words)
        dates = (text(memo, name) for name in ("displayTime", "createTime", "createdTs"))
        marked = yield from read_stamp(document, line, *dates)
        yield Clipping(
            _WORK,
            words,
            line,
            Markup.MARKDOWN,
            key=f"memos:{name}" if name else "",
            tags=texts(memo.get("tags")) or tuple(dict.fromkeys(_TAG.findall(words))),
            marked=marked,
            position=position,
        )


def _memos(answer: object) -> list[Object]:
    if isinstance(answer, dict):
        inner = answer.get("memos", answer.get("data"))
        return objects(inner) if isinstance(inner, list) else [answer]
    return objects(answer)
