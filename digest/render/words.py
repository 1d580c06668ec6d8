"""The words around the quotations, from ``words/<language>.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from digest import shipped
from digest.errors import RenderError
from digest.render.shelf import HINT, Sheet, look_up, read_toml

MODEL = "en"
"""The language whose shipped file shows which words there are."""

_OPTIONAL = {"days": 31, "weeks": 53, "digits": 10}
"""What a language may name, all of them or none: the days of a month, the weeks of a year, the digits."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Attributes:
        language: as in ``lang``.
        letter: the phrases that need no filling, by name, as templates print them.
    """

    language: str
    letter: SimpleNamespace
    _tables: Mapping[str, Any]

    def say(self, table: str, key: str, **values: object) -> str:
        """The phrase ``key`` of ``table`` with its ``{names}`` filled in."""
        return _filled(self.language, key, self._tables[table][key], **values)

    def count(self, table: str, key: str, n: int, **values: object) -> str:
        """The phrase ``key`` for ``n`` of something, in the form that ``n`` asks for."""
        phrase = self._tables[table][key]
        form = phrase if isinstance(phrase, str) else phrase["one" if n == 1 else "other"]
        return _filled(self.language, key, form, n=n, **values)

    def day(self, day: date, form: str = "form") -> str:
        """``day`` in a form of the table ``date``; ``form`` is a heading: weekday, day and month."""
        return self.say("date", form, **self._parts(day))

    def week(self, day: date, form: str = "week") -> str:
        """The week of ``day`` by ISO 8601, in a form of the table ``date``."""
        names = self._tables["date"]
        year, week, _ = day.isocalendar()
        digits = str.maketrans("0123456789", names["digits"] or "0123456789")
        named = names["weeks"][week - 1] if names["weeks"] else week
        return self.say("date", form, week=named, year=str(year).translate(digits))

    def days(self, first: date, last: date) -> str:
        """The days from ``first`` to ``last``."""
        form = "days_of_month" if first.month == last.month else "days_of_months"
        ends = (("first", self._parts(first)), ("last", self._parts(last)))
        return self.say(
            "date", form, **{f"{end}_{name}": part for end, parts in ends for name, part in parts.items()}
        )

    def _parts(self, day: date) -> dict[str, object]:
        """What a form of the table ``date`` can be filled with."""
        names = self._tables["date"]
        return {
            "weekday": names["weekdays"][day.weekday()],
            "short_weekday": names["short_weekdays"][day.weekday()],
            "narrow_weekday": names["narrow_weekdays"][day.weekday()],
            "day": names["days"][day.day - 1] if names["days"] else day.day,
            "day_number": day.day,
            "month": names["months"][day.month - 1],
            "short_month": names["short_months"][day.month - 1],
            "month_number": day.month,
            "year": day.year,
        }


def _filled(language: str, key: str, phrase: str, **values: object) -> str:
    try:
        return phrase.format(**values)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        known = ", ".join(f"{{{name}}}" for name in values)
        raise RenderError(
            f'"words/{language}.toml": {key} = "{phrase}" cannot be filled', hint=f"use {known}"
        ) from error


def read_words(folders: Sequence[Path], language: str) -> Words:
    """The words of ``language``; those that a reader's own file lacks are the shipped ones.

    Raises:
        RenderError: there is no such file, or a word in it is not what it should be; every fault is told.
    """
    name, ours = f"words/{language}.toml", [shipped.folder("templates")]
    return _words(language, look_up(folders, name), look_up(ours, name), look_up(ours, f"words/{MODEL}.toml"))


@lru_cache(maxsize=8)
def _words(language: str, sheet: Sheet, ours: Sheet, model: Sheet) -> Words:
    own, usual, needed = read_toml(sheet), read_toml(ours), read_toml(model)
    tables = {}
    faults = []
    for name, phrases in needed.items():
        told = own.get(name, {})
        if not isinstance(told, dict):
            faults.append(f"[{name}] must be a table")
            continue
        tables[name] = {**usual[name], **told}
        wanted = {key: _wanted(key, tables[name][key], phrase) for key, phrase in phrases.items()}
        faults += [f"{name}.{key} must be {what}" for key, what in wanted.items() if what]
    if faults:
        raise RenderError(f'"{sheet.path}": {"; ".join(faults)}', hint=HINT)
    return Words(language, SimpleNamespace(**tables["letter"]), tables)


def _wanted(key: str, value: Any, model: Any) -> str:
    """What ``value`` should have been, or nothing when it is like ``model``."""
    if isinstance(model, list):
        length = _OPTIONAL.get(key, len(model))
        whole = isinstance(value, list) and all(isinstance(name, str) for name in value)
        fits = whole and (len(value) == length or (key in _OPTIONAL and not value))
        return "" if fits else f"a list of {length} names"
    if key in _OPTIONAL:
        fits = isinstance(value, str) and len(value) in (0, _OPTIONAL[key])
        return "" if fits else f"{_OPTIONAL[key]} characters"
    if isinstance(value, str):
        return ""
    if isinstance(model, dict):
        forms = isinstance(value, dict) and all(isinstance(value.get(form), str) for form in model)
        return "" if forms else "text, or one and other"
    return "text"
