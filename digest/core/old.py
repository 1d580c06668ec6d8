"""Old ones worth meeting again: what was longest unmet, by its value, on a ladder of doubling gaps.

A highlight that was printed once comes again after sixty days, twice after a hundred and twenty, and so on; one
that never was, when it is a month old. Of a work one comes in a month. A day of an earlier year that was marked
on this day goes before its equals, and one is chosen for what it says: it stands beside a fresh one on the same
subject.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from digest.core.chance import lot
from digest.model.choice import DAY, Chosen, Judge, Moment, Old, Quotas, Reason

LADDER_DAYS = 30
"""The first step of the ladder; each is twice as high as the one before."""

LONGEST_DAYS = 720
"""Who waits longer is not worth more."""

ON_THIS_DAY = 1.5
"""What a day remembered is worth."""

_HIGHEST = 12
_YEARS = 60
_EPOCH = date(1970, 1, 1)


class Pair(NamedTuple):
    """A fresh highlight, the old one on the same subject, and how much they are alike, up to 1."""

    fresh: int
    old: int
    likeness: float


class Scored(NamedTuple):
    """An old one that may come, and what it is worth today."""

    score: float
    old: Old


def due_after(times: int, step: int = 0, gap: int = 0) -> int:
    """How many days one that was printed ``times`` must be unmet before it comes again."""
    return max(gap, LADDER_DAYS << _rung(times, step))


def scored(candidates: Iterable[Old], quotas: Quotas, moment: Moment) -> list[Scored]:
    """Those of ``candidates`` that may come on this day, the best first."""
    remembered = _remembered(moment.today)
    gaps = [due_after(rung, 0, quotas.gap) for rung in range(_HIGHEST + 1)]
    may = []
    for one in candidates:
        unmet = moment.days_since(_last(one))
        gap = gaps[0] if one.pinned else gaps[_rung(one.times, one.step)]
        if unmet >= gap and moment.days_since(one.marked) >= gaps[0] and one.weight and not one.point:
            score = one.value * one.weight * (1 + min(unmet / LONGEST_DAYS, 1))
            if one.marked // DAY in remembered and is_anniversary(moment.day_of(one.marked), moment.today):
                score *= ON_THIS_DAY
            may.append(Scored(score, one))
    may.sort(key=attrgetter("score"), reverse=True)
    return [one for _, equals in groupby(may, attrgetter("score")) for one in _drawn([*equals], moment)]


def _drawn(equals: list[Scored], moment: Moment) -> list[Scored]:
    """Those that are worth the same, in the order of their lots; most are worth what no other is."""
    return sorted(equals, key=lambda one: lot(one.old.id, moment.slot)) if len(equals) > 1 else equals


def anyhow(candidates: Iterable[Old], moment: Moment) -> list[Scored]:
    """Any of ``candidates`` that were not printed today, however lately they were: the longest unmet first."""
    may = [one for one in candidates if moment.day_of(_last(one)) != moment.today]
    return [Scored(0, one) for one in sorted(may, key=lambda one: (_last(one), one.marked, one.id))]


def choose_old(
    ranked: Sequence[Scored], most: int, fresh: Sequence[Chosen], pair: Pair | None, moment: Moment, judge: Judge
) -> list[Chosen]:
    """At most ``most`` of ``ranked``, one of a work and none of the works that are ``fresh``; the ``pair`` first.

    ``judge`` is asked about what is to be chosen.
    """
    works = {one.work for one in fresh}
    ids = {id_ for one in fresh for id_ in one.ids}
    chosen: list[Chosen] = []
    judge.look_at([one.old.id for one in ranked[: 2 * most]])
    if pair:
        ranked = sorted(ranked, key=lambda one: one.old.id != pair.old)
    for one in ranked:
        if len(chosen) == most:
            break
        if one.old.work not in works and not judge.unfit([one.old.id], ids, old=True):
            works.add(one.old.work)
            ids.add(one.old.id)
            chosen.append(Chosen((one.old.id,), one.old.work, _reason(one.old, len(ranked), pair, moment)))
    return chosen


def is_anniversary(marked: date, today: date) -> bool:
    """Whether ``marked`` is this day of an earlier year."""
    return (marked.month, marked.day) == (today.month, today.day) and marked.year < today.year


def _rung(times: int, step: int) -> int:
    return max(0, min(_HIGHEST, times + step))


def _remembered(today: date) -> frozenset[int]:
    """This day of the earlier years and its neighbours, as numbers of days: cheap to look thousands up in."""
    days = set()
    for year in range(max(1, today.year - _YEARS), today.year):
        with contextlib.suppress(ValueError):  # a 29th of February
            days.add((today.replace(year=year) - _EPOCH).days)
    return frozenset(day + off for day in days for off in (-1, 0, 1))


def _reason(one: Old, candidates: int, pair: Pair | None, moment: Moment) -> Reason:
    marked, since = moment.day_of(one.marked), moment.day_of(_last(one))
    reason = Reason("revisit", one.value, one.times + 1, candidates - 1, since)
    if pair and pair.old == one.id:
        return replace(reason, lane="pair", beside=pair.fresh, likeness=pair.likeness)
    if is_anniversary(marked, moment.today):
        return replace(reason, lane="on-this-day", since=marked)
    return reason


def _last(one: Old) -> int:
    return one.marked if one.last is None else one.last
