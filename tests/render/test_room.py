"""Whatever a clipping holds, the tightest room makes a letter of it that fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from digest.app.settings_file import SMALLEST_LETTER
from digest.model.clipping import Kind, Markup
from digest.model.edition import Edition
from digest.model.letter import Frame
from digest.model.library import Work
from digest.render.letter import ROOMS, render_letter
from tests.lint_letter import faults
from tests.render.editions import CHINESE, ENGLISH, TEMPLATES, WEEK, edition, section

HUGE = {
    "Han": "字" * 350_000,
    "Latin": "One two three. " * 70_000,
    "one word": "a" * 1_000_000,
    "marks that escape": "\"&<'" * 250_000,
    "emoji": "😀" * 250_000,
    "Markdown": "[x](https://x.example/) **b** " * 35_000,
    "line ends": "\n" * 1_000_000,
    "combining marks": "a\u0301" * 500_000,
}


def huge_article(text: str) -> Edition:
    work = Work(
        1,
        text,
        Kind.ARTICLE,
        author=text,
        site=text,
        url="https://x.example/" + "a" * 1_900,
        app=text,
        app_url="https://y.example/" + "&" * 480,
        published=text,
        excerpt=text,
        tags=(text,) * 1_000,
    )
    fields = {"text": text, "note": text, "tags": (text,) * 1_000, "heading": text, "markup": Markup.MARKDOWN}
    return edition(section(work, [{**fields, "url": "https://z.example/" + "b" * 1_900}]))


def huge_summary(text: str) -> Edition:
    work = replace(huge_article(text).sections[0].work, kind=Kind.SUMMARY)
    points = [
        {"text": text if n < 3 else f"Point number {n}.", "heading": f"{n} {text[:200]}"} for n in range(5_000)
    ]
    return edition(section(work, points))


def huge_week(text: str) -> Edition:
    return replace(huge_article(text), form="weekly", activity=WEEK)


def huge_revisit(text: str) -> Edition:
    return replace(edition(), quiet=True, old=huge_article(text).sections)


def huge_review(text: str) -> Edition:
    return replace(edition(), old=huge_article(text).sections)


@pytest.mark.parametrize("frame", [CHINESE, ENGLISH], ids=["Chinese", "English"])
@pytest.mark.parametrize("of", [huge_article, huge_summary, huge_week, huge_revisit, huge_review])
@pytest.mark.parametrize("name", HUGE)
def test_the_tightest_room_fits_into_the_smallest_letter(
    name: str, of: Callable[[str], Edition], frame: Frame
) -> None:
    rendering = render_letter(of(HUGE[name]), frame, TEMPLATES, ROOMS[-1])

    assert len(rendering.html.encode()) < SMALLEST_LETTER
    assert faults(rendering) == []


def test_each_room_is_tighter_than_the_one_before() -> None:
    article, summary = huge_article(HUGE["Latin"]), huge_summary(HUGE["Latin"])
    for of in (article, summary):
        sizes = [len(render_letter(of, CHINESE, TEMPLATES, room).html) for room in ROOMS]
        assert all(roomier > tighter for roomier, tighter in pairwise(sizes)), sizes


def test_points_left_out_are_counted() -> None:
    of = edition(section(Work(1, "A report", Kind.SUMMARY), [f"Point {n} of the report." for n in range(60)]))

    assert "20 more points in the original" in render_letter(of, ENGLISH, TEMPLATES, ROOMS[1]).html
    assert "20 more points in the original" in render_letter(of, ENGLISH, TEMPLATES, ROOMS[1]).text
    assert "more point" not in render_letter(of, ENGLISH, TEMPLATES).html


def test_cutting_leaves_the_edition_as_it_is() -> None:
    of = huge_article(HUGE["Han"])
    render_letter(of, CHINESE, TEMPLATES, ROOMS[-1])

    assert of == huge_article(HUGE["Han"])
