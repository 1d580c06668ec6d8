"""Pages that were saved without a highlight: clippings only for readers who ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from digest.intake.document import Document
from digest.model.clipping import Clipping, Stamp, StatedWork


def saved_page(
    document: Document,
    work: StatedWork,
    line: int,
    *,
    note: str = "",
    marked: Stamp | None = None,
    heading: str = "",
) -> Iterator[Clipping]:
    """The page itself as one clipping, when ``library.bookmarks`` asks for it: its excerpt, or else its title."""
    if document.bookmarks:
        words, bare = work.excerpt or work.title, replace(work, excerpt="")
        yield Clipping(bare, words, line, note=note, marked=marked, heading=heading, position=line)
