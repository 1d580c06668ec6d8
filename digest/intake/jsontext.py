"""JSON as exports hold it: values of which nobody promised that they are there, or of which type they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from digest.core.text import clean
from digest.intake.trouble import Misshapen, Trouble

Object = Mapping[str, Any]


def read_json(text: str) -> Any:
    """The value in ``text``.

    Raises:
        Misshapen: there is none, or not a whole one.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        told = "breaks off: it is not whole" if is_cut else f"is not right: {error.msg[:1].lower()}{error.msg[1:]}"
        raise Misshapen(Trouble(error.lineno, f"the JSON {told}", "export it again")) from error
    except (RecursionError, ValueError) as error:
        raise Misshapen(Trouble(0, "the JSON is nested too deep, or has a number too long to be one")) from error


def objects(value: object) -> list[Object]:
    """The objects in ``value``, if it is a list; what else is in it is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def member(record: Object, *names: str) -> Object:
    """The first object under ``names``; empty when there is none."""
    return next((record[name] for name in names if isinstance(record.get(name), dict)), {})


def text(record: Object, *names: str) -> str:
    """The first text under ``names`` that is not blank, clean and without space around it; a number counts too."""
    for name in names:
        value = record.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and (words := clean(value).strip()):
            return words
    return ""


def texts(value: object, *names: str) -> tuple[str, ...]:
    """The texts in a list of texts, or under ``names`` in a list of objects; without blanks and doubles."""
    if not isinstance(value, list):
        return ()
    found = (text(item, *names) if isinstance(item, dict) else text({"": item}, "") for item in value)
    return tuple(dict.fromkeys(filter(None, found)))


class Places:
    """The lines of a JSON text on which values stand, asked for in their order."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._place = 0
        self._line = 1
        self._misses = 0

    def line_of(self, value: str) -> int:
        """The line of the next occurrence of ``value``; that of the one before when there is none.

        A value written with escapes is not found. After a hundred of those nothing is looked for any more: each
        costs a walk to the end of the text.
        """
        first = value.partition("\n")[0][:80]
        if not first or self._misses > 100:
            return self._line
        place = self._source.find(_escaped(first), self._place)
        if place < 0:
            self._misses += 1
            return self._line
        self._line += self._source.count("\n", self._place, place)
        self._place = place
        return self._line


def _escaped(value: str) -> str:
    return _TO_ESCAPE.sub(r"\\\g<0>", value)


_TO_ESCAPE = re.compile(r"[\"\\]")
