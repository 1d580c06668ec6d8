"""Schedules in words: right where there are words, and the fields themselves where there are none."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from itertools import islice, product
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import assume, given
from hypothesis import strategies as st

from digest.core.schedule import check_schedule, in_words, next_fire_time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("30 7 * * *", "every day at 07:30"),
        ("0 8,18 * * *", "every day at 08:00 and 18:00"),
        ("0 */6 * * *", "every day at 00:00, 06:00, 12:00 and 18:00"),
        ("0 8 * * 1-5", "on weekdays at 08:00"),
        ("0 8 * * mon,fri", "on Monday and Friday at 08:00"),
        ("0 9 * * 0,6", "on Saturday and Sunday at 09:00"),
        ("0 9 * * 7", "on Sunday at 09:00"),
        ("0 9 * * 0-6", "every day at 09:00"),
        ("0 9 * * 1#2", "on the second Monday of the month at 09:00"),
        ("0 9 * * 5L", "on the last Friday of the month at 09:00"),
        ("0 9 * * 2,1#1", "on Tuesday and the first Monday of the month at 09:00"),
        ("0 9 1 * *", "on the 1st of the month at 09:00"),
        ("0 9 2,3,12,22 * *", "on the 2nd, 3rd, 12th and 22nd of the month at 09:00"),
        ("15 6 L * *", "on the last day of the month at 06:15"),
        ("15 6 1,LW * *", "on the 1st and last weekday of the month at 06:15"),
        ("0 8 31 * *", "on the 31st of the month, where there is one, at 08:00"),
        ("0 8 29 2 *", "on 29 February, in leap years, at 08:00"),
        ("0 8 29,30 2 *", "on 29 February, in leap years, at 08:00"),
        ("0 8 30 4,6 *", "on the 30th of the month in April and June at 08:00"),
        ("59 23 31 12 *", "on 31 December at 23:59"),
        ("0 7 1 * 1", "on the 1st of the month and on Monday at 07:00"),
        ("0 7 1-31 * 1", "every day at 07:00"),
        ("30 7 * 1-3 *", "every day from January to March at 07:30"),
        ("0 7 * jan,jul sun", "on Sunday in January and July at 07:00"),
        ("*/15 * * * *", "every 15 minutes"),
        ("* * * * *", "every minute"),
        ("30 8-18 * * 1-5", "on weekdays every hour from 08:30 to 18:30"),
        ("*/7 3-5 * * *", "by the cron fields '*/7 3-5 * * *'"),
        ("0 7 */2 * 1-5", "by the cron fields '0 7 */2 * 1-5'"),
    ],
)
def test_a_schedule_in_words(schedule: str, words: str) -> None:
    assert in_words(schedule) == words


def field(low: int, high: int, *others: str) -> st.SearchStrategy[str]:
    """A cron field: numbers, spans, steps, ``others`` and lists of them."""
    number = st.integers(low, high)
    span = st.tuples(number, number).map(lambda ends: f"{min(ends)}-{max(ends)}")
    step = st.tuples(st.one_of(span, st.just("*"), number.map(str)), st.integers(1, 30)).map("{0[0]}/{0[1]}".format)
    one = st.one_of(number.map(str), span, step, *map(st.just, others))
    return st.one_of(st.just("*"), st.lists(one, min_size=1, max_size=3).map(",".join))


SCHEDULES = st.tuples(
    field(0, 59),
    field(0, 23),
    field(1, 31, "L", "LW"),
    field(1, 12, "jan", "DEC"),
    field(0, 7, "mon", "SUN", "1#2", "5L", "7#5"),
).map(" ".join)


def times(schedule: str) -> list[datetime]:
    return list(islice(CronSim(schedule, datetime(2026, 1, 1, tzinfo=UTC)), 40))


@given(SCHEDULES)
def test_every_legal_schedule_has_words_that_are_true_of_its_times(schedule: str) -> None:
    assume(not check_schedule(schedule))
    words = in_words(schedule)
    if words == f"by the cron fields '{schedule}'":
        return
    moments = times(schedule)
    if told := re.findall(r"\d\d:\d\d", words.rpartition(" at ")[2]) if " at " in words else []:
        assert {f"{moment:%H:%M}" for moment in moments} <= set(told)
    if not re.search(r"of the month|\bon \d", words) and (named := [day for day in WEEKDAYS if day in words]):
        assert {f"{moment:%A}" for moment in moments} <= set(named)


ALIKE = (
    ("0", "0,30", "*/30", "0-30/30"),
    ("7", "7,8", "7-8", "*", "0-23", "7-9"),
    ("*", "1-31", "31", "30,31", "30-31", "1,L", "L,1", "*/2"),
    ("*", "2", "4,6", "1-12", "4-6", "apr,may,jun"),
    ("*", "1", "mon", "0-7", "1-5", "mon-fri", "7", "1#1", "mon#1,1", "*/2"),
)
"""Ways to write each field, some of which mean the same."""


def test_schedules_with_the_same_words_have_the_same_times() -> None:
    told: dict[str, list[datetime]] = {}
    for fields in random.Random(1).sample(list(product(*ALIKE)), 2500):  # noqa: S311
        if not check_schedule(schedule := " ".join(fields)):
            found = times(schedule)
            assert told.setdefault(in_words(schedule), found) == found, schedule
    assert len(told) < 1500  # many were said before


@given(
    st.integers(0, 59), st.sets(st.integers(0, 23), min_size=1, max_size=2), st.sets(st.integers(0, 6), min_size=1)
)
def test_a_simple_schedule_says_its_hours_and_days(minute: int, hours: set[int], days: set[int]) -> None:
    schedule = f"{minute} {','.join(map(str, hours))} * * {','.join(map(str, days))}"
    words, moment = in_words(schedule), datetime(2026, 2, 14, tzinfo=UTC)
    said = set(re.findall(r"\d\d:\d\d", words))
    said_days = {day for day in WEEKDAYS if day in words}
    if words.startswith("every day"):
        said_days = set(WEEKDAYS)
    if words.startswith("on weekdays"):
        said_days = set(WEEKDAYS[:5])
    met, met_days = set(), set()
    for _ in range(14 * len(hours)):
        upcoming = next_fire_time(schedule, ZoneInfo("UTC"), moment)
        assert upcoming is not None
        moment = upcoming
        met.add(f"{moment:%H:%M}")
        met_days.add(f"{moment:%A}")
    assert (met, met_days) == (said, said_days)
