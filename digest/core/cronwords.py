"""A schedule in the words that people use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cronsim import CronSim

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHICH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", CronSim.LAST: "last"}
_AT_THE_END = {CronSim.LAST: "last day", CronSim.LAST_WEEKDAY: "last weekday"}
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of the months."""
_MOST = 8
"""Of times, or of days, that are listed."""


def words(fields: CronSim) -> str:
    """``every day at 07:30``, ``on Monday and Friday at 08:00``, ``on weekdays every hour from 08:00 to 18:00``.

    Empty when it would take too many words: two schedules with the same words have the same times.
    """
    days, times = _days(fields), _times(sorted(fields.minutes), sorted(fields.hours))
    if not days or not times:
        return ""
    return times if days == "every day" and times.startswith("every") else f"{days} {times}"


def _times(minutes: Sequence[int], hours: Sequence[int]) -> str:
    step = 60 // len(minutes)
    if len(hours) == 24 and len(minutes) > 1 and list(minutes) == list(range(0, 60, step)):
        return f"every {step} minutes" if step > 1 else "every minute"
    if len(minutes) == 1 and len(hours) > 2 and _is_a_run(hours):
        return f"every hour from {hours[0]:02}:{minutes[0]:02} to {hours[-1]:02}:{minutes[0]:02}"
    times = [f"{hour:02}:{minute:02}" for hour in hours for minute in minutes]
    return f"at {_listed(times)}" if len(times) <= _MOST else ""


def _days(fields: CronSim) -> str:
    weekdays = {(day - 1) % 7 for day in fields.weekdays if isinstance(day, int)}
    by_date, by_weekday = not fields.days >= set(range(1, 32)), len(weekdays) < 7
    if not (by_date or by_weekday) or not (fields.day_and or (by_date and by_weekday)):
        return _in_months("every day", fields.months)
    dates = _dates(fields.days, fields.months) if by_date else ""
    if not by_weekday:
        return dates
    nth = [(day[1], (day[0] - 1) % 7) for day in fields.weekdays if isinstance(day, tuple)]
    named = _in_months(_on(weekdays, nth), fields.months)
    if not by_date:
        return named
    return f"{dates} and {named}" if dates and not fields.day_and else ""


def _on(weekdays: Iterable[int], nth: Sequence[tuple[int, int]]) -> str:
    if set(weekdays) == set(range(5)) and not nth:
        return "on weekdays"
    named = [_WEEKDAYS[day] for day in sorted(weekdays)]
    for which, ordinal in _WHICH.items():
        named += [f"the {ordinal} {name} of the month" for day, name in enumerate(_WEEKDAYS) if (which, day) in nth]
    return f"on {_listed(named)}"


def _dates(days: Iterable[int], months: Iterable[int]) -> str:
    lengths = {month: _LONGEST[month - 1] for month in months}
    numbers = sorted(day for day in days if 0 < day <= max(lengths.values()))
    ends = [words for day, words in _AT_THE_END.items() if day in days]
    if not 0 < len(numbers) + len(ends) <= _MOST:
        return ""
    if len(lengths) == 1 and not ends:
        [month] = lengths
        leap = ", in leap years," if month == 2 and numbers[-1] == 29 else ""
        return f"on {_listed(list(map(str, numbers)))} {_MONTHS[month - 1]}{leap}"
    dates = f"on the {_listed([*map(_ordinal, numbers), *ends])} of the month"
    if numbers and numbers[-1] > min(lengths.values()) - (2 in lengths):
        dates += ", where there is one,"
    return _in_months(dates, lengths)


def _in_months(days: str, months: Iterable[int]) -> str:
    named = sorted(months)
    if len(named) == 12:
        return days
    if len(named) > 2 and _is_a_run(named):
        return f"{days} from {_MONTHS[named[0] - 1]} to {_MONTHS[named[-1] - 1]}"
    return f"{days} in {_listed([_MONTHS[month - 1] for month in named])}"


def _is_a_run(numbers: Sequence[int]) -> bool:
    return numbers[-1] - numbers[0] == len(numbers) - 1


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _ordinal(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
