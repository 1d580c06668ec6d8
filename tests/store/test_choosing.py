"""What choosing looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from digest.core.shelf import Record
from digest.model.choice import OLD_LANES, Lane, Reason, Shown
from digest.model.clipping import DateSource, Stamp, StatedWork
from digest.model.opinion import Word
from digest.store import choosing, ledger, opinions
from digest.store.frequency import weights
from digest.store.library import Library
from digest.store.rows import milliseconds
from tests.store.examples import LETTER, MARSH, NOW, issue, reading, record, scan, stock, summary
from tests.store.test_search import index

DAY = timedelta(days=1)
LONG_AGO = NOW - 400 * DAY


def marked(text: str, at: datetime, work: StatedWork = MARSH, **stated: object) -> Record:
    return record(text, work, marked=Stamp(at, DateSource.EXPLICIT), **stated)


def novel(number: int) -> StatedWork:
    return StatedWork(f"Novel {number}", site="shelf.example.org", url=f"https://shelf.example.org/{number}")


def bring(
    library: Library, *records: Record, work: StatedWork = MARSH, now: datetime = NOW, path: str = "a"
) -> None:
    scan(library, reading(f"{path}.md", *records, work=work), now=now)


def import_past(library: Library, works: int, marks: int = 4) -> None:
    """A whole past at once: the works have the numbers from 1."""
    readings = []
    for number in range(1, works + 1):
        records = (marked(f"{number} {n}.", LONG_AGO, novel(number)) for n in range(marks))
        readings.append(reading(f"{number}.md", *records, work=novel(number)))
    scan(library, *readings)


def print_(
    library: Library,
    *ids: int,
    number: int = 1,
    at: datetime = NOW,
    lane: Lane = "first-turn",
    digest: str = "daily",
) -> None:
    with library.transaction() as connection:
        new = replace(issue(number, digest), issued_at=at)
        ledger.freeze(connection, new, LETTER, dict.fromkeys(ids, Reason(lane)), ledger="daily")


def old(library: Library, now: datetime = NOW) -> list[int]:
    with library.reading() as connection:
        return sorted(one.id for one in stock(connection, now=now).old(31))


def news(library: Library, now: datetime = NOW) -> list[int]:
    with library.reading() as connection:
        return sorted(one.id for one in stock(connection, now=now).news())


def test_what_came_lately_is_news_for_sixty_days_and_then_belongs_to_the_library(library: Library) -> None:
    bring(library, marked("One.", NOW - DAY), marked("Two.", NOW - DAY))
    for number in range(70):
        print_(library, 2, number=number + 1, at=NOW + number * DAY)
    assert (news(library), old(library)) == ([1], [])
    assert (news(library, NOW + 59 * DAY), old(library, NOW + 59 * DAY)) == ([1], [])
    assert (news(library, NOW + 61 * DAY), old(library, NOW + 61 * DAY)) == ([], [1])


def test_nothing_is_passed_over_that_no_letter_has_passed_by(library: Library) -> None:
    bring(library, marked("One.", NOW - DAY), marked("Two.", NOW - DAY))
    assert news(library, NOW + 400 * DAY) == [1, 2]
    print_(library, 2, at=NOW + DAY)
    bring(library, marked("Three.", NOW + 2 * DAY), now=NOW + 2 * DAY, path="b")
    assert news(library, NOW + 400 * DAY) == [3]


def test_a_letter_of_another_digest_passes_by_only_for_those_that_had_none(library: Library) -> None:
    bring(library, marked("One.", NOW), marked("Two.", NOW), marked("Three.", NOW))
    print_(library, 1)
    print_(library, 2, digest="sunday", at=NOW + 200 * DAY)
    with library.reading() as connection:
        moment = stock(connection, now=NOW + 201 * DAY).moment
        assert choosing.news_since(connection, "daily", "daily", moment) == milliseconds(NOW)
        assert moment.days_since(choosing.news_since(connection, "new", "daily", moment)) == 60


def test_a_few_that_come_late_are_news_and_a_whole_past_is_an_import(library: Library) -> None:
    bring(library, marked("Late.", LONG_AGO), marked("New.", NOW))
    assert news(library) == [1, 2]
    import_past(library, 30)
    assert news(library) == [2]
    with library.reading() as connection:
        queued = {one.id for one in stock(connection).old(31) if one.queued}
        assert queued == {1, *range(3, 123)}
        assert [one.id for one in stock(connection).imports_of(2)] == [3, 4, 5, 6]


def test_works_with_nothing_left_do_not_stand_before_one_that_has_more(library: Library) -> None:
    import_past(library, 40)
    print_(library, *range(1, 141), lane="import")
    print_(library, 141, number=2, lane="import")
    with library.reading() as connection:
        assert stock(connection).works_begun() == [36]


def test_news_whose_date_is_amended_is_news_still(library: Library) -> None:
    bring(library, marked("One.", NOW))
    bring(library, marked("One.", LONG_AGO))
    assert (news(library), old(library)) == ([1], [])


def test_what_comes_late_is_news_once_when_the_clock_goes_back_over_midnight(library: Library) -> None:
    for number, at in enumerate((NOW, NOW + DAY, NOW), 1):
        bring(library, marked(f"{number}.", LONG_AGO, novel(number)), work=novel(number), now=at, path=str(number))
    assert news(library, NOW + DAY) == [1, 2, 3]


def test_a_work_of_an_import_has_one_turn_and_may_go_on_for_sixty_days(library: Library) -> None:
    import_past(library, 30)
    print_(library, 1, 2, lane="import")
    with library.reading() as connection:
        assert stock(connection).works_begun() == [1]
        assert stock(connection).shown([1, 2]) == {1: Shown(1, round(NOW.timestamp() * 1000))}
        assert [one.id for one in stock(connection).imports_of(1)] == [3, 4]
        assert {one.work for one in stock(connection).old(31) if one.queued} == set(range(2, 31))
        assert stock(connection, now=NOW + 61 * DAY).works_begun() == []


def test_what_was_printed_comes_back_by_the_ladder(library: Library) -> None:
    bring(library, marked("One.", NOW - DAY), marked("Two.", NOW - DAY))
    print_(library, 1, at=NOW)
    print_(library, 2, number=2, at=NOW)
    print_(library, 2, number=3, at=NOW + DAY)
    assert old(library, NOW + 59 * DAY) == []
    assert old(library, NOW + 61 * DAY) == [1]
    assert old(library, NOW + 122 * DAY) == [1, 2]


def test_a_work_with_an_old_one_rests_for_a_month(library: Library) -> None:
    bring(library, marked("One.", LONG_AGO), marked("Two.", LONG_AGO), now=LONG_AGO)
    bring(library, marked("Three.", LONG_AGO, novel(3)), work=novel(3), now=LONG_AGO, path="b")
    bring(library, marked("Printed.", LONG_AGO, novel(4)), work=novel(4), now=LONG_AGO, path="c")
    print_(library, 4, number=9, at=NOW)
    assert old(library, NOW) == [1, 2, 3]
    for reason in (*map(Reason, sorted(OLD_LANES)), Reason("by-hand", by_hand_as_old=True)):
        with library.transaction() as connection:
            ledger.freeze(connection, replace(issue(1), issued_at=NOW), LETTER, {1: reason})
        assert old(library, NOW + 30 * DAY) == [3]
        assert old(library, NOW + 32 * DAY) == [2, 3]
        with library.transaction() as connection:
            ledger.withdraw(connection, "daily", 1, NOW)
            connection.exec_driver_sql("DELETE FROM picks WHERE highlight_id = 1")
            connection.exec_driver_sql("DELETE FROM editions WHERE number = 1")


def test_opinions_decide_what_may_come(library: Library) -> None:
    texts = ("Discarded.", "Done.", "Sooner.", "Later.", "Pinned.")
    bring(library, *(marked(text, LONG_AGO) for text in texts), now=LONG_AGO)
    with library.transaction() as connection:
        for id_, word in enumerate((Word.DISCARD, Word.DONE, Word.SOONER, Word.LATER, Word.PIN), 1):
            opinions.mark(connection, id_, word, NOW)
    print_(library, 3, 4, 5, at=NOW - 40 * DAY)
    with library.reading() as connection:
        assert {one.id: (one.step, bool(one.pinned)) for one in stock(connection).old(31)} == {
            3: (-1, False),
            5: (0, True),
        }
    bring(library, marked("New and unwanted.", NOW), path="b")
    with library.transaction() as connection:
        opinions.mark(connection, 6, Word.DISCARD, NOW)
    assert news(library) == []


def test_what_stands_nowhere_any_more_does_not_come(library: Library) -> None:
    bring(library, marked("One.", LONG_AGO), marked("Two.", NOW))
    bring(library, marked("Three.", NOW))
    assert news(library) == [3]
    assert old(library) == []


def test_a_summary_that_was_printed_is_done_whatever_it_gains(library: Library) -> None:
    canal = summary()
    bring(library, marked("A point.", NOW, canal, point=True), work=canal)
    assert news(library) == [1]
    print_(library, 1)
    points = [marked(text, NOW, canal, point=True, position=n) for n, text in enumerate(("A point.", "Another."))]
    bring(library, *points, work=canal)
    assert news(library) == []


def test_points_that_were_printed_take_no_place_of_what_may_come_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "OF_A_VALUE", 3)
    canal = summary()
    bring(library, *(marked(f"Point {n}.", NOW, canal, point=True) for n in range(4)), work=canal)
    bring(library, marked("Mine.", NOW), path="b")
    print_(library, 1, 2, 3, 4, at=NOW)
    print_(library, 5, number=2, at=NOW + DAY)
    assert old(library, NOW + 90 * DAY) == [5]


@pytest.mark.parametrize(
    ("note", "tags", "word", "value"),
    [
        ("", (), None, 1),
        ("Mine.", (), None, 3),
        ("", ("Favourite",), None, 3),
        ("", ("sea",), None, 1),
        ("Mine.", ("收藏",), Word.FAVORITE, 7),
        ("", (), Word.SOONER, 2),
        ("", (), Word.LATER, 1),
        (".favorite", (), None, 3),
        ("Mine. .favorite", (), None, 5),
    ],
)
def test_what_a_highlight_is_worth(
    library: Library, note: str, tags: tuple[str, ...], word: Word | None, value: int
) -> None:
    bring(library, marked("One.", NOW, note=note, tags=tags))
    if word:
        with library.transaction() as connection:
            opinions.mark(connection, 1, word, NOW)
    with library.reading() as connection:
        assert [one.value for one in stock(connection).news()] == [value]
    bring(library, marked("One.", NOW, note="Other words.", tags=()))
    with library.reading() as connection:
        [changed] = stock(connection).news()
    assert changed.value == 3 + (2 if word is Word.FAVORITE else 1 if word is Word.SOONER else 0)


def test_of_a_large_library_some_are_looked_at_and_others_each_day(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "SPREAD", 40)
    import_past(library, 100)

    def looked_at(slot: str) -> set[int]:
        with library.reading() as connection:
            of_slot = stock(connection)
            one = replace(of_slot, moment=replace(of_slot.moment, slot=slot))
            return {one.id for one in one.old(31)}

    days = [looked_at(slot) for slot in ("a", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k")]
    assert days[0] == days[1]
    assert all(len(day) == 40 for day in days)
    assert all(max(day) - min(day) > 380 for day in days)
    assert len(set.union(*days)) > 120


def test_marked_ones_are_all_looked_at(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "SPREAD", 10)
    import_past(library, 100)
    with library.transaction() as connection:
        for id_ in (17, 333):
            opinions.mark(connection, id_, Word.FAVORITE, NOW)
    assert {17, 333} <= set(old(library))


def test_what_waits_behind_many_with_marks_is_looked_at_now_and_then(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "SPREAD", 40)
    monkeypatch.setattr(choosing, "OF_A_VALUE", 3)
    bring(library, *(marked(f"{n}.", LONG_AGO + n * DAY, note="Mine.") for n in range(100)), now=LONG_AGO)
    print_(library, 1)
    met = set()
    for slot in "abcdefgh":
        with library.reading() as connection:
            seen = stock(connection, now=NOW + 31 * DAY)
            met |= {one.id for one in replace(seen, moment=replace(seen.moment, slot=slot)).old(31)}
    assert len(met) > 60


def test_sources_and_works_come_as_often_as_they_are_wanted(library: Library) -> None:
    for number in (1, 2):
        bring(library, marked(f"{number}.", LONG_AGO, novel(number)), work=novel(number), path=str(number))
    bring(library, marked("3.", LONG_AGO), marked("Printed.", LONG_AGO), path="3")
    told = {"shelf.example.org": 0.5, "novel 2": 2.0, "markdown": 1.5}
    print_(library, 4, at=NOW + DAY)
    with library.reading() as connection:
        assert weights(connection, [1, 2, 3], told) == {1: 0.5, 2: 2.0, 3: 1.5}
        now = NOW + 61 * DAY
        never = replace(stock(connection, now=now), frequency={"shelf.example.org": 0.0, "Novel 2": 1.0})
        assert sorted(one.id for one in never.old(31)) == [2, 3, 4]
        assert replace(stock(connection), frequency={"markdown": 0.0}).news()


def test_how_much_there_is_to_be_met_again_is_counted_as_far_as_it_matters(library: Library) -> None:
    import_past(library, 30)
    with library.reading() as connection:
        assert stock(connection).size() == 120


def test_credit_is_what_the_last_chosen_letter_left(library: Library) -> None:
    bring(library, marked("One.", NOW), marked("Two.", NOW))
    with library.transaction() as connection:
        assert stock(connection).credit()[0] is None
        ledger.freeze(connection, issue(1), LETTER, {1: Reason("first-turn")}, credit=2.5)
        drafted = replace(issue(2), issued_at=NOW + DAY)
        ledger.freeze(connection, drafted, LETTER, {2: Reason("by-hand")})
        assert stock(connection, now=NOW + 2 * DAY).credit() == (2.5, 2)


def test_works_of_imports_wait_that_had_no_turn_and_have_something_fit(library: Library) -> None:
    import_past(library, 30)  # nothing but numbers
    bring(library, marked("A plain one.", LONG_AGO), marked("A dear one.", LONG_AGO, note="ah"))
    had_its_turn = (marked(text, LONG_AGO, novel(99)) for text in ("Printed.", "The work goes on."))
    bring(library, *had_its_turn, work=novel(99), path="b")
    index(library)
    print_(library, 123)
    with library.reading() as connection:
        assert stock(connection).imports_queued(quality=True) == {31: 3}
        assert stock(connection).imports_queued(quality=False) == dict.fromkeys(range(1, 31), 1) | {31: 3}


def test_what_was_never_printed_is_counted(library: Library) -> None:
    bring(library, marked("News.", NOW), marked("Printed.", NOW), path="c")
    bring(library, marked("Passed over.", LONG_AGO), now=LONG_AGO, path="b")
    import_past(library, 30)
    print_(library, 2)
    with library.reading() as connection:
        assert stock(connection).unprinted() == (1, 120)
