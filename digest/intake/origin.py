"""What a note says about the work it comes from: in its front matter, its first heading, its opening lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.dates import read_published
from digest.intake.document import Document
from digest.intake.frontmatter import FrontMatter
from digest.model.clipping import Kind, StatedWork

_TITLE = ("title", "full_title", "标题")
_AUTHOR = ("author", "authors", "creator", "作者")
_SOURCE = ("source", "url", "link", "source_url", "original_url", "original", "来源", "原文", "链接")
_SITE = ("site", "site_name", "website", "publisher", "domain")
_PUBLISHED = ("published", "date_published", "published_date", "publish_date", "pubdate")
_EXCERPT = ("description", "summary", "excerpt")
_TAGS = ("tags", "tag", "keywords")
_KIND = ("kind", "type", "category")
_KINDS = frozenset(("article", "book", "tweet", "podcast", "video", "note"))

_OPENING = 4_000
_SOURCE_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?[*_]{0,2}(source|来源|出处|url|link|original|原文|链接)[*_]{0,2}"
    r"[ \t]*[:：]{1,2}[*_]{0,2}[ \t]*(\S.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_CODE = re.compile(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\{.*\}\}|<%.*%>")
_NAMING = frozenset(("source", "来源", "出处"))
SIMPREAD_LINE = re.compile(r"^>[ \t]*本文由 (?:.*原文地址)?(.*)$", re.MULTILINE)
WEB_CLIPPER_TAG = "clippings"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a note comes from.

    Attributes:
        url: the web address of the original.
        name: the words that name it when there is no address.
        is_saved_page: whether the note is a whole page as Obsidian's Web Clipper or SimpRead save it.
    """

    url: str = ""
    name: str = ""
    is_saved_page: bool = False


def read_origin(front: FrontMatter) -> Origin:
    """What the front matter, or else the first lines after it, say about the source."""
    opening = front.body[:_OPENING]
    simpread = SIMPREAD_LINE.search(opening)
    is_saved_page = simpread is not None or WEB_CLIPPER_TAG in front.tags(*_TAGS)
    stated = [text for name in _SOURCE for text in front.texts(name)]
    if url := _first_of(stated):
        return Origin(url, "", is_saved_page)
    lines = [simpread[1]] if simpread else []
    found = _SOURCE_LINE.findall(_CODE.sub("", opening))
    lines += [value for label, value in found if label.lower() in _NAMING or "://" in value]
    url = _first_of(lines)
    names = [name for name in (*stated, *lines) if not _PLACEHOLDER.search(name)]
    return Origin(url, "" if url or not names else one_line(names[0]), is_saved_page)


def _first_of(texts: Sequence[str]) -> str:
    return next(filter(None, map(first_address, texts)), "")


def read_work(document: Document, origin: Origin, first_heading: str) -> StatedWork:
    """The work of a note; its title is stated, or else its first heading, or else the name of its file."""
    front = document.front
    return StatedWork(
        title=front.text(*_TITLE) or first_heading or one_line(document.stem),
        kind=_kind(front, origin),
        author=front.text(*_AUTHOR),
        site=front.text(*_SITE) or site_of(origin.url) or origin.name,
        url=origin.url,
        published=read_published(front.text(*_PUBLISHED)),
        excerpt=front.text(*_EXCERPT),
        tags=front.tags(*_TAGS),
    )


def is_furniture(quote: str) -> bool:
    """Whether a quote is only SimpRead's line about itself, or says only where the note comes from."""
    lines = quote.split("\n")
    is_source = bool(_SOURCE_LINE.match(lines[0])) and all(
        _SOURCE_LINE.match(line) or line.strip().startswith(("http://", "https://")) for line in lines[1:]
    )
    return is_source or bool(SIMPREAD_LINE.match(f"> {quote}"))


def _kind(front: FrontMatter, origin: Origin) -> Kind:
    stated = front.text(*_KIND).lower().removeprefix("#").removesuffix("s")
    if stated in _KINDS:
        return Kind(stated)
    if front.text("isbn"):
        return Kind.BOOK
    return Kind.ARTICLE if origin.url else Kind.NOTE
