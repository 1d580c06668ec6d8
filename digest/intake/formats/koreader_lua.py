"""What KOReader keeps beside a book: ``metadata.epub.lua`` in a folder ``….sdr``.

    return {
        ["annotations"] = {
            [1] = {
                ["chapter"] = "…", ["color"] = "yellow", ["datetime"] = "2026-03-04 21:15:00",
                ["drawer"] = "lighten", ["note"] = "…", ["page"] = …, ["pos0"] = …, ["pos1"] = …, ["text"] = "…",
            },
        },
        ["doc_props"] = { ["authors"] = "…", ["title"] = "…" },
    }

An annotation without a ``drawer`` is a bookmark. Before 2024 the highlights stood under ``highlight`` by page,
and their notes under ``bookmarks``, where one without a note holds a text of KOReader's own that ends in its date.
The program is koreader/koreader, read at commit fc88887.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from digest.core.text import clean
from digest.intake.document import Document, Shape
from digest.intake.formats.koreader import book, color_of
from digest.intake.lines import Lines
from digest.intake.luatable import LuaTable, read_lua
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "koreader-lua"
SHAPE: Shape = "text"
SUREST = 90

_RETURN = re.compile(r"(?:\s++|--[^\n]*+)*+return\s*+\{")
_HIGHLIGHTS = ('["annotations"]', '["highlight"]', '["bookmarks"]')
_BOOK = ('["doc_props"]', '["partial_md5_checksum"]', '["doc_path"]')


class _Mark(NamedTuple):
    """A highlight, the note to it, and where its words stand in the file."""

    place: int
    stated: LuaTable
    text: str
    note: str


def identify(document: Document) -> int:
    """High for a table with highlights or with what KOReader knows of a book."""
    head = document.head
    if "return" not in head or not _RETURN.match(head):
        return 0
    return 90 if any(key in head for key in (*_HIGHLIGHTS, *_BOOK)) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; those before the place where it breaks off, if it does."""
    top, broken = read_lua(document.text)
    work = _work(document, top)
    marks = list(_annotations(top) if "annotations" in top.values else _highlights(top))
    positions = {mark.place: position for position, mark in enumerate(marks, 1)}
    last = max(positions, default=0)
    lines = Lines(document.text)
    for mark in sorted(marks, key=lambda mark: mark.place):
        line = lines.at(mark.place)
        if not mark.text and (broken is None or mark.place < last):
            yield document.problem(line, "a highlight without words", "perhaps a picture was marked")
        if not mark.text:
            continue
        marked = yield from read_stamp(document, line, mark.stated.text("datetime"))
        yield Clipping(
            work,
            mark.text,
            line,
            key=_key(mark.stated),
            note=mark.note,
            color=color_of(mark.stated.text("color")),
            marked=marked,
            heading=_words(mark.stated, "chapter"),
            position=positions[mark.place],
        )
    if broken is not None:
        line = document.text.count("\n", 0, broken) + 1
        yield document.problem(line, "the table breaks off here", "copy the file from the device again")


def _annotations(top: LuaTable) -> Iterator[_Mark]:
    """The highlights as KOReader has kept them since 2024, which is in the order of the book."""
    for _, stated in top.table("annotations").tables():
        if stated.text("drawer"):
            yield _Mark(_place(stated, "text"), stated, _words(stated, "text"), _words(stated, "note"))


def _highlights(top: LuaTable) -> Iterator[_Mark]:
    """The highlights as KOReader kept them before, by page; those that stand among the bookmarks alone as well."""
    bookmarks = {stated.text("datetime"): stated for _, stated in top.table("bookmarks").tables()}
    pages = [(page, stated) for page, stated in top.table("highlight").tables() if isinstance(page, int | float)]
    for _, marks in sorted(pages, key=lambda page: page[0]):
        for _, stated in marks.tables():
            bookmark = bookmarks.pop(stated.text("datetime"), LuaTable())
            text = _words(stated, "text")
            yield _Mark(_place(stated, "text"), stated, text, _note(bookmark, text))
    for stated in reversed(bookmarks.values()):
        if stated.text("pos1") or stated.table("pos1").values:
            text = _words(stated, "notes")
            yield _Mark(_place(stated, "notes"), stated, text, _note(stated, text))


def _note(bookmark: LuaTable, quoted: str) -> str:
    """The note in an old bookmark, which is not the quotation again nor what KOReader writes there by itself."""
    note, moment = _words(bookmark, "text"), bookmark.text("datetime")
    return "" if note == quoted or (moment and note.endswith(f"@ {moment}")) else note


def _words(stated: LuaTable, key: str) -> str:
    return clean(stated.text(key)).strip()


def _place(stated: LuaTable, key: str) -> int:
    """Where the words stand; where the first value of the table does when there are none."""
    return stated.places.get(key, next(iter(stated.places.values()), 0))


def _key(stated: LuaTable) -> str:
    """The moment and the beginning of a highlight, which stay when its words, its end or its note are changed."""
    moment, point = stated.text("datetime"), stated.table("pos0")
    start = stated.text("pos0") or ",".join(filter(None, map(point.text, ("page", "x", "y"))))
    return f"koreader:{moment} {start}" if moment and start else ""


def _work(document: Document, top: LuaTable) -> StatedWork:
    """The book by its properties, by its statistics, by its file, or by the folder of the document."""
    props, stats = top.table("doc_props"), top.table("stats")
    folder = PurePath(document.path).parent.name
    file = top.text("doc_path") or folder.removesuffix(".sdr")
    title = props.text("title") or stats.text("title")
    return book(document, title, props.text("authors") or stats.text("authors"), file)
