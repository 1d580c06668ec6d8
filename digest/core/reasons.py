"""Why a highlight is in an edition, as it is kept and as it is said in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

from digest.core.text import ordinal
from digest.model.choice import Lane, Reason


def reason_to_text(reason: Reason) -> str:
    """A reason as the library keeps it: JSON of what is not as usual."""
    told: dict[str, Any] = {}
    for field in fields(reason):
        value = getattr(reason, field.name)
        if field.name == "lane" or value != field.default:
            told[field.name] = value.isoformat() if isinstance(value, date) else value
    return json.dumps(told, ensure_ascii=False)


def reason_of(kept: str) -> Reason:
    """A kept reason."""
    told = json.loads(kept)
    if told.get("since"):
        told["since"] = date.fromisoformat(told["since"])
    return Reason(**told)


def in_words(reason: Reason) -> str:
    """The reason for ``edition.json`` and the commands, in English."""
    return reason.words or _SAID[reason.lane](reason)


def _first_turn(reason: Reason) -> str:
    return "fresh: the first turn of its work" + _ahead(reason.beaten, "new work")


def _continued(reason: Reason) -> str:
    return f"fresh: its work goes on, for the {ordinal(reason.turn)} time{_marks(reason)}" + _ahead(
        reason.beaten, "work"
    )


def _import(reason: Reason) -> str:
    return f"fresh: from an import, whose works come one a letter{_marks(reason)}"


def _revisit(reason: Reason) -> str:
    return f"old: {_unmet(reason)}{_marks(reason)}" + _ahead(reason.beaten, "other")


def _on_this_day(reason: Reason) -> str:
    year = reason.since.year if reason.since else "an earlier year"
    return f"old: marked on this day in {year}{_marks(reason)}"


def _pair(reason: Reason) -> str:
    return f"old: on the same subject as highlight {reason.beside}, {_unmet(reason)}{_marks(reason)}"


def _by_hand(reason: Reason) -> str:
    return "chosen by hand" + (f", on the same subject as highlight {reason.beside}" if reason.beside else "")


def _unmet(reason: Reason) -> str:
    return (
        f"never met since it was marked on {reason.since}" if reason.turn == 1 else f"not met since {reason.since}"
    )


def _marks(reason: Reason) -> str:
    return f", with a value of {reason.value}" if reason.value > 1 else ""


def _ahead(beaten: int, what: str) -> str:
    return f", before {beaten:,} {what}{'s' if beaten != 1 else ''}" if beaten else ""


_SAID: dict[Lane, Callable[[Reason], str]] = {
    "first-turn": _first_turn,
    "continued": _continued,
    "import": _import,
    "revisit": _revisit,
    "on-this-day": _on_this_day,
    "pair": _pair,
    "by-hand": _by_hand,
    "earlier": lambda reason: "of an earlier edition",
}
