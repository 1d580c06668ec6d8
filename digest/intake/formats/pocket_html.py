"""Pocket's HTML export, ``ril_export.html``: the saved pages.

<title>Pocket Export</title> … <h1>Unread</h1>
<ul><li><a href="https://example.org/" time_added="1600322788" tags="one,two">Title</a></li> …
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.text import clean
from digest.intake.addresses import web_address
from digest.intake.document import Document, Shape
from digest.intake.formats.pocket import read_work
from digest.intake.page import words
from digest.intake.savedpage import saved_page
from digest.model.clipping import Clipping, Problem

NAME = "pocket-html"
SHAPE: Shape = "page"
SUREST = 85


def identify(document: Document) -> int:
    """By its title, or by an attribute that no other page has."""
    head = document.head
    return 85 if "<title>Pocket Export</title>" in head or (" time_added=" in head and " tags=" in head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages, for whoever wants those."""
    if not document.bookmarks:
        return
    for link in document.page.iter("a"):
        url, date = clean(link.get("href") or "").strip(), clean(link.get("time_added") or "")
        if not web_address(url):
            continue
        work = read_work(document, words(link), url, clean(link.get("tags") or ""))
        yield from saved_page(document, Clipping(work, work.title, link.sourceline), date)
