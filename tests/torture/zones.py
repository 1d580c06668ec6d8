"""``./dev torture zones``: every daily slot near every change of the clocks, in every zone there is, 2024 to 2037.

    python -m tests.torture.zones [MINUTES]

A check is a zone, a change and a time of day: on each local date around the change the slot comes once, at its time
or, where clocks skip that, right after the gap; and it is due from that second on, until it is settled.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import click

from digest.core.schedule import next_fire_time
from digest.core.slots import due

YEARS = range(2024, 2038)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
ALWAYS = ((0, 0), (0, 1), (0, 30), (0, 59), (7, 30), (12, 0), (23, 59))
"""Times of day that are looked at whenever clocks change: hour and minute."""

NO_CHANGE = datetime(2030, 1, 1, 12, tzinfo=UTC)
"""Where a zone is looked at whose clocks do not change."""

MOST = 20
"""Wrong ones that are told."""

Upcoming = Callable[[str, ZoneInfo, datetime], datetime | None]
"""What is asked for the next moment of a schedule."""


@dataclass(frozen=True)
class Check:
    """A daily slot near a change of clocks; ``change`` is the first moment after it."""

    zone: ZoneInfo
    change: datetime
    hour: int
    minute: int

    @property
    def schedule(self) -> str:
        return f"{self.minute} {self.hour} * * *"

    def wrong(self, upcoming: Upcoming = next_fire_time) -> str:
        """What does not hold; empty when all does."""
        dates = [self.change.astimezone(self.zone).date() + DAY * number for number in range(-2, 3)]
        begin, end = _midnight(dates[0], self.zone), _midnight(dates[-1], self.zone)
        met, moment = [], begin - SECOND
        while (found := upcoming(self.schedule, self.zone, moment)) and moment < found.astimezone(UTC) < end:
            moment = found.astimezone(UTC)
            met.append(moment)
        expected = [self._expected(day) for day in dates[:-1] if _is_there(day, self.zone)]
        if met != expected:
            return f"{self}: came at {met}, not at {expected}"
        for last, now in pairwise(met):
            before, slot = (due(self.schedule, self.zone, last, then) for then in (now - SECOND, now))
            if before or slot is None or slot.moment != now or due(self.schedule, self.zone, now, now):
                return f"{self}: due at {now} is {slot}, a second before {before}"
        return ""

    def _expected(self, day: date) -> datetime:
        wall = datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=self.zone)
        exact = wall.astimezone(UTC)
        is_there = exact.astimezone(self.zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
        return exact if is_there else self.change

    def __str__(self) -> str:
        return f"{self.schedule} in {self.zone} near {self.change:%Y-%m-%d %H:%M}Z"


def changes(zone: ZoneInfo, years: Iterable[int] = YEARS) -> list[datetime]:
    """The first moment after each change of the clocks of ``zone``."""
    return list(_changes(zone, years))


def _changes(zone: ZoneInfo, years: Iterable[int]) -> Iterator[datetime]:
    for year in years:
        noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + DAY * number for number in range(366)]
        for before, after in pairwise(noons):
            if _offset(before, zone) != _offset(after, zone):
                yield from _between(before, after, zone)


def _between(before: datetime, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    if after - before <= SECOND:
        yield after
        return
    middle = before + (after - before) // SECOND // 2 * SECOND
    for one, other in ((before, middle), (middle, after)):
        if _offset(one, zone) != _offset(other, zone):
            yield from _between(one, other, zone)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _is_there(day: date, zone: ZoneInfo) -> bool:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def checks(zones: Iterable[str], years: Iterable[int] = YEARS) -> Iterator[Check]:
    """Every quarter of an hour around each change, by the clocks of before and after it, and some times more."""
    for name in zones:
        zone = ZoneInfo(name)
        for change in changes(zone, years) or [NO_CHANGE]:
            near = {(change + HOUR * part / 4).astimezone(zone) for part in range(-8, 9)}
            shift = (_offset(change, zone) or timedelta()) - (_offset(change - SECOND, zone) or timedelta())
            near |= {face - shift for face in near}
            for hour, minute in sorted({(face.hour, face.minute) for face in near} | set(ALWAYS)):
                yield Check(zone, change, hour, minute)


@dataclass
class Table:
    """What was looked at, and what was wrong."""

    checked: int = 0
    zones: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def look(self, check: Check) -> None:
        """Make a check."""
        self.checked += 1
        self.zones.add(check.zone.key)
        if wrong := check.wrong():
            self.broken.append(wrong)


def main(minutes: float) -> int:
    """Make all checks that there is time for, zones in an order of chance; returns 1 when one does not hold."""
    ends = time.monotonic() + 60 * minutes
    names = sorted(available_timezones())
    random.Random(0).shuffle(names)  # noqa: S311 - what there is no time for is not always the same letters
    table = Table()
    for check in checks(names):
        if time.monotonic() > ends:
            break
        table.look(check)
    near = f"{table.checked:,} daily slots near every change of clocks in {len(table.zones)} zones"
    click.echo(f"{near}: {len(table.broken)} wrong")
    for told in table.broken[:MOST]:
        click.echo(f"broken: {told}")
    return 1 if table.broken else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
