"""Dates spelled out: read in the languages of reading devices, or not at all."""

from __future__ import annotations

import pytest

from digest.intake.longdates import read_long_date
from tests.intake.documents import ZONE


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Saturday, October 31, 2009, 09:25 AM", "2009-10-31T09:25:00+08:00"),
        ("Added on Tuesday, September 22, 2020 12:23:48 AM", "2020-09-22T00:23:48+08:00"),
        ("Added on Tuesday, September 22, 2020 12:23:48\u202fPM", "2020-09-22T12:23:48+08:00"),
        ("Monday, 3 December 12 19:42:30 Greenwich Mean Time", "2012-12-03T19:42:30+00:00"),
        ("Monday, 3 December 12 19:42:30 GMT-03:30", "2012-12-03T19:42:30-03:30"),
        ("Hinzugefügt am Montag, 2. März 2015 um 22:18:38 Uhr", "2015-03-02T22:18:38+08:00"),
        ("Ajouté le mercredi 16 aou\u0302t 2017 à 02:14:10", "2017-08-16T02:14:10+08:00"),
        ("sexta-feira, 29 de março de 2013 23h32min06s GMT-03:00", "2013-03-29T23:32:06-03:00"),
        ("среда, 28 февраля 2024 г. в 10:07:53", "2024-02-28T10:07:53+08:00"),
        ("2013年8月5日 星期一 下午12时11分28秒 GMT+08:00", "2013-08-05T12:11:28+08:00"),
        ("2024년 1월 1일 월요일 오후 10:30:45", "2024-01-01T22:30:45+08:00"),
        ("Mon Nov 16 18:51:04 2020", "2020-11-16T18:51:04+08:00"),
        ("16 November 2020 06:51:04 PM", "2020-11-16T18:51:04+08:00"),
    ],
)
def test_a_date_is_read_in_every_language_of_the_devices(written: str, moment: str) -> None:
    read = read_long_date(written, ZONE)
    assert read is not None
    assert read.isoformat() == moment


@pytest.mark.parametrize(
    "written",
    ["", "Tuesday, September 22, 2020", "14. kesäkuuta 2023 8:15:00", "31 June 2020 10:00", "1 June 2020 25:00"],
)
def test_anything_else_is_no_date(written: str) -> None:
    assert read_long_date(written, ZONE) is None
