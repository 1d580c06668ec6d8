"""Which old ones are worth meeting again, and how many."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.core.old import Pair, choose_old, due_after, is_anniversary, scored
from digest.core.pacing import credit, wanted
from digest.model.choice import DAY, Chosen, Moment, Old, Quotas, Reason
from digest.store.rows import milliseconds
from tests.core.test_fresh import Finding, Nobody

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
MOMENT = Moment("2026-02-14T07:30", NOW, ZoneInfo("Asia/Shanghai"))
QUOTAS = Quotas()


def ago(days: float) -> int:
    return milliseconds(MOMENT.now) - round(days * DAY)


def old(id_: int, *, days: float = 100, work: int = 0, met: tuple[int, float] | None = None, **more: Any) -> Old:
    """One marked some days ago, and ``met`` so many times, last so many days ago; of a work of its own."""
    times, last = met or (0, None)
    told = Old(id_, work or id_, False, 1, ago(days), times, None if last is None else ago(last))
    return told._replace(**more)


def ids(*candidates: Old, most: int = 6) -> list[int]:
    return [one.ids[0] for one in choose_old(scored(candidates, QUOTAS, MOMENT), most, [], None, MOMENT, Nobody())]


@pytest.mark.parametrize(
    ("one", "comes"),
    [
        (old(1, days=20), False),
        (old(1, days=40), True),
        (old(1, days=400, met=(1, 59)), False),
        (old(1, days=400, met=(1, 61)), True),
        (old(1, days=400, met=(2, 61)), False),
        (old(1, days=400, met=(2, 121)), True),
        (old(1, days=400, met=(2, 61), step=-1), True),
        (old(1, days=400, met=(1, 61), step=1), False),
        (old(1, days=400, met=(5, 32), pinned=True), True),
        (old(1, days=400, met=(5, 30), pinned=True), False),
        (old(1, days=400, point=True), False),
        (old(1, days=400, weight=0), False),
    ],
)
def test_the_ladder(one: Old, comes: bool) -> None:
    assert ids(one) == ([1] if comes else [])


def test_the_ladder_doubles_and_ends() -> None:
    assert [due_after(times, 0, 31) for times in range(4)] == [31, 60, 120, 240]
    assert due_after(99) == due_after(12)


def test_the_longest_unmet_comes_first_and_value_outweighs_time() -> None:
    assert ids(old(1, days=100), old(2, days=300), old(3, days=40, value=3)) == [3, 2, 1]


def test_who_waits_for_years_is_not_worth_more_than_one_of_two() -> None:
    several = [old(n, days=800 + n) for n in range(1, 60)]
    assert ids(*several, most=59) != list(range(59, 0, -1))


def test_of_a_work_one_comes_and_none_of_a_fresh_one() -> None:
    ranked = scored([old(1, work=7), old(2, work=7), old(3, work=8), old(4, work=9)], QUOTAS, MOMENT)
    fresh = [Chosen((99,), 9, Reason("first-turn"))]
    met = choose_old(ranked, 6, fresh, None, MOMENT, Nobody())
    assert sorted(one.work for one in met) == [7, 8]


def test_a_day_of_an_earlier_year_comes_before_its_equals_by_the_calendar_of_the_digest() -> None:
    same_day = round(datetime(2025, 2, 13, 17, tzinfo=UTC).timestamp() * 1000)  # the 14th in Shanghai
    ranked = scored([old(1, days=400), old(2, marked=same_day)], QUOTAS, MOMENT)
    first, *_ = choose_old(ranked, 6, [], None, MOMENT, Nobody())
    assert first.ids == (2,)
    assert (first.reason.lane, first.reason.since) == ("on-this-day", date(2025, 2, 14))


def test_the_day_that_four_years_have_once() -> None:
    assert is_anniversary(date(2024, 2, 29), date(2028, 2, 29))
    leap = Moment("x", datetime(2028, 2, 29, 12, tzinfo=UTC), ZoneInfo("UTC"))
    assert scored([old(1)], QUOTAS, leap)


def test_a_pair_comes_first_and_says_beside_what() -> None:
    ranked = scored([old(1, value=7), old(2)], QUOTAS, MOMENT)
    first, second = choose_old(ranked, 2, [], Pair(99, 2, 0.5), MOMENT, Nobody())
    assert (first.ids, first.reason.lane, first.reason.beside) == ((2,), "pair", 99)
    assert (second.ids, second.reason.lane, second.reason.beaten) == ((1,), "revisit", 1)


def test_what_was_said_before_does_not_come_again_in_other_words() -> None:
    ranked = scored([old(1, value=3), old(2), old(3)], QUOTAS, MOMENT)
    assert [one.ids[0] for one in choose_old(ranked, 6, [], None, MOMENT, Finding(1, twins=(2, 3)))] in ([2], [3])


def test_ties_are_broken_in_another_way_each_day_and_always_in_the_same() -> None:
    equals = [old(n, days=900) for n in range(1, 40)]
    tomorrow = Moment("2026-02-15T07:30", NOW, ZoneInfo("Asia/Shanghai"))
    orders = [[one.old.id for one in scored(equals, QUOTAS, when)] for when in (MOMENT, MOMENT, tomorrow)]
    assert orders[0] == orders[1] != orders[2]


@pytest.mark.parametrize(("fresh", "want"), [(0, 8), (2, 8), (3, 7), (4, 6), (20, 6)])
def test_a_letter_with_little_that_is_new_has_more_old_ones(fresh: int, want: int) -> None:
    assert wanted(QUOTAS, fresh) == want


def test_no_old_ones_are_none_on_quiet_days_too() -> None:
    assert wanted(Quotas(old=0), 0) == 0
    assert credit(None, 0, 0, 1000, QUOTAS) == 0


def test_a_small_library_has_a_letter_of_old_ones_every_five_days() -> None:
    left: float | None = None
    letters = 0
    for day in range(310):
        have = credit(left, 1 if day else 0, 8, 20, QUOTAS)
        if have >= 3:
            letters += 1
            have -= int(have)
        left = have
    assert 55 <= letters <= 70


def test_a_large_library_has_enough_every_day_and_saves_nothing_up() -> None:
    assert credit(0, 1, 6, 10_000, QUOTAS) == 6
    assert credit(6, 365, 6, 10_000, QUOTAS) == 6


def test_a_clock_that_was_set_back_takes_nothing() -> None:
    assert credit(2.5, -9, 6, 10_000, QUOTAS) == 2.5
