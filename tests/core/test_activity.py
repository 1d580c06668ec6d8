"""Which days are looked back on, and in how many steps they are shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.activity import WEEKS, covered, looked_back_on, step, year_until
from digest.model.edition import Form

ANY_DAY = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_a_daily_letter_looks_back_on_the_fortnight_that_ends_with_its_day() -> None:
    assert looked_back_on("daily", date(2026, 2, 14)) == (date(2026, 2, 1), date(2026, 2, 14))


@pytest.mark.parametrize(
    ("issued_on", "week"),
    [
        (date(2026, 2, 11), 6),  # a Wednesday
        (date(2026, 2, 12), 7),
        (date(2026, 2, 15), 7),
        (date(2026, 2, 16), 7),  # a Monday
        (date(2026, 2, 18), 7),
        (date(2026, 2, 19), 8),
        (date(2026, 1, 1), 1),  # a Thursday
        (date(2027, 1, 3), 53),
        (date(2027, 1, 4), 53),
    ],
)
def test_a_weekly_letter_looks_back_on_the_week_of_most_of_the_last_seven_days(issued_on: date, week: int) -> None:
    assert looked_back_on("weekly", issued_on)[0].isocalendar().week == week


@given(ANY_DAY)
def test_a_week_is_whole_and_no_week_is_left_out(issued_on: date) -> None:
    first, last = looked_back_on("weekly", issued_on)
    assert (first.weekday(), (last - first).days) == (0, 6)
    assert looked_back_on("weekly", issued_on + timedelta(days=7))[0] == last + timedelta(days=1)


@given(ANY_DAY)
def test_the_year_is_of_whole_weeks_and_holds_this_day_a_year_ago(today: date) -> None:
    first, last = year_until(today)
    assert (first.weekday(), last) == (0, today)
    assert (today - first).days // 7 == WEEKS - 1
    assert first <= today - timedelta(days=364)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 1), (3, 1), (4, 2), (7, 2), (8, 3), (5_000, 3)])
def test_the_four_steps(count: int, shown: int) -> None:
    assert step(count) == shown


@pytest.mark.parametrize(
    ("form", "since", "days"),
    [
        ("daily", None, None),
        ("daily", date(2026, 2, 13), None),
        ("daily", date(2026, 2, 10), (date(2026, 2, 10), date(2026, 2, 14))),
        ("weekly", None, (date(2026, 2, 9), date(2026, 2, 15))),
        ("weekly", date(2026, 2, 7), (date(2026, 2, 9), date(2026, 2, 15))),
        ("weekly", date(2026, 1, 24), (date(2026, 1, 24), date(2026, 2, 14))),
    ],
)
def test_a_letter_says_from_which_days_it_is_when_some_were_slept_through(
    form: Form, since: date | None, days: tuple[date, date] | None
) -> None:
    assert covered(form, since, date(2026, 2, 14)) == days
