"""HTML pages as exports are written: taken apart by lxml, which forgives what browsers forgive."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html
from lxml.html import defs

from digest.core.text import clean
from digest.intake.trouble import Misshapen, Trouble

_MOST_TAGS = 400_000
"""A page of so many tags takes about 60 MB to be taken apart."""

_BLOCKS = defs.block_tags | {"dd", "dt", "li", "td", "th", "tr"}
_UNSEEN = frozenset(("script", "style", "template", "noscript"))
_SPACE = re.compile(r"[ \t\n]+")
_GAP = re.compile(r"\n{2,}")


def read_page(text: str) -> html.HtmlElement:
    """The root element of the page in ``text``.

    Raises:
        Misshapen: it has more tags than can be taken apart in memory.
    """
    if text.count("<") > _MOST_TAGS:
        raise Misshapen(Trouble(0, f"a page of more than {_MOST_TAGS:,} tags", "export it in several parts"))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:
        raise Misshapen(Trouble(0, "a page with nothing in it")) from error


def elements(root: html.HtmlElement, *classes: str) -> Iterator[html.HtmlElement]:
    """The elements in ``root`` with one of ``classes``, in the order of the page."""
    wanted = set(classes)
    for element in root.iter(etree.Element):
        if wanted.intersection((element.get("class") or "").split()):
            yield element


def words(element: html.HtmlElement) -> str:
    """What a reader sees of ``element``: lines where blocks and ``<br>`` end, single spaces."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node.tag in _BLOCKS or node.tag == "br":
                parts.append("\n")
            if node.text and node.tag not in _UNSEEN:
                parts.append(_SPACE.sub(" ", node.text))
        else:
            if node.tag in _BLOCKS:
                parts.append("\n")
            if node is not element and node.tail:
                parts.append(_SPACE.sub(" ", node.tail))
    lines = (line.strip(" ") for line in clean("".join(parts)).split("\n"))
    return _GAP.sub("\n\n", "\n".join(lines)).strip()
