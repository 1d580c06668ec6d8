"""What is searched is what the library knows, as it stands now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.core.shelf import Record
from digest.core.terms import parse_query
from digest.errors import UsageError
from digest.model.clipping import DateSource, Stamp, StatedWork
from digest.store import catalogue, holdings, search
from digest.store.holdings import Scan
from digest.store.library import Library
from digest.store.search import MOST, Found, alike
from tests.store.examples import MARSH, NOW, READER, reading, record, scan

CHIPS = StatedWork("芯片与成本", author="林渡", site="example.cn", app="Cubox", tags=("tech/chips",))


def index(library: Library) -> None:
    with library.transaction() as connection:
        search.add(connection, search.prepare(connection))


def ask(library: Library, asked: str, limit: int = 50) -> Found:
    with library.reading() as connection:
        return search.find(connection, parse_query(asked, UTC), limit)


def texts(library: Library, asked: str) -> list[str]:
    return [highlight.text for highlight in ask(library, asked).highlights]


def fill(library: Library, *marks: str | Record, work: StatedWork = MARSH) -> None:
    scan(library, reading("a.md", *marks, work=work))
    index(library)


def marked(text: str, year: int, month: int = 1, day: int = 1) -> Record:
    return record(text, marked=Stamp(datetime(year, month, day, tzinfo=UTC), DateSource.EXPLICIT))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("成本", True),
        ("固定成本", True),
        ("本", True),
        ("率", True),
        ("定本", False),
        ("成本 芯片", True),
        ("ai芯片", True),
        ("walk", True),
        ("WALKED", True),
        ("cafe", True),
        ('"long walks"', True),
        ('"walks long"', False),
        ("walk -芯片", False),
        ("walk -swim", True),
        ("-swim", True),
        ("walk swim", False),
        ("NEAR(walk AND", False),
        ('walk"', True),
        ("walk*", True),
    ],
)
def test_a_text_is_found_by_its_words(library: Library, asked: str, found: bool) -> None:
    fill(library, "AI芯片的固定成本率。Long walks to the Café")
    assert bool(texts(library, asked)) is found


def test_notes_titles_authors_and_tags_are_searched_and_the_text_counts_most(library: Library) -> None:
    scan(library, reading("a.md", record("One.", note="Ask about the lighthouse.", tags=("sea/harbour",))))
    scan(library, reading("b.md", "The lighthouse stood.", work=StatedWork("Lights")))
    scan(library, reading("c.md", "Three.", work=StatedWork("The lighthouse", author="Holt")))
    index(library)
    assert texts(library, "lighthouse") == ["The lighthouse stood.", "One.", "Three."]
    assert texts(library, "holt") == ["Three."]
    assert texts(library, "harbour") == ["One."]


def test_filters_by_tag_source_and_date(library: Library) -> None:
    scan(library, reading("a.md", record("甲", CHIPS, tags=("own",)), work=CHIPS))
    scan(library, reading("b.md", marked("Two.", 2020, 5, 3), work=MARSH))
    index(library)
    for asked in ("tag:tech", "tag:tech/chips", "tag:own", "source:cubox", "source:example.cn", "甲 tag:own"):
        assert texts(library, asked) == ["甲"], asked
    for asked in ("before:2021", "after:2020-05-03 before:2020-05-04", "-tag:tech", "after:2020-05 -source:cubox"):
        assert texts(library, asked) == ["Two."], asked
    assert texts(library, "after:2020-05-04 before:2021") == texts(library, "tag:chips") == []
    assert texts(library, "after:2019") == ["甲", "Two."]


def test_equals_come_newest_first_also_from_before_1970(library: Library) -> None:
    fill(
        library,
        marked("tide a", 1950),
        marked("tide b", 2026),
        marked("tide c", 1999, 3),
        marked("tide d", 1999, 4),
    )
    assert texts(library, "tide") == ["tide b", "tide d", "tide c", "tide a"]
    assert texts(library, "tide before:1960") == ["tide a"]


def test_a_highlight_is_found_by_what_it_says_now(library: Library) -> None:
    fill(library, record("The tide is low today.", key="k:1"))
    scan(library, reading("a.md", record("The tide is high today.", key="k:1", note="沙洲")))
    assert texts(library, "high") == []
    with library.reading() as connection:
        assert search.waiting(connection) == 1
    index(library)
    assert texts(library, "low") == []
    assert texts(library, "沙洲") == texts(library, "high") == ["The tide is high today."]


def test_what_came_before_a_change_is_indexed_with_it(library: Library) -> None:
    scan(library, reading("a.md", record("First tide.", key="k:1"), record("Second tide.", key="k:2")))
    scan(library, reading("b.md", record("Third tide.", key="k:3")))
    scan(library, reading("b.md", record("Third tide, amended.", key="k:3")))
    scan(library, reading("c.md", "Fourth tide."))
    with library.reading() as connection:
        assert search.waiting(connection) == 4
    index(library)
    assert len(texts(library, "tide")) == 4
    assert texts(library, "amended") == ["Third tide, amended."]


def test_a_work_with_another_title_is_found_by_it(library: Library) -> None:
    url = "https://example.org/1"
    fill(library, "A mark.", work=StatedWork("Old title", url=url))
    scan(library, reading("b.md", "Another.", work=StatedWork("New name", url=url)))
    index(library)
    assert sorted(texts(library, "name")) == ["A mark.", "Another."]
    assert texts(library, "old") == []


def test_a_highlight_that_stands_nowhere_is_found_and_said_to(library: Library) -> None:
    fill(library, "Stays here.", "Goes away.")
    scan(library, reading("a.md", "Stays here."))
    found = ask(library, "away")
    assert [highlight.text for highlight in found.highlights] == ["Goes away."]
    assert found.standing == frozenset()
    assert len(ask(library, "here").standing) == 1


def test_forgetting_leaves_none_of_its_words_in_the_index(library: Library) -> None:
    fill(library, "A quixotic remark.", "Another remark.")
    scan(library, reading("a.md", "A quixotic remark, amended.", "Another remark."))
    index(library)
    with library.transaction() as connection:
        catalogue.forget(connection, 1)
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, entries, row)")
        assert connection.exec_driver_sql("SELECT count(*) FROM terms").scalar_one() == 0
    assert texts(library, "remark") == []
    index(library)
    assert "Another remark." in texts(library, "remark")
    assert texts(library, "quixotic") == ["A quixotic remark, amended."]


def test_an_index_of_which_a_quarter_is_stale_is_made_anew(library: Library) -> None:
    for number in range(4):
        fill(library, record(f"Version {number} of a thought.", key="k:1"))
    with library.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM indexed").scalar_one() <= 2
    assert texts(library, "thought") == ["Version 3 of a thought."]


def test_indexing_may_be_cut_short_and_goes_on(library: Library) -> None:
    scan(library, reading("a.md", "First tide.", "Second tide.", "Third tide."))
    with library.transaction() as connection:
        search.add(connection, search.prepare(connection)[:2])
    with library.reading() as connection:
        assert search.waiting(connection) == 1
    assert len(texts(library, "tide")) == 2
    index(library)
    assert len(texts(library, "tide")) == 3


def test_of_a_word_that_very_many_hold_the_newest_are_looked_at(library: Library) -> None:
    first = datetime(2001, 1, 1, tzinfo=UTC)
    marks = [
        record(f"tide {n}", marked=Stamp(first + timedelta(days=n % 50, minutes=n), DateSource.EXPLICIT))
        for n in range(MOST + 5)
    ]
    fill(library, *marks, "A rare tide.")
    found = ask(library, "tide", limit=3)
    assert (found.total, found.is_cut, found.highlights[0].text) == (MOST, True, "A rare tide.")
    assert [mark.marked.at for mark in found.highlights[1:]] == sorted((m.marked.at for m in marks), reverse=True)[
        :2
    ]
    found = ask(library, "tide rare")
    assert (found.total, found.is_cut) == (1, False)


def test_the_words_of_a_text_that_a_question_finds_are_known() -> None:
    assert alike({"Ships", "shipped", "Café", "harbour"}, parse_query("ship cafe 芯片", UTC)) == {
        "Ships",
        "shipped",
        "Café",
    }
    assert alike({"Ships"}, parse_query("芯片", UTC)) == frozenset()


HAN = st.text(alphabet="潮水芯片本の", min_size=1, max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HAN, min_size=1, max_size=5, unique=True), HAN)
def test_chinese_is_found_exactly_where_it_stands(library: Library, stated: list[str], asked: str) -> None:
    with library.transaction() as connection:
        holdings.merge(connection, [reading("a.md", *stated)], Scan(NOW, READER))
        search.add(connection, search.prepare(connection))
        found = search.find(connection, parse_query(asked, UTC), MOST)
        assert {highlight.text for highlight in found.highlights} == {text for text in stated if asked in text}
        connection.rollback()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=12)
    | st.lists(st.sampled_from([*'"*^(){}+:-, 芯片', "AND", "NEAR", "text:", "x"])).map("".join)
)
def test_no_question_is_an_error_of_the_database(library: Library, asked: str) -> None:
    try:
        query = parse_query(asked, UTC)
    except UsageError:
        return
    with library.reading() as connection:
        assert search.find(connection, query, 5).total == 0
