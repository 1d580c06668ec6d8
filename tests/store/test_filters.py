"""What a filter lets through, in every way in which a highlight can be asked."""

from __future__ import annotations

import dataclasses
import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from digest.model.clipping import DateSource, Kind, Stamp, StatedWork
from digest.model.filter import EVERYTHING, Filter, Rules
from digest.store.filters import passing
from digest.store.library import Library
from digest.store.schema import highlights
from tests.store.examples import MARSH, NOW, reading, record, scan, summary

MEDITATIONS = StatedWork("沉思录", Kind.BOOK, app="WeRead", tags=("Philosophy",))
POST = StatedWork("On Stoicism", url="https://blog.example.org/stoa", site="The New Ledger", app="Cubox")
CANAL = summary()


@pytest.fixture
def library(library: Library) -> Library:
    """Five highlights, of three works and a summary with two points (4 and 5)."""
    sea = os.sep
    scan(library, reading(f"{sea}books{sea}kindle.md", "We begin at dawn.")._replace(format="kindle-note"))
    text = record("幸福的生活取决于你的思想。", MEDITATIONS, note="see Seneca")
    scan(library, reading(f"{sea}books{sea}a{sea}b.md", text, work=MEDITATIONS)._replace(format="weread"))
    long_ago = Stamp(NOW - timedelta(days=100), DateSource.EXPLICIT)
    old = record("A heart that is at peace.", POST, marked=long_ago, tags=("c++", "To Read"))
    scan(library, reading(f"{sea}bookshelf{sea}c.md", old, work=POST))
    points = [record(text, CANAL, point=True) for text in ("Eleven years were planned.", "42 km")]
    points[1] = points[1]._replace(tags=("water",))
    scan(library, reading(f"{sea}notes{sea}d.md", *points, work=CANAL))
    return library


def through(library: Library, filter_: Filter) -> list[int]:
    with library.reading() as connection:
        return list(connection.scalars(select(highlights.c.id).where(passing(filter_, NOW)).order_by("id")))


ALL = [1, 2, 3, 4, 5]
RULES = [
    (Rules(sources=("kindle",)), [1]),  # the first word of a format
    (Rules(sources=("kindle-note",)), [1]),
    (Rules(sources=("kind",)), []),
    (Rules(sources=("WEREAD",)), [2]),
    (Rules(sources=("cubox",)), [3]),  # the program that the work is known from, whatever file it stands in
    (Rules(sources=("example.org",)), [3]),
    (Rules(sources=("blog.example.org", "kindle")), [1, 3]),
    (Rules(sources=("ample.org",)), []),
    (Rules(sources=("the new ledger",)), [3]),
    (Rules(sources=("markdown",)), [3, 4, 5]),
    (Rules(tags=("philosophy",)), [2]),  # of the work
    (Rules(tags=("to read",)), [3]),  # of the highlight
    (Rules(tags=("read",)), []),
    (Rules(tags=(".*",)), []),
    (Rules(tags=("c++",)), [3]),
    (Rules(tags=("water",)), [4, 5]),  # of one point of a summary
    (Rules(languages=("zh-Hans",)), [2]),
    (Rules(languages=("en",)), [1, 3, 4, 5]),
    (Rules(folders=(f"{os.sep}books",)), [1, 2]),
    (Rules(folders=(f"{os.sep}books{os.sep}a",)), [2]),
    (Rules(folders=(f"{os.sep}Books",)), []),
    (Rules(folders=(os.sep,)), ALL),
    (Rules(kinds=(Kind.BOOK,)), [2]),
    (Rules(kinds=(Kind.SUMMARY, Kind.BOOK)), [2, 4, 5]),
    (Rules(words=("stoic",)), [3]),  # in the title
    (Rules(words=("art",)), []),  # a word begins with it: not the heart
    (Rules(words=("seneca",)), [2]),  # in the note
    (Rules(words=("思想",)), [2]),
    (Rules(words=("eleven years",)), [4, 5]),  # in one point of a summary
    (Rules(words=(".*",)), []),
    (Rules(newer_than=timedelta(days=90)), [1, 2, 4, 5]),
    (Rules(newer_than=timedelta(days=101)), ALL),
    (Rules(kinds=(Kind.ARTICLE,), newer_than=timedelta(days=90)), [1]),
]


@pytest.mark.parametrize(("rules", "found"), RULES, ids=lambda one: str(one)[:70])
def test_a_highlight_passes_by_every_rule_that_is_there(library: Library, rules: Rules, found: list[int]) -> None:
    assert through(library, Filter(include=rules)) == found


@pytest.mark.parametrize(
    ("rules", "found"), [one for one in RULES if sum(map(bool, dataclasses.astuple(one[0]))) == 1]
)
def test_what_is_excluded_is_what_would_be_included(library: Library, rules: Rules, found: list[int]) -> None:
    assert through(library, Filter(exclude=rules)) == [id_ for id_ in ALL if id_ not in found]


def test_any_excluded_rule_keeps_a_highlight_out(library: Library) -> None:
    assert through(library, Filter(exclude=Rules(tags=("c++",), languages=("zh-Hans",)))) == [1, 4, 5]
    assert through(library, Filter(Rules(languages=("en",)), Rules(tags=("to read",)))) == [1, 4, 5]


def test_without_rules_everything_passes(library: Library) -> None:
    assert through(library, EVERYTHING) == ALL


def test_a_highlight_passes_by_any_file_that_it_stands_in(library: Library) -> None:
    path = f"{os.sep}again{os.sep}e.md"
    scan(library, reading(path, "We begin at dawn.", work=MARSH))
    for folder in (f"{os.sep}again", f"{os.sep}books"):
        assert 1 in through(library, Filter(Rules(folders=(folder,))))
