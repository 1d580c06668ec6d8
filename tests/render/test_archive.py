"""The archive's pages: what stands in them, where they lead, and what they let in."""

import base64
import hashlib
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from digest import shipped
from digest.errors import RenderError
from digest.model.edition import Activity
from digest.model.letter import Frame
from digest.render.archive import ArchivedEdition, render_archive

ENGLISH = Frame("Gleanings", "GL", "en")
CHINESE = Frame("拾句", "拾句", "zh-Hans")
YEAR = Activity(date(2026, 2, 14), (0,) * (52 * 7 + 6))
INSTANCE = bytes(range(32))
FILES = ("message.html", "message.txt", "message.eml", "edition.json")


def edition(number: int, /, moment: datetime | None = None, **facts: Any) -> ArchivedEdition:
    """Edition 1 is of 30 January 2026, each later one of a day later."""
    moment = moment or datetime(2026, 1, 29, 7, 30, tzinfo=UTC) + timedelta(days=number)
    plain = ArchivedEdition(
        digest="daily",
        title="Gleanings",
        number=number,
        issued_at=moment,
        folder=f"daily/{moment:%Y}/{moment:%Y-%m-%d}-{number:04}",
        subject=f"Gleanings {number} | Tide Tables and 1 more",
        lead=f"The {number}th tide leaves the same shells in another order.",
        works=("Tide Tables", "The Shell Collector"),
        highlights=8,
        search_text="Tide Tables\nThe Shell Collector",
    )
    return replace(plain, **facts)


def pages(*editions: ArchivedEdition, frame: Frame = ENGLISH, year: Activity = YEAR) -> dict[str, str]:
    return dict(render_archive(editions, frame, year, INSTANCE))


class Page(HTMLParser):
    """The elements of a page and where they lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [facts for name, facts in self.elements if name == tag and wanted.items() <= facts.items()]

    def targets(self) -> Iterator[str]:
        for _, facts in self.elements:
            for name in ("href", "src"):
                if name in facts and not facts[name].startswith("data:"):
                    yield facts[name]


def text(page: str) -> str:
    """What is read on a page, without scripts and tags."""
    body = re.sub(r"<script>.*?</script>", "", page.partition("<body")[2], flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>|^[^>]*>", " ", body).split())


def test_the_index_shows_the_newest_edition_first_by_month() -> None:
    index = pages(*(edition(number) for number in (2, 1, 4, 3)))["index.html"]
    read = text(index)
    assert read.startswith("GL Archive 4 editions, 32 highlights from 2 works. Latest: 2 February 2026, 07:30.")
    places = [read.index(part) for part in ("February 2026", "No. 4", "No. 3", "January 2026", "No. 2", "No. 1")]
    assert places == sorted(places)
    assert "2 Mon The 4th tide leaves" in read
    assert "Tide Tables · The Shell Collector No. 4 2 works, 8 highlights Text" in read


def test_the_index_in_chinese() -> None:
    read = text(pages(edition(27, highlights=1), frame=CHINESE)["index.html"])
    assert read.startswith("拾句 存档 1 期，2 篇，1 条划线。最近一期：2026 年 2 月 25 日 07:30。")
    assert "11月 12月 1月 少 多 二月 2026 25 周三" in read
    assert "第 27 期 2 篇，1 条划线 文本" in read


def test_a_single_work_and_a_single_highlight() -> None:
    read = text(pages(edition(1, works=("Tide Tables",), highlights=1))["index.html"])
    assert "1 edition, 1 highlight from 1 work." in read
    assert "1 work, 1 highlight Text" in read


def test_a_summary_alone_has_no_highlights_to_count() -> None:
    read = text(pages(edition(1, works=("Tide Tables",), highlights=0))["index.html"])
    assert "No. 1 1 work Text" in read


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"lead": ""}, "Tide Tables · The Shell Collector No. 1"),
        ({"lead": "", "works": (), "highlights": 0, "quiet": True}, "30 Fri Nothing new today. No. 1 Text"),
    ],
)
def test_without_a_lead_something_else_leads_to_the_edition(facts: dict[str, Any], line: str) -> None:
    index = pages(edition(1, **facts))["index.html"]
    assert line in text(index)
    assert Page(index).all("a", href="daily/2026/2026-01-30-0001/index.html")


def test_each_block_has_the_language_it_is_written_in() -> None:
    lead, works = "潮水每天带来同样的贝壳。", ("潮汐表", "The Shell Collector")
    index = Page(pages(edition(1, lead=lead, works=works))["index.html"])
    assert index.all("html") == [{"lang": "en"}]
    assert index.all("p", **{"class": "lead"}) == [{"class": "lead", "lang": "zh-Hans"}]
    assert index.all("bdi") == [{}, {"lang": "zh-Hans"}, {"lang": "en"}]


def test_titles_are_set_as_in_chinese_print() -> None:
    index = pages(edition(1, works=("潮汐表:AI时代的航海",), search_text="潮汐表:AI时代的航海"))["index.html"]
    assert "潮汐表：AI 时代的航海" in text(index)
    assert Page(index).all("li") == [{"data-search": "潮汐表:ai时代的航海"}]


def test_the_search_knows_neither_case_nor_full_width() -> None:
    index = pages(edition(1, search_text="ＡＩ：Tide\n“Tables”\x00\ttags"))["index.html"]
    assert Page(index).all("li") == [{"data-search": "ai:tide “tables” tags"}]


def test_digests_are_named_only_when_there_are_several() -> None:
    weekly = edition(3, digest="weekly", title="周末长读", folder="weekly/2026/2026-02-01-0003")
    assert "Gleanings No. 1" not in text(pages(edition(1))["index.html"])
    read = text(pages(edition(1), weekly)["index.html"])
    assert "Gleanings No. 1" in read
    assert "周末长读 No. 3" in read


def test_what_is_unusual_is_said_in_the_index_and_on_the_page() -> None:
    site = pages(edition(1), edition(2, withdrawn=True), edition(3))
    read = text(site["index.html"])
    assert read.count("Withdrawn") == 1
    assert "3 editions, 16 highlights" in read  # what was withdrawn is to be printed again
    assert "Withdrawn" in text(site["daily/2026/2026-01-31-0002/index.html"])
    assert "Withdrawn" not in text(site["daily/2026/2026-01-30-0001/index.html"])


def test_a_weekly_and_a_quiet_edition_are_told_from_the_others() -> None:
    index = pages(edition(1, form="weekly"), edition(2, quiet=True, works=("Tide Tables",), highlights=1))[
        "index.html"
    ]
    read = text(index)
    assert "30 Weekly The 1th tide" in read
    assert "No. 2 One old highlight Text" in read
    assert "2 editions, 8 highlights from 2 works." in read  # an old highlight was counted when it was new


def squares(page: str) -> list[dict[str, str]]:
    """The days of the year, in their order."""
    year = page.partition('class="year"')[2].partition('class="steps"')[0]
    return [facts for tag, facts in Page(f"<p {year}").elements if tag in "ia"]


def test_the_year_shows_each_day_in_four_steps_and_leads_to_its_edition() -> None:
    counts = (*YEAR.counts[:-6], 0, 1, 4, 8, 0, 2)  # until Saturday, 14 February 2026
    moment = datetime(2026, 2, 12, 7, 30, tzinfo=UTC)
    year = replace(YEAR, counts=counts)
    shown = squares(pages(edition(1, moment), edition(5, moment, digest="noon"), year=year)["index.html"])
    assert len(shown) == 52 * 7 + 6
    assert [day["class"] for day in shown[-6:]] == ["a0", "a1", "a2", "a3", "a0", "a1"]
    assert [day.get("title") for day in shown[-5:-2]] == [
        "10 February 2026: 1 highlight",
        "11 February 2026: 4 highlights",
        "12 February 2026: 8 highlights, No. 5",
    ]
    linked = [day for day in shown if "href" in day]
    assert linked == [
        {
            "class": "a3",
            "href": "daily/2026/2026-02-12-0005/index.html",
            "tabindex": "-1",
            "title": "12 February 2026: 8 highlights, No. 5",
            "aria-label": "12 February 2026: 8 highlights, No. 5",
        }
    ]


def test_the_year_in_chinese() -> None:
    moment = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
    page = pages(edition(1, moment), frame=CHINESE, year=replace(YEAR, counts=(*YEAR.counts[1:], 3)))["index.html"]
    assert squares(page)[-1]["aria-label"] == "2026 年 2 月 14 日，3 条划线，第 1 期"
    assert Page(page).all("div", role="group")[0]["aria-label"] == "近一年每天的划线数"


def test_the_months_of_the_year_are_named_once_and_never_over_one_another() -> None:
    page = pages(edition(1))["index.html"]
    weeks = page.partition('class="year"')[2].partition('class="steps"')[0].split("<div>")[1:]
    named = [(number, re.findall(r"<small[^>]*>(.*?)</small>", week)) for number, week in enumerate(weeks)]
    places = [number for number, names in named if names]
    assert [name for _, names in named for name in names] == [
        *("Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan")
    ]
    assert all(later - earlier >= 3 for earlier, later in pairwise(places))
    assert len(weeks) == 53


@pytest.mark.parametrize(("frame", "words"), [(ENGLISH, "No edition yet."), (CHINESE, "还没有一期。")])
def test_an_archive_without_editions(frame: Frame, words: str) -> None:
    site = pages(frame=frame)
    assert list(site) == ["archive.css", "index.html"]
    assert words in text(site["index.html"])
    assert not Page(site["index.html"]).all("input")
    assert not squares(site["index.html"])


@pytest.mark.parametrize(
    ("leads", "title", "expected"),
    [
        (("潮水。", "潮水。", "The tide."), "Gleanings", "zh-Hans"),
        (("The tide.", "The tide.", "潮水。"), "拾句", "en"),
        ((), "拾句", "zh-Hans"),
        ((), "Gleanings", "en"),
    ],
)
def test_an_archive_left_to_itself_speaks_as_most_editions(
    leads: tuple[str, ...], title: str, expected: str
) -> None:
    editions = [edition(number, lead=lead, works=()) for number, lead in enumerate(leads, 1)]
    for path, page in pages(*editions, frame=Frame(title, "G")).items():
        if path.endswith(".html"):
            assert Page(page).all("html") == [{"lang": expected}]


def test_a_reading_page_stands_around_the_letter() -> None:
    page = pages(edition(16))["daily/2026/2026-02-14-0016/index.html"]
    assert text(page) == "GL Saturday, 14 February 2026 Text .eml"
    assert "<title>14 February 2026 · Gleanings</title>" in page
    assert Page(page).all("iframe") == [
        {
            "src": "message.html",
            "title": "Saturday, 14 February",
            "sandbox": "allow-popups allow-popups-to-escape-sandbox",
        }
    ]
    chinese = pages(edition(16), frame=CHINESE)["daily/2026/2026-02-14-0016/index.html"]
    assert text(chinese) == "拾句 二月十四日 星期六 2026 文本 .eml"


def walk(site: dict[str, str], start: str, relation: str) -> list[str]:
    path, walked = start, [start]
    while links := Page(site[path]).all("a", rel=relation):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), links[0]["href"]))
        walked.append(path)
    return walked


def test_previous_and_next_walk_through_each_digest() -> None:
    new_year = datetime(2025, 12, 31, 7, 30, tzinfo=UTC)
    daily = [edition(number, new_year + timedelta(days=number)) for number in range(3)]
    weekly = [
        edition(
            number,
            new_year + timedelta(days=number),
            digest="weekly",
            folder=f"weekly/2026/2026-01-0{number}-{number}",
        )
        for number in (1, 2)
    ]
    site = pages(*daily, *weekly)
    paths = [f"{each.folder}/index.html" for each in daily]
    assert walk(site, paths[0], "next") == paths
    assert walk(site, paths[-1], "prev") == paths[::-1]
    assert len(walk(site, f"{weekly[0].folder}/index.html", "next")) == 2


def test_every_link_leads_to_a_file_by_its_name() -> None:
    """A folder does not open from a disk, so that each link names a file."""
    editions = [edition(number) for number in range(1, 5)]
    site = pages(*editions)
    files = {*site, *(f"{each.folder}/{name}" for each in editions for name in FILES)}
    for path, page in site.items():
        for target in Page(page).targets():
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) in files


def test_pages_come_in_an_order_in_which_no_link_is_dead() -> None:
    order = [path for path, _ in render_archive([edition(1), edition(3), edition(2)], ENGLISH, YEAR, INSTANCE)]
    assert order == [
        "archive.css",
        "daily/2026/2026-02-01-0003/index.html",
        "daily/2026/2026-01-31-0002/index.html",
        "daily/2026/2026-01-30-0001/index.html",
        "feed.xml",
        "index.html",
    ]


def test_only_the_neighbour_of_a_new_edition_changes() -> None:
    before = pages(*(edition(number) for number in range(1, 9)))
    after = pages(*(edition(number) for number in range(1, 10)))
    assert {path for path in before if before[path] != after[path]} == {
        "index.html",
        "feed.xml",
        "daily/2026/2026-02-06-0008/index.html",
    }


def test_text_from_clippings_stays_text() -> None:
    hostile = "\"><img src=x onerror=alert(1)><script>alert(1)</script>' {{ 7*7 }} &amp; \x00\ud83d\u202e"
    site = pages(
        edition(1, title=hostile, lead=hostile, works=(hostile,), search_text=hostile),
        edition(2, digest="weekly", title=hostile),
        frame=replace(ENGLISH, title=hostile, seal=hostile),
    )
    for path, page in site.items():
        page.encode()
        assert not Page(page).all("img")
        assert [facts for _, facts in Page(page).elements if any(name.startswith("on") for name in facts)] == []
        assert len(Page(page).all("script")) == (path == "index.html")
    assert "{{ 7*7 }}" in text(site["index.html"]).replace("&#39;", "'")


def policy(page: str) -> dict[str, str]:
    (meta,) = Page(page).all("meta", **{"http-equiv": "Content-Security-Policy"})
    return dict(rule.strip().partition(" ")[::2] for rule in meta["content"].split(";"))


def test_pages_let_in_only_what_they_need() -> None:
    site = pages(edition(1))
    shared = {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    script = re.findall(r"<script>(.*?)</script>", site["index.html"], re.DOTALL)[0]
    fingerprint = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy(site["index.html"]) == {**shared, "script-src": f"'sha256-{fingerprint}'"}
    assert policy(site["daily/2026/2026-01-30-0001/index.html"]) == {**shared, "frame-src": "'self'"}


def test_pages_ask_not_to_be_indexed_and_name_no_other_host() -> None:
    for path, page in pages(edition(1)).items():
        assert not re.search(r"https?:|//\S|url\(", page.replace("http://www.w3.org/2005/Atom", ""))
        assert not path.endswith(".html") or Page(page).all("meta", name="robots", content="noindex")


def test_the_colours_are_those_of_the_letter(tmp_path: Path) -> None:
    shipped_tokens = (shipped.folder("templates") / "tokens.toml").read_text("utf-8")
    (tmp_path / "tokens.toml").write_text(shipped_tokens.replace("#FAF7F1", "#FFEEDD"), "utf-8")
    site = dict(render_archive([], ENGLISH, YEAR, INSTANCE, [tmp_path, shipped.folder("templates")]))
    assert "--paper: #FFEEDD;" in site["archive.css"]


def test_a_template_of_ones_own_comes_first(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "index.html.j2").write_text("mine: {{ stat }}", "utf-8")
    site = dict(render_archive([edition(1)], ENGLISH, YEAR, INSTANCE, [tmp_path, shipped.folder("templates")]))
    assert site["index.html"].startswith("mine: 1 edition,")
    assert "<iframe" in site["daily/2026/2026-01-30-0001/index.html"]


@pytest.mark.parametrize("template", ["{{ nothing_like_it }}", "{% if %}", "{% include 'nowhere' %}"])
def test_a_template_that_cannot_be_filled_is_named(tmp_path: Path, template: str) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "index.html.j2").write_text(template, "utf-8")
    with pytest.raises(RenderError, match=r'archive/index\.html\.j2" line 1: '):
        list(render_archive([edition(1)], ENGLISH, YEAR, INSTANCE, [tmp_path, shipped.folder("templates")]))


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(RenderError, match=r"words/tlh\.toml"):
        pages(edition(1), frame=replace(ENGLISH, language="tlh"))
