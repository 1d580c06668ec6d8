"""How many highlights on each day: as a strip of squares, as the bars of a week."""

from __future__ import annotations

from digest.core.activity import step
from digest.model.edition import Activity
from digest.render.view import Bar, Strip, Week
from digest.render.words import Words

_LOWEST, _HIGHEST = 2, 60
"""Heights in px of a bar for no highlight, and of the bar for most."""


def strip(words: Words, activity: Activity) -> Strip:
    """A small square for each day of ``activity``."""
    counts = words.letter.comma.join(map(str, activity.counts))
    return Strip(words.say("letter", "fortnight", counts=counts), tuple(map(step, activity.counts)))


def week(words: Words, activity: Activity) -> Week:
    """A bar for each day of ``activity``, and the number of all."""
    total, most = sum(activity.counts), max(1, *activity.counts)
    counts = words.letter.comma.join(f"{words.day(day, 'row')} {count}" for day, count in activity.days())
    return Week(
        total=str(total),
        unit=words.count("letter", "total", total),
        label=words.say("letter", "week", counts=counts),
        bars=tuple(
            Bar(
                count=str(count) if count else "",
                day=words.day(day, "narrow"),
                step=step(count),
                height=_LOWEST + round((_HIGHEST - _LOWEST) * count / most),
            )
            for day, count in activity.days()
        ),
    )
