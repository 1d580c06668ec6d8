"""Moments with a clock of twelve hours, as programs print them for people who speak English."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from digest.intake.dates import read_moment

_CLOCK = re.compile(
    r"(?:,|[ ]at)?[ ](\d{1,2}):(\d\d)(?::(\d\d))?[ \u202f]?([AP])\.?M\.?(?:[ ]?([+-]\d\d:?\d\d|Z))?\Z",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day, ?", re.IGNORECASE)
_LONGEST = 100


def read_clocked(text: str, zone: tzinfo) -> datetime | None:
    """The moment of ``text``, aware; in ``zone`` when it states none, None when it is none.

    Read are ``October 23, 2023 at 2:13 PM``, ``2024-07-25 12:52:05 PM -07:00``, with a weekday before the date
    or without, and whatever ``read_moment`` reads.
    """
    stated = _WEEKDAY.sub("", text.strip()[:_LONGEST], count=1)
    clock = _CLOCK.search(stated)
    if clock is None:
        return read_moment(stated, zone)
    hour, minute, second, half, offset = clock.groups()
    day = read_moment(stated[: clock.start()], zone)
    if day is None or not 1 <= int(hour) <= 12:
        return None
    hours = int(hour) % 12 + (12 if half in "Pp" else 0)
    return read_moment(f"{day:%Y-%m-%d} {hours:02}:{minute}:{second or '00'}{offset or ''}", zone)
