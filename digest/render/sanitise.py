"""Texts of clippings as HTML that can do nothing: the only place where a text becomes ``markupsafe.Markup``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from markupsafe import Markup, escape

from digest.render.links import safe_link
from digest.render.markdown import STYLE, TARGET, read_markdown

LONGEST_MARKDOWN = 20_000
"""Characters; a longer text is better set as it stands."""

_TAGS = {"a", "bdi", "br", "code", "em", "s", "strong"}

_BREAK = Markup("<br>")
_MARKED = re.compile(r"[\\`*_\[<~&]|^[ \t]*(?:[#>+\-=]|\d+[.)])|^(?: {4}|\t)", re.MULTILINE)
_TURNS = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text for both parts of a letter: as HTML, and plain with its links in angle brackets."""

    html: Markup
    text: str


def plain(text: str) -> Passage:
    """A text that stands as it is; line ends become breaks."""
    return Passage(_isolated(escape(text).replace("\n", _BREAK), text), text)


def markdown(text: str, *, picture: str, link: Callable[[str], str] = safe_link) -> Passage:
    """A Markdown text (see ``read_markdown``); an allow-list has the last word on its tags and addresses.

    ``link`` makes of an address one that may be linked, or nothing. A text of nothing but marks, or of marks nested
    beyond measure, stands as it is.
    """
    if not _MARKED.search(text):
        return plain(text)
    lines = read_markdown(text, picture=picture, link=link)
    shown = "".join(lines.text) if lines else ""
    if lines is None or not shown.strip():
        return plain(text)
    clean = nh3.clean(
        "".join(lines.html),
        tags=_TAGS,
        attributes={"a": {"href"}},
        tag_attribute_values={"a": {"target": {TARGET}, "style": {STYLE}}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    )
    return Passage(_isolated(Markup(clean), shown), shown)  # noqa: S704 - cleaned in the line above


def _isolated(html: Markup, text: str) -> Markup:
    """``html`` kept from turning around what stands after it, when it is written from right to left."""
    return Markup("<bdi>{}</bdi>").format(html) if _TURNS.search(text) else html
