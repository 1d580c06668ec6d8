"""Bookmarks as browsers and bookmark services export them, in the HTML that Netscape made up.

    <!DOCTYPE NETSCAPE-Bookmark-file-1>
    <DL><p>
        <DT><H3>A folder</H3>
        <DL><p>
            <DT><A HREF="https://example.org/" ADD_DATE="1616337559" TAGS="one,two">Title</A>
            <DD>what its reader wrote
        </DL><p>
    </DL><p>

Not well formed, and read as a browser would. ``ADD_DATE`` is in Unix seconds, of some programs in milliseconds or
microseconds. What is no address on the web (``javascript:``, ``place:``, ``chrome:``) is no page.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html

from digest.core.text import clean, one_line
from digest.intake.addresses import web_address
from digest.intake.document import Document, Shape
from digest.intake.page import words
from digest.intake.savedpage import saved_page, web_page
from digest.intake.tags import parted
from digest.model.clipping import Clipping, Problem

NAME = "netscape-bookmarks"
SHAPE: Shape = "page"
SUREST = 95


def identify(document: Document) -> int:
    """Sure of its first line."""
    return 95 if "NETSCAPE-BOOKMARK-FILE" in document.head[:2_000].upper() else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages, for whoever wants those, under the names of their folders."""
    if not document.bookmarks:
        return
    for element, folder, description in _links(document.page):
        url, date = clean(element.get("href") or "").strip(), clean(element.get("add_date") or "").strip()
        if not web_address(url):
            if not (url.startswith("?") and description):
                continue
            url = ""  # a note of Shaarli's, which leads nowhere but to Shaarli
        work = web_page(document, url, words(element))._replace(
            excerpt=description,
            tags=parted(clean(element.get("tags") or "")),
        )
        yield from saved_page(document, Clipping(work, work.title, element.sourceline, heading=folder), date)


def _links(page: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str, str]]:
    """The links of the page with the names of their folders, and the words of the ``<DD>`` behind each.

    A heading names the list that comes next. ``<DT>`` has no end, so that the parser puts one into another: only
    the order of the page tells whose a description is.
    """
    folders, heading = [""], ""
    link: html.HtmlElement | None = None
    for event, element in etree.iterwalk(page, events=("start", "end"), tag=("dl", "h3", "a", "dd")):
        if event == "end" and element.tag != "dl":
            continue
        if link is not None:
            is_described = element.tag == "dd"
            yield link, folders[-1], clean(element.text or "").strip() if is_described else ""
            link = None
        if element.tag == "dl" and event == "start":
            folders.append(heading)
        elif element.tag == "dl":
            folders.pop()
        elif element.tag == "h3":
            heading = one_line(words(element))
        elif element.tag == "a":
            link = element
    if link is not None:
        yield link, folders[-1], ""
