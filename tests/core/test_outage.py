"""When files that are gone were removed, and when they are only away."""

from __future__ import annotations

import pytest

from digest.core.outage import MANY, is_outage, without_trace


@pytest.mark.parametrize(
    ("gone", "new", "lost"),
    [
        ([], [5], 0),
        ([5, 6, 7], [], 3),
        ([5, 6, 7], [7, 5, 6], 0),  # renamed
        ([5, 5, 5], [5], 2),  # as many as came, not all of a size
        ([5, 6], [8, 9, 10], 2),
    ],
)
def test_a_file_that_came_back_under_another_name_is_not_lost(gone: list[int], new: list[int], lost: int) -> None:
    assert without_trace(gone, new) == lost


@pytest.mark.parametrize(
    ("held", "lost", "outage"),
    [
        (10_000, 3_334, True),
        (10_000, 3_333, False),
        (3 * MANY + 3, MANY + 1, False),
        (3 * MANY + 2, MANY + 1, True),
        (MANY, MANY, False),  # all of a small folder, and something else is still in it
        (5, 0, False),
    ],
)
def test_more_than_a_third_gone_at_once_is_an_outage(held: int, lost: int, outage: bool) -> None:
    assert is_outage(held, lost, bare=False) == outage


def test_a_folder_with_nothing_in_it_is_an_outage_unless_it_held_one_file() -> None:
    assert is_outage(2, 2, bare=True)
    assert not is_outage(1, 1, bare=True)
    assert not is_outage(20, 0, bare=True)  # all of them moved elsewhere
