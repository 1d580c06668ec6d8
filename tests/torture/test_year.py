"""Some days of the year that ``./dev torture year`` has all of: the spring, a sleep, clocks set wrong and kills."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date

import pytest

from tests.torture.year import DAY, Plan, wrong_after

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the clock of another process is set on Linux")


def test_some_days_of_a_year() -> None:
    days = Plan(9, date(2026, 3, 26), {6: 2}, {2: DAY, 4: -40 * DAY}, Counter([1, 3, 3]))
    assert wrong_after(days, 1) == ""
