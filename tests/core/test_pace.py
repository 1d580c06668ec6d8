"""Letters go at equal distances, or as fast as they can."""

from __future__ import annotations

from digest.core.pace import Pace


def test_so_many_a_minute_go_at_equal_distances() -> None:
    pace, moment, moments = Pace(per_minute=30), float("-inf"), []
    for _ in range(31):
        moment = pace.next_moment(moment, now=100)
        moments.append(moment)
    assert moments == [100 + 2 * number for number in range(31)]


def test_time_that_nobody_used_is_not_made_up_for() -> None:
    assert Pace(per_minute=30).next_moment(100, now=500) == 500


def test_without_a_limit_everything_goes_now() -> None:
    assert Pace().next_moment(100, now=100) == 100
