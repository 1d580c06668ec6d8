"""Documents to read, as the intake would have them from a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from digest.app.settings import LibrarySettings
from digest.intake.document import Document
from digest.intake.registry import Format
from digest.intake.trouble import Misshapen
from digest.model.clipping import Clipping, Problem, Quotes

ZONE = ZoneInfo("Asia/Shanghai")
MODIFIED = datetime(2026, 2, 14, 7, 30, tzinfo=ZONE)


LIBRARY = LibrarySettings(folders=(), state=Path("digest.db"), settle=0, quotes="sourced", bookmarks=False)
"""The settings of the library for whoever reads files without one."""


def document(
    text: str, *, path: str = "folder/A file.md", quotes: Quotes = "sourced", bookmarks: bool = False
) -> Document:
    """A document that holds ``text``."""
    return Document(path, text, MODIFIED, ZONE, quotes, bookmarks=bookmarks)


def records(form: Format, given: Document) -> Iterator[Clipping | Problem]:
    """What ``form`` makes of ``given``, up to where it is not what it begins like."""
    with suppress(Misshapen):
        yield from form.parse(given)
