"""The letter in Chromium: it fits the screen, loads nothing and darkens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from digest.model.edition import Edition
from digest.model.letter import Frame
from digest.render.letter import render_letter
from digest.render.links import sentence_link
from tests.render.editions import (
    ANSWERED,
    CHINESE,
    ENGLISH,
    HOSTILE_TEXTS,
    TEMPLATES,
    WORKS,
    curated,
    daily,
    edition,
    english,
    full,
    hostile,
    met_again,
    note,
    quiet_week,
    review,
    revisited,
    thirty,
    tiny,
    weekly,
)

pytestmark = pytest.mark.browser

PHONE, DESK = 390, 700


@contextmanager
def opened(
    browser: Browser, html: str, width: int = DESK, scheme: Any = "light"
) -> Iterator[tuple[Page, list[str]]]:
    """A page with ``html``, and the addresses it asked for."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    noise: list[str] = []
    page.on("request", lambda request: noise.append(request.url))
    page.set_content(html, wait_until="load")
    yield page, noise
    context.close()


def value(page: Page, selector: str, name: str) -> str:
    """A computed property of the first element that ``selector`` means."""
    return str(page.evaluate("([s, n]) => getComputedStyle(document.querySelector(s))[n]", [selector, name]))


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[place : place + 2], 16) for place in (1, 3, 5)))


EDITIONS: dict[str, tuple[Callable[[], Edition], Frame]] = {
    "daily": (daily, CHINESE),
    "full": (full, CHINESE),
    "full, in English": (full, ENGLISH),
    "full, with links to answer": (full, ANSWERED),
    "english": (english, ENGLISH),
    "thirty": (thirty, CHINESE),
    "tiny": (tiny, ENGLISH),
    "weekly": (weekly, CHINESE),
    "curated": (curated, CHINESE),
    "curated, in English": (curated, ENGLISH),
    "weekly, in English": (weekly, ENGLISH),
    "quiet week": (quiet_week, ENGLISH),
    "met again": (met_again, CHINESE),
    "review": (review, replace(ENGLISH, reasons=True)),
    "note": (note, ENGLISH),
    "revisited": (revisited, CHINESE),
    "hostile": (lambda: edition(*(one for text in HOSTILE_TEXTS for one in hostile(text).sections)), CHINESE),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", EDITIONS)
def test_it_fits_the_screen_and_loads_nothing(browser: Browser, name: str, width: int, scheme: str) -> None:
    of, frame = EDITIONS[name]
    with opened(browser, render_letter(of(), frame, TEMPLATES).html, width, scheme) as (page, noise):
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert noise == []


@pytest.mark.parametrize(
    ("scheme", "colours"),
    [
        ("light", ["#FAF7F1", "#25211B", "#25211B", "#9E3A26", "#D8C9AE", "#D08742"]),
        ("dark", ["#191714", "#E9E2D5", "#E9E2D5", "#E58A6F", "#544A3C", "#D08742"]),
    ],
)
def test_the_colours_of_light_and_dark(browser: Browser, scheme: str, colours: list[str]) -> None:
    with opened(browser, render_letter(full(), CHINESE, TEMPLATES).html, DESK, scheme) as (page, _):
        shown = [
            value(page, "body", "backgroundColor"),
            value(page, ".quote", "color"),
            value(page, ".title a", "color"),
            value(page, ".note", "color"),
            value(page, ".spine.bare", "borderLeftColor"),
            value(page, ".spine.orange", "borderLeftColor"),
        ]
    assert shown == [rgb(colour) for colour in colours]


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.evaluate(
        "s => [...document.querySelectorAll(s)].map(e => e.getBoundingClientRect().toJSON())", selector
    )
    return found


def without_style(html: str) -> str:
    """What is left of a letter where a client drops <style>."""
    plain = "".join(part.partition("</style>")[2] or part for part in html.split("<style"))
    assert "<style" not in plain
    return plain


@pytest.mark.parametrize("frame", [CHINESE, ENGLISH], ids=["Chinese", "English"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_strip_is_fourteen_squares_at_the_right_edge(browser: Browser, width: int, frame: Frame) -> None:
    html = render_letter(daily(), frame, TEMPLATES).html
    for source in (html, without_style(html)):
        with opened(browser, source, width) as (page, _):
            squares = boxes(page, "table[role=img] td[bgcolor]")
            [issue] = boxes(page, ".issue")
        assert [(box["width"], box["height"]) for box in squares] == [(8, 8)] * 14
        assert {later["x"] - earlier["right"] for earlier, later in pairwise(squares)} == {2}
        assert squares[-1]["right"] == issue["right"]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_bars_of_a_week_stand_on_one_line_and_are_as_high_as_they_should_be(
    browser: Browser, width: int
) -> None:
    html = render_letter(weekly(), ENGLISH, TEMPLATES).html
    for source in (html, without_style(html)):
        with opened(browser, source, width) as (page, _):
            bars = boxes(page, "table[role=img] td[bgcolor]")
        assert [box["height"] for box in bars] == [28, 2, 60, 41, 8, 28, 54]
        assert {box["width"] for box in bars} == {24}
        assert len({box["bottom"] for box in bars}) == 1


@pytest.mark.parametrize(("scheme", "colours"), [
    ("light", ["#EEE7DA", "#DCCBA8", "#BE9A5C", "#8C6526"]),
    ("dark", ["#2A2620", "#5A4A2E", "#94733C", "#D3A85C"]),
])  # fmt: skip
def test_the_four_steps_in_light_and_dark(browser: Browser, scheme: str, colours: list[str]) -> None:
    for of in (daily, weekly):
        with opened(browser, render_letter(of(), CHINESE, TEMPLATES).html, DESK, scheme) as (page, _):
            shown = [value(page, f".a{step}", "backgroundColor") for step in range(4)]
        assert shown == [rgb(colour) for colour in colours]


def test_it_looks_the_same_where_style_is_dropped(browser: Browser) -> None:
    html = render_letter(full(), CHINESE, TEMPLATES).html

    def looks(source: str) -> list[list[str]]:
        with opened(browser, source, PHONE) as (page, _):
            return [
                [value(page, part, name) for name in ("color", "fontSize", "fontFamily", "lineHeight", "marginTop")]
                for part in (
                    ".date",
                    ".stat",
                    ".lead",
                    ".row",
                    ".meta",
                    ".title",
                    ".quote",
                    ".place",
                    ".note",
                    ".foot",
                )
            ]

    assert looks(without_style(html)) == looks(html)


def test_everything_stands_on_one_left_edge(browser: Browser) -> None:
    with opened(browser, render_letter(full(), CHINESE, TEMPLATES).html) as (page, _):
        lefts = page.evaluate(
            "[...document.querySelectorAll('.seal,h1,h2,.meta,.actions,.foot,.spine')]"
            ".map(e => e.getBoundingClientRect().left)"
        )
    assert set(lefts) == {74}


def test_quotations_keep_their_distance(browser: Browser) -> None:
    with opened(browser, render_letter(daily(), CHINESE, TEMPLATES).html) as (page, _):
        gaps = page.evaluate(
            "[...document.querySelectorAll('.spine')].map(e => e.getBoundingClientRect())"
            ".reduce((a, b, i, all) => i ? [...a, b.top - all[i - 1].bottom] : a, [])"
        )
    assert gaps == [28] * 6


def test_a_link_to_a_sentence_finds_it(browser: Browser, tmp_path: Path) -> None:
    texts = [
        *WORKS["tides"]["texts"][2:5],
        "It doesn’t help to know the tide — you must also, as R&D-minded captains say, know the harbour.",
        "第一行没有句号\n第二行，才把话说完。",
    ]
    filling = "<p>" + "<br>另一段话。" * 60 + "</p>"
    body = filling.join(f"<p>{text.replace('&', '&amp;').replace(chr(10), '<br>')}</p>" for text in ["", *texts])
    page_file = tmp_path / "page.html"
    page_file.write_text(f'<!doctype html><meta charset="utf-8"><body>{body}{filling}', "utf-8")

    found = []
    for text in texts:
        page = browser.new_page(viewport={"width": DESK, "height": 300})
        fragment = sentence_link("https://x.example/", text).partition("#")[2]
        page.goto(f"{page_file.as_uri()}#{fragment}")
        page.wait_for_function("window.scrollY > 0")
        middle = "document.elementFromPoint(innerWidth / 2, innerHeight / 2).innerText"
        found.append(str(page.evaluate(middle)))
        page.close()
    assert found == texts
