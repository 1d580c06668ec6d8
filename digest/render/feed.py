"""The feed of the newest editions, in Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from digest.core.text import one_line
from digest.model.letter import Frame

_ENTRIES = 30
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition: its name among all, its page in the outbox, and the plain texts that stand for it."""

    name: str
    title: str
    issued_at: datetime
    page: str
    lead: str
    works: tuple[str, ...]


def feed(frame: Frame, language: str, newest_first: Sequence[Entry], *, updated: datetime, instance: bytes) -> str:
    """The feed, of the newest thirty at most.

    Addresses are absolute when ``frame.archive_url`` is known, and else count from the feed. Ids are UUIDs made
    from a name and ``instance`` (RFC 9562, version 5), so that moving or publishing an outbox changes none of them.
    """
    base = frame.archive_url.removesuffix("index.html")
    namespace = UUID(bytes=instance[:16])
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _add(root, "id", uuid5(namespace, "archive").urn)
    _add(root, "title", one_line(frame.title))
    _add(root, "updated", updated.isoformat())
    _add(SubElement(root, "author"), "name", one_line(frame.title))
    SubElement(root, "link", rel="alternate", type="text/html", href=f"{base}index.html")
    if base:
        SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{base}feed.xml")
    for told in newest_first[:_ENTRIES]:
        entry = SubElement(root, "entry")
        _add(entry, "id", uuid5(namespace, told.name).urn)
        _add(entry, "title", one_line(told.title))
        _add(entry, "updated", told.issued_at.isoformat())
        _add(entry, "published", told.issued_at.isoformat())
        SubElement(entry, "link", rel="alternate", type="text/html", href=base + told.page)
        if told.lead or told.works:
            _add(entry, "summary", _summary(told), type="html")
    indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, "unicode") + "\n"


def _summary(entry: Entry) -> str:
    """The lead and the titles in the few tags that feed readers show: they drop the styles a letter is set with."""
    lead = f"<blockquote><p>{escape(entry.lead)}</p></blockquote>" if entry.lead else ""
    return lead + "<ul>" + "".join(f"<li>{escape(work)}</li>" for work in entry.works) + "</ul>"


def _add(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = text
