"""Dates: read as they are written, or not at all."""

from __future__ import annotations

import pytest

from digest.intake.dates import read_moment, read_published
from tests.intake.documents import ZONE


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-07-01", "2026-07-01T00:00:00+08:00"),
        ("2026/7/1", "2026-07-01T00:00:00+08:00"),
        ("2026.07.01", "2026-07-01T00:00:00+08:00"),
        ("2026年7月1日 22:10", "2026-07-01T22:10:00+08:00"),
        ("2026-07-01 22:10", "2026-07-01T22:10:00+08:00"),
        ("2026-07-01T22:10:05Z", "2026-07-01T22:10:05+00:00"),
        ("2026-07-01T10:00:00+02:00", "2026-07-01T10:00:00+02:00"),
        ("2026-04-09T17:12:48.695+0800", "2026-04-09T17:12:48.695000+08:00"),
        ("2022-09-04T15:15:13:151-03:30", "2022-09-04T15:15:13.151000-03:30"),
        ("July 1, 2026", "2026-07-01T00:00:00+08:00"),
        ("Mar 6th, 2023", "2023-03-06T00:00:00+08:00"),
        ("1 September 2026", "2026-09-01T00:00:00+08:00"),
        (" 2026-07-01 ", "2026-07-01T00:00:00+08:00"),
    ],
)
def test_a_date_is_read_in_every_usual_form(written: str, moment: str) -> None:
    read = read_moment(written, ZONE)
    assert read is not None
    assert read.isoformat() == moment


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2026-02-31",
        "2024-13-45",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "yesterday",
        "2026",
        "{{date}}",
        "July 32, 2026",
        "2026-07-01 25:00",
        "2026-07-01T10:00+99:99",
        "²026-07-01",
        "2026-07-01 and more",
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert read_moment(written, ZONE) is None


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2024-01-02", "2024-01-02"),
        ("1859-11-24", "1859-11-24"),
        ("2024-01-02T03:04:05+08:00", "2024-01-02T03:04:05+08:00"),
        ("2024-01-02 03:04", "2024-01-02T03:04:00"),
        ("2 days ago", ""),
        ("", ""),
    ],
)
def test_a_publication_date_is_iso_or_empty(written: str, published: str) -> None:
    assert read_published(written) == published
