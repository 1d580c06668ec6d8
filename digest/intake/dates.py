"""Dates as people and programs write them into notes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_NUMERIC = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T,\s]\s*(\d{1,2}):(\d\d)(?::(\d\d)(?:[.:,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_NAMED = re.compile(r"(\w{1,9})\.? (\w{1,9})\.?,? (\d{4})", re.ASCII)
_UNIX = re.compile(r"\d{9,16}(?:\.\d{1,6})?", re.ASCII)
_LATEST_SECOND = 7_258_118_400  # 2200-01-01
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """The moment ``text`` states, aware; in ``zone`` when it states none, at midnight when it is only a day.

    Read are ISO 8601, what comes near it (``2026/7/1``, ``2026年7月1日 22:10``, milliseconds after a colon as
    Cubox's web service writes them) and English dates (``July 1, 2026``). Anything else is None, and so is a
    day that no calendar has.
    """
    stated = _read(text.strip())
    if stated is None or not 1900 <= stated.year <= 2200:
        return None
    return stated if stated.tzinfo else stated.replace(tzinfo=zone)


def read_unix(text: str) -> datetime | None:
    """The moment of a Unix time in seconds, milliseconds or microseconds since 1970, in UTC; None when it is none.

    Which of them is told by its size: taken for seconds it would lie after 2200.
    """
    if not _UNIX.fullmatch(text):
        return None
    number = float(text)
    while number > _LATEST_SECOND:
        number /= 1000
    return datetime.fromtimestamp(number, UTC)


def read_published(text: str) -> str:
    """``text`` as an ISO 8601 date, or date-time when it states a time; empty when it is neither."""
    stated = _read(text.strip())
    if stated is None:
        return ""
    return stated.isoformat() if ":" in text else stated.date().isoformat()


def _read(text: str) -> datetime | None:
    try:
        return _numeric(text) or _named(text)
    except ValueError:  # the thirteenth month, the thirtieth of February
        return None


def _numeric(text: str) -> datetime | None:
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    *numbers, fraction, offset = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    return datetime(year, month, day, hour, minute, second, micro, _offset(offset))


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if text[0] == "-" else away)


def _named(text: str) -> datetime | None:
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    first, second, year = match.groups()
    month, day = (second, first) if first[0].isdigit() else (first, second)
    number = _DAY.fullmatch(day)
    if number is None or month[:3].lower() not in _MONTHS:
        return None
    return datetime(int(year), _MONTHS.index(month[:3].lower()) + 1, int(number[1]))  # noqa: DTZ001 the caller knows
