"""The feed against what RFC 4287 asks of one, and against what its readers see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin
from uuid import UUID
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from digest.model.letter import Frame
from digest.render.archive import ArchivedEdition
from tests.render.test_archive import ENGLISH, INSTANCE, edition, pages

ATOM = "{http://www.w3.org/2005/Atom}"
PUBLISHED = replace(ENGLISH, archive_url="https://letters.example.net/all/index.html")

DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
"""Of RFC 3339."""


def feed(*editions: ArchivedEdition, frame: Frame = ENGLISH) -> Element:
    return ET.fromstring(pages(*editions, frame=frame)["feed.xml"])  # noqa: S314


def texts(elements: Sequence[Element], name: str) -> list[str | None]:
    return [element.findtext(ATOM + name) for element in elements]


def links(of: Element, relation: str) -> list[str | None]:
    return [link.get("href") for link in of.findall(f"{ATOM}link[@rel='{relation}']")]


def test_it_has_what_the_rfc_asks_for() -> None:
    of = feed(*(edition(number) for number in range(1, 4)))
    entries = of.findall(f"{ATOM}entry")
    assert of.tag == f"{ATOM}feed"
    assert of.findtext(f"{ATOM}author/{ATOM}name") == "Gleanings"
    for one in (of, *entries):
        for name in ("id", "title", "updated"):
            assert len(one.findall(ATOM + name)) == 1, name
        assert one.findtext(f"{ATOM}title")
        assert DATE_TIME.fullmatch(one.findtext(f"{ATOM}updated") or "")
        assert len(links(one, "alternate")) == 1
    ids = texts([of, *entries], "id")
    assert len(set(ids)) == len(ids) == 4
    assert all(UUID((id_ or "").removeprefix("urn:uuid:")).version == 5 for id_ in ids)


def test_the_newest_comes_first_and_dates_the_feed() -> None:
    of = feed(edition(1), edition(3), edition(2))
    entries = of.findall(f"{ATOM}entry")
    assert texts(entries, "title") == [f"Gleanings {number} | Tide Tables and 1 more" for number in (3, 2, 1)]
    assert texts([of], "updated") == texts(entries, "published")[:1] == ["2026-02-01T07:30:00+00:00"]


def test_it_holds_the_newest_thirty() -> None:
    entries = feed(*(edition(number) for number in range(1, 41))).findall(f"{ATOM}entry")
    assert len(entries) == 30
    assert entries[-1].findtext(f"{ATOM}title") == "Gleanings 11 | Tide Tables and 1 more"


def test_what_was_withdrawn_is_left_out() -> None:
    of = feed(edition(1), edition(2, withdrawn=True))
    assert texts(of.findall(f"{ATOM}entry"), "title") == ["Gleanings 1 | Tide Tables and 1 more"]


def test_an_edition_keeps_its_id_wherever_the_outbox_is_and_however_it_is_called() -> None:
    here, there = feed(edition(1)), feed(edition(1, subject="x", title="x"), edition(2), frame=PUBLISHED)
    assert texts([here, here[-1]], "id") == texts([there, there[-1]], "id")
    assert feed(edition(1, digest="weekly"))[-1].findtext(f"{ATOM}id") != here[-1].findtext(f"{ATOM}id")


def test_no_id_tells_the_secret_it_is_made_with() -> None:
    assert INSTANCE[:16].hex() not in pages(edition(1))["feed.xml"].replace("-", "")


def test_links_lead_to_the_pages_from_the_feed_itself_or_from_where_it_is_published() -> None:
    page = "daily/2026/2026-01-30-0001/index.html"
    unpublished, published = feed(edition(1)), feed(edition(1), frame=PUBLISHED)
    assert urljoin("file:///outbox/feed.xml", links(unpublished[-1], "alternate")[0]) == f"file:///outbox/{page}"
    assert links(unpublished, "self") == []
    assert links(published, "self") == ["https://letters.example.net/all/feed.xml"]
    assert links(published, "alternate") == ["https://letters.example.net/all/index.html"]
    assert links(published[-1], "alternate") == [f"https://letters.example.net/all/{page}"]


def test_a_reader_of_feeds_sees_the_quotation_and_the_titles_as_text() -> None:
    hostile = "<script>alert(1)</script> & \"'\x00\x0b\ud83d"
    of = feed(edition(1, lead=hostile, works=(hostile, "潮汐表:AI时代"), subject=hostile))
    summary = of[-1].find(f"{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    assert summary.text == (
        "<blockquote><p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#x27;</p></blockquote>"
        "<ul><li>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#x27;</li><li>潮汐表：AI 时代</li></ul>"
    )
    assert of[-1].findtext(f"{ATOM}title") == "<script>alert(1)</script> & \"'"


def test_an_edition_without_works_has_a_title_alone() -> None:
    of = feed(edition(1, lead="", works=(), quiet=True, subject="Gleanings 1 | Nothing new today."))
    assert of[-1].find(f"{ATOM}summary") is None
    assert of[-1].findtext(f"{ATOM}title") == "Gleanings 1 | Nothing new today."


def test_the_archive_tells_of_its_feed() -> None:
    assert '<link rel="alternate" type="application/atom+xml" href="feed.xml"' in pages(edition(1))["index.html"]
