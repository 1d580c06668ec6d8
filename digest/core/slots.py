"""Which moment an edition stands for, and which scheduled slot is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.core.schedule import face, last_fire_time, next_fire_time
from digest.model.edition import Slot

BY_HAND = "by-hand:"

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right stands before this: small machines begin in 1970, until the network sets them."""


def is_scheduled(slot: str) -> bool:
    """Whether ``slot`` is one of the schedule's, not one by hand."""
    return not slot.startswith(BY_HAND)


def slot_of(moment: datetime, schedule: str, zone: ZoneInfo) -> str:
    """The slot of an edition asked for at ``moment``.

    Exactly on a scheduled time it is that slot, named by its local time (``2026-02-14T07:30``); at any other
    moment it is a slot by hand, which never uses up a scheduled one.
    """
    # Compared in UTC: where clocks change, local times neither subtract nor compare as moments do.
    exact = moment.astimezone(UTC)
    scheduled = next_fire_time(schedule, zone, exact - timedelta(seconds=1))
    if scheduled is not None and scheduled.astimezone(UTC) == exact:
        return _slot(schedule, scheduled).name
    return by_hand(moment, zone)


def by_hand(moment: datetime, zone: ZoneInfo) -> str:
    """The slot of an edition that is issued at ``moment`` by hand, whatever the schedule says."""
    return BY_HAND + moment.astimezone(zone).isoformat()


def latest(schedule: str, zone: ZoneInfo, now: datetime) -> Slot | None:
    """The last scheduled slot at or before ``now``; None when there was none in fifty years."""
    scheduled = last_fire_time(schedule, zone, now)
    return _slot(schedule, scheduled) if scheduled else None


def due(schedule: str, zone: ZoneInfo, last: datetime | None, now: datetime) -> Slot | None:
    """The slot to be issued at ``now``, if there is one.

    Of several that were missed it is the latest: a week of sleep brings one letter. A clock that was set back
    brings none, because ``last``, the moment of the newest slot that was settled (None: of none), is later then.
    """
    slot = latest(schedule, zone, now)
    return slot if slot and (last is None or slot.moment > last) else None


def upcoming(schedule: str, zone: ZoneInfo, now: datetime) -> Iterator[Slot]:
    """The scheduled slots after ``now``, the next first."""
    while fired := next_fire_time(schedule, zone, now):
        yield _slot(schedule, fired)
        now = fired


def _slot(schedule: str, fired: datetime) -> Slot:
    # Named by the clock's face, it has one name on its date in every zone, also where clocks skip it. An hour
    # that clocks repeat is named the second time with its offset.
    offset = f"{fired:%z}" if fired.fold else ""
    return Slot(f"{face(schedule, fired):%Y-%m-%dT%H:%M}{offset}", fired.astimezone(UTC))
