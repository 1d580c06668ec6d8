"""A disk keeps some space for editions, unless it never had it."""

from __future__ import annotations

import pytest

from digest.core.reserve import in_megabytes, is_nearly_full, reserve

LARGE, SMALL = 100_000_000_000, 256_000


@pytest.mark.parametrize(
    ("total", "letter", "wanted"),
    [(LARGE, 300_000, 50_000_000), (LARGE, 40_000_000, 80_000_000), (SMALL, 300_000, 0), (10**9, 0, 50_000_000)],
)
def test_the_reserve_is_two_letters_or_fifty_megabytes(total: int, letter: int, wanted: int) -> None:
    assert reserve(total, letter) == wanted


def test_a_disk_is_nearly_full_before_it_costs_a_letter_and_a_small_one_never() -> None:
    assert is_nearly_full(249_999_999, LARGE)
    assert not is_nearly_full(250_000_000, LARGE)
    assert not is_nearly_full(0, SMALL)


def test_what_is_missing_is_never_said_to_be_less_than_it_is() -> None:
    assert [in_megabytes(number) for number in (0, 1, 1_000_000, 1_234_567_890)] == [
        "0 MB",
        "1 MB",
        "1 MB",
        "1,235 MB",
    ]
