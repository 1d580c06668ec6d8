"""Dates spelled out, as reading devices print them in the language they are set to.

Saturday, October 31, 2009, 09:25 AM        Monday, 3 December 12 19:42:30 GMT+01:00
mercredi 16 août 2017 02:14:10              28 февраля 2024 г. в 10:07:53
2023年2月9日星期四 下午6:35:21                29 de novembro de 2019 23h32min06s GMT-03:00
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_ZONE = re.compile(r"(?:GMT|UTC)\s?([+-])(\d\d):?(\d\d)", re.ASCII)
_GREENWICH = re.compile(r"\b(?:GMT|UTC|Greenwich Mean Time)\b")
_CLOCK = re.compile(
    r"(?P<before>上午|下午|午前|午後|오전|오후|凌晨|早上|晚上)?\s?"
    r"(?P<hour>\d{1,2})\s?(?::|h|時|时|시|点)\s?(?P<minute>\d\d)"
    r"(?:\s?(?::|min|分|분)\s?(?P<second>\d\d))?"
    r"(?:\s?(?P<after>[ap])\.?\s?m\b)?",
    re.IGNORECASE,
)
_EASTERN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+", re.ASCII)
_AFTERNOON = frozenset(("下午", "午後", "오후", "晚上", "p"))

_NAMES = """
    january february march april may june july august september october november december
    jan feb mar apr may jun jul aug sep oct nov dec
    januar februar märz april mai juni juli august september oktober november dezember
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    januari februari maart april mei juni juli augustus september oktober november december
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    januari februari mars april maj juni juli augusti september oktober november december
"""
_MONTHS = {name: 1 + number % 12 for number, name in enumerate(_NAMES.split())}


def read_long_date(text: str, zone: tzinfo) -> datetime | None:
    """The moment that ``text`` states with a day and a clock, aware; in ``zone`` when it states none.

    Weekdays and other words do not matter. A year of two digits is one of this century. None when the month is in
    no language known here, the clock is missing, or no calendar has the day.
    """
    text = unicodedata.normalize("NFC", text)
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    day = _day(f"{text[: clock.start()]} {_ZONE.sub('', text[clock.end() :])}")
    if day is None:
        return None
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    half = (clock["before"] or clock["after"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    try:
        return datetime(*day, hour, minute, second, tzinfo=_zone(text) or zone)
    except ValueError:  # the thirtieth of February, the twenty-fifth hour
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if eastern := _EASTERN.search(text):
        year, month, day = map(int, eastern.groups())
        return year, month, day
    named = next(filter(None, (_MONTHS.get(word.lower()) for word in _WORD.findall(text))), None)
    numbers = _NUMBER.findall(text)
    if named is None or len(numbers) != 2:
        return None
    day, year = sorted(numbers, key=len) if len(numbers[0]) == 4 else numbers
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    return int(year) + (2000 if len(year) == 2 else 0), named, int(day)


def _zone(text: str) -> tzinfo | None:
    if stated := _ZONE.search(text):
        away = timedelta(hours=int(stated[2]), minutes=int(stated[3]))
        return timezone(-away if stated[1] == "-" else away) if away < timedelta(days=1) else None
    return UTC if _GREENWICH.search(text) else None
