"""Which highlights an edition prints.

Fresh means: not yet printed in an edition of this digest, by the ledger of picks, never by a time window. Two
moments bring more than a letter can ever catch up with: a digest's first edition, and an import of a whole past
at once. Of those only the newest are fresh; the rest is set aside for this digest. Everything
else that has no room today stays fresh and waits. When nothing is fresh, one old highlight may be met again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BULK_LETTERS = 5
"""A scan that brings more than this many letters' worth of highlights is a bulk import."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A highlight that this digest has not printed, as far as choosing needs it; times are Unix milliseconds."""

    id: int
    work: int
    point: bool
    marked: int
    first_seen: int


@dataclass(frozen=True, slots=True)
class Old:
    """A highlight that stands in a file and is not fresh: when it was marked, and when this digest last printed it.

    Times are Unix milliseconds; ``printed`` is None for one that was set aside.
    """

    id: int
    marked: int
    printed: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What an edition may print now, what must wait, and what is set aside: ids of highlights.

    ``fresh`` is newest first, and a summary's points stand together; ``units`` counts it, a summary once.
    ``waiting`` counts in the same way what stays fresh without room, and ``set_aside`` what is set ``aside``.
    ``reasons`` tells why, by id.
    """

    fresh: tuple[int, ...]
    units: int
    reasons: dict[int, str]
    waiting: int
    aside: tuple[int, ...]
    set_aside: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is picked as one: a highlight, or a summary with all its points."""

    ids: tuple[int, ...]
    marked: int
    first_seen: int


def choose(candidates: Sequence[Candidate], limit: int, *, since: int | None) -> Choice:
    """Choose at most ``limit`` units among ``candidates``, the newest first.

    Args:
        candidates: everything unprinted that still stands in a file and is not set aside, in order of id.
        limit: the setting ``fresh``; a summary counts as one.
        since: when this digest's last edition was issued; None before the first. What had arrived by then was
            settled by it: it is set aside already, or it waits.
    """
    fresh: list[_Unit] = []
    aside: list[_Unit] = []
    reasons: dict[int, str] = {}
    for arrived, arrivals in _arrivals(candidates, since).items():
        arrivals.sort(key=lambda unit: (-unit.marked, unit.ids))
        bulk = since is None or (arrived > since and len(arrivals) > BULK_LETTERS * limit)
        kept = arrivals[:limit] if bulk else arrivals
        why = _reason(len(arrivals), bulk=bulk, first_edition=since is None)
        reasons.update((id_, why) for unit in kept for id_ in unit.ids)
        aside.extend(arrivals[len(kept) :])
        fresh.extend(kept)
    fresh.sort(key=lambda unit: (-unit.marked, unit.ids))
    return Choice(
        fresh=tuple(id_ for unit in fresh[:limit] for id_ in unit.ids),
        units=min(limit, len(fresh)),
        reasons=reasons,
        waiting=max(0, len(fresh) - limit),
        aside=tuple(id_ for unit in aside for id_ in unit.ids),
        set_aside=len(aside),
    )


def revisit(old: Iterable[Old], today: date, zone: ZoneInfo) -> tuple[int, str] | None:
    """The one highlight worth meeting again on ``today``, and the reason; None when there is none at all.

    One that was marked on this day of an earlier year comes first, unless it was printed today; of those, and
    without any, the one that this digest has not printed for the longest, a never printed one before all others.
    """
    remembered = sorted(old, key=lambda one: (one.printed is not None, one.printed or 0, one.marked, one.id))
    for one in remembered:
        marked = _day(one.marked, zone)
        anniversary = (marked.month, marked.day) == (today.month, today.day) and marked.year < today.year
        if anniversary and (one.printed is None or _day(one.printed, zone) != today):
            return one.id, f"revisit: marked on this day in {marked.year}"
    if not remembered:
        return None
    first = remembered[0]
    since = "before" if first.printed is None else f"since {_day(first.printed, zone)}"
    return first.id, f"revisit: not printed {since} in this digest"


def _day(moment: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(zone).date()


def _arrivals(candidates: Iterable[Candidate], since: int | None) -> dict[int, list[_Unit]]:
    """Units by the moment of the scan that brought them; before a first edition all have arrived at once."""
    arrivals: dict[int, list[_Unit]] = defaultdict(list)
    points: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.point:
            points[candidate.work].append(candidate)
        else:
            arrivals[0 if since is None else candidate.first_seen].append(
                _Unit((candidate.id,), candidate.marked, candidate.first_seen)
            )
    for summary in points.values():
        unit = _Unit(
            tuple(point.id for point in summary),
            max(point.marked for point in summary),
            max(point.first_seen for point in summary),
        )
        arrivals[0 if since is None else unit.first_seen].append(unit)
    return arrivals


def _reason(arrived: int, *, bulk: bool, first_edition: bool) -> str:
    if not bulk:
        return "fresh: not printed before in this digest"
    occasion = "the first edition" if first_edition else "an import"
    return f"fresh: among the newest of {arrived} that {occasion} found"
