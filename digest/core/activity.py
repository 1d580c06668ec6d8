"""Which days a letter and the archive look back on, and how a day's highlights are shown as one of four steps."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from digest.model.edition import Form

WEEKS = 53
"""Of the archive's year: one more than a year has whole, so that today's weekday is in it twice."""

_FORTNIGHT = 14
_STEPS = (1, 4, 8)


def looked_back_on(form: Form, issued_on: date) -> tuple[date, date]:
    """The first and the last of the days that a letter of ``issued_on`` looks back on.

    A daily letter shows the fortnight that ends with its day. A weekly one shows a week of ISO 8601, Monday to
    Sunday: the one that most of the last seven days are in, so that letters of a Thursday to Sunday show
    the week that is ending and letters of a Monday to Wednesday the one that has ended.
    """
    if form == "daily":
        return issued_on - timedelta(days=_FORTNIGHT - 1), issued_on
    within = issued_on - timedelta(days=3)
    monday = within - timedelta(days=within.weekday())
    return monday, monday + timedelta(days=6)


def covered(form: Form, since: date | None, issued_on: date) -> tuple[date, date] | None:
    """The first and the last of the days that a letter says it covers; None when that goes without saying.

    A weekly one names its week; a letter before which some were slept through, or had nothing to print, names the
    days since the one before (``since``; None: there is none).
    """
    usual = timedelta(days=1 if form == "daily" else 7)
    if since and issued_on - since > usual:
        return since, issued_on
    return None if form == "daily" else looked_back_on(form, issued_on)


def year_until(today: date) -> tuple[date, date]:
    """The first and the last of the days that the archive shows: whole weeks, and this one as far as it is."""
    return today - timedelta(days=7 * (WEEKS - 1) + today.weekday()), today


def step(count: int) -> int:
    """0 for none, 1 for one to three, 2 for four to seven, 3 for eight and more."""
    return bisect_right(_STEPS, count)
