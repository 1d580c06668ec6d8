"""Moments with a clock of twelve hours."""

from __future__ import annotations

import pytest

from digest.intake.clock import read_clocked
from tests.intake.documents import ZONE


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("October 23, 2023 at 2:13 PM", "2023-10-23T14:13:00+08:00"),
        ("2024-07-25 12:52:05 AM -07:00", "2024-07-25T00:52:05-07:00"),
        ("Tuesday, March 12, 2024 at 12:04 p.m.", "2024-03-12T12:04:00+08:00"),
        ("2024-07-25", "2024-07-25T00:00:00+08:00"),
        ("2024-07-25 at 13:00 PM", None),
        ("yesterday at 1:00 PM", None),
        ("1:00 PM", None),
        ("", None),
    ],
)
def test_a_moment_of_twelve_hours(text: str, moment: str | None) -> None:
    read = read_clocked(text, ZONE)
    assert (read.isoformat() if read else None) == moment
