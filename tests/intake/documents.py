"""Documents to read, as the intake would have them from a file."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from digest.intake.document import Document
from digest.model.clipping import Quotes

ZONE = ZoneInfo("Asia/Shanghai")
MODIFIED = datetime(2026, 2, 14, 7, 30, tzinfo=ZONE)


def document(text: str, *, path: str = "folder/A file.md", quotes: Quotes = "sourced") -> Document:
    """A document that holds ``text``."""
    return Document(path, text, MODIFIED, ZONE, quotes)
