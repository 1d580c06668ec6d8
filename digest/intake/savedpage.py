"""Pages that were saved: works of their own, and without a highlight clippings for readers who ask for them."""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import site_of
from digest.intake.document import Document
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Problem, StatedWork


def web_page(document: Document, url: str, title: str, app: str = "") -> StatedWork:
    """The page at ``url`` as ``app`` saved it; without a title it is called by its address, or like the file."""
    return StatedWork(one_line(title) or url or document.stem, site=site_of(url), url=url, app=app)


def saved_page(document: Document, page: Clipping, saved: str = "") -> Iterator[Clipping | Problem]:
    """``page`` in the words of its excerpt, if there are any, when ``library.bookmarks`` asks for it.

    It was ``saved`` at a date that is still to be read, or else at its own.
    """
    if document.bookmarks:
        marked = yield from read_stamp(document, page.line, saved, otherwise=page.marked)
        words, bare = page.work.excerpt or page.text, page.work._replace(excerpt="")
        yield page._replace(work=bare, text=words, marked=marked, position=page.position or page.line)
