"""What the files of KOReader share: its colours, its notes, and the names of its books."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from digest.core.text import one_line
from digest.intake.document import Document
from digest.model.clipping import COLORS, Kind, StatedWork

_COLORS = {"olive": "green", "cyan": "blue"}
_RULE = re.compile(r"(?<!\n)\n+---[ \t]*\n")
_NOBODY = frozenset(("n/a", "unknown", "unknown author"))


def color_of(name: str) -> str:
    """One of ``COLORS`` for a colour of KOReader; nothing for grey."""
    color = _COLORS.get(name.lower(), name.lower())
    return color if color in COLORS else ""


def parted(block: str) -> tuple[str, str]:
    """What is marked and the note to it, which stands below a rule."""
    note = _RULE.search(f"\n{block}")
    return (block[: max(note.start() - 1, 0)], block[note.end() - 1 :]) if note else (block, "")


def book(document: Document, title: str, authors: str, file: str = "") -> StatedWork:
    """The book: its title, or the name of its ``file`` or of the document; authors on lines of their own."""
    names = filter(None, (one_line(name) for name in authors.split("\n")))
    author = ", ".join(name for name in names if name.lower() not in _NOBODY)
    named = one_line(title) or one_line(PurePosixPath(file).stem) or document.stem
    return StatedWork(named, Kind.BOOK, author=author, app="KOReader")
