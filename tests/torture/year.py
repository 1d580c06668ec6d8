"""``./dev torture year``: a year of the real service, with changes of clocks, sleeps, clocks set wrong and kills.

    python -m tests.torture.year [MINUTES]

The service writes a letter at 02:30 in Berlin, which the spring has not and the autumn has twice. A day takes a
second or two. There must be exactly one edition for each slot, or for each run of slots that was slept through, and
each must have been mailed once, or be unsure where a kill came between the last dot and its answer.
"""

from __future__ import annotations

import contextlib
import json
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import click

from digest.model.choice import OLD_LANES
from tests.acceptance.home import Home, cubox, make_home
from tests.acceptance.service import PATIENCE, Clock, Serve
from tests.postbox import Postbox

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 1, 1)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
READER = "reader@example.net"
_MINUTES, _FEWEST = 15.0, 10
"""What a whole year takes on two cores; in less time there are fewer days, and at least so many."""

SETTINGS = """
[library]
folders = ["../clippings"]

[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
from = "digest@example.net"

[digests.daily]
schedule = "30 2 * * *"
timezone = "Europe/Berlin"
to = ["{reader}"]
"""
SETS = (-40 * DAY, -DAY, -timedelta(hours=1), timedelta(hours=1), DAY)
"""By how much a clock is set wrong."""


@dataclass
class Plan:
    """What happens on which day: how many days a sleep takes, by how much the clock is set wrong, kills."""

    days: int
    first: date = FIRST
    sleeps: dict[int, int] = field(default_factory=dict)
    jumps: dict[int, timedelta] = field(default_factory=dict)
    kills: Counter[int] = field(default_factory=Counter)


def plan(days: int, chance: random.Random, first: date = FIRST) -> Plan:
    """For a year: twenty sleeps, one of thirty days, twenty jumps and fifty kills; for less, as much less."""
    share = days / 365
    sleepy, jumpy = (chance.sample(range(1, days - 1), round(20 * share)) for _ in range(2))
    sleeps = {day: chance.randint(1, 4) for day in sleepy}
    if days > 100:
        sleeps[sleepy[0]] = 30
    jumps = {day: SETS[number % len(SETS)] for number, day in enumerate(jumpy)}
    return Plan(days, first, sleeps, jumps, Counter(chance.choices(range(1, days), k=round(50 * share))))


class Year:
    """A home, its service and its clock; inside ``with`` the service is at work."""

    def __init__(self, path: Path, postbox: Postbox, chance: random.Random, first: date) -> None:
        self.home: Home = make_home(path)
        self.home.settings.write_text(SETTINGS.format(port=postbox.port, reader=READER), "utf-8")
        self.expected: list[str] = []
        self._clock = Clock(path / "clock")
        self._first, self._chance, self._marks = first, chance, 0

    def __enter__(self) -> Self:
        self._set(0, -timedelta(hours=1))
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._serve.__exit__()

    def live(self, days: Plan) -> None:
        """Live through every day."""
        day = 0
        while day < days.days:
            self._mark()
            if day in days.sleeps:
                day = min(day + days.sleeps[day], days.days - 1)  # the slots before it are slept through
                self._set(day, timedelta(hours=5))
            else:
                self._set(day, -SECOND if days.kills[day] else SECOND)
            for _ in range(days.kills[day]):
                time.sleep(self._chance.uniform(0, 2))
                self._kill()
            self._expect(day)
            if day in days.jumps:
                day += self._jump(day, days.jumps[day])
            day += 1

    def _jump(self, day: int, by: timedelta) -> int:
        """Set the clock wrong and right again; tells how many slots that brought before their time."""
        self._mark()
        told = self._serve.count("the clock was set")
        self._set(day, timedelta(hours=3) + by)
        self._serve.wait_for("the clock was set", told + 1)
        early = 0
        if by >= DAY:
            early = 1
            self._expect(day + early)
        self._mark()
        self._set(day, timedelta(hours=3))
        self._serve.wait_for("the clock was set", told + 2)
        return early

    def _begin(self) -> None:
        self._serve = Serve(self.home, **self._clock.environ)
        self._serve.wait_for("watching")

    def _kill(self) -> None:
        self._serve.send(signal.SIGKILL)
        self._serve.__exit__()
        self._begin()

    def _mark(self) -> None:
        """Something new, so that there is a letter."""
        self._marks += 1
        card = 7421446577446000001 + self._marks * 10**9
        text = f"Mark {self._marks} of the year."
        self.home.write(f"{self._marks}.md", cubox(card, f"Work {self._marks}", {card + 1: text}))

    def _set(self, day: int, after: timedelta) -> None:
        """Set the clock to some time after the slot of a day."""
        slot = datetime.fromisoformat(self._slot(day)).replace(tzinfo=BERLIN)
        self._clock.set(datetime.fromtimestamp(slot.timestamp() + after.total_seconds(), BERLIN).isoformat())

    def _slot(self, day: int) -> str:
        return f"{self._first + day * DAY}T02:30"

    def _expect(self, day: int) -> None:
        """Return when the edition of a day is there."""
        self.expected.append(self._slot(day))
        deadline = time.monotonic() + PATIENCE
        while self.expected[-1] not in self.issued():
            assert time.monotonic() < deadline, f"no edition for {self.expected[-1]}:\n{''.join(self._serve.lines)}"
            time.sleep(0.05)

    def issued(self) -> list[str]:
        """The slots of all editions, in the order of their numbers."""
        with contextlib.closing(sqlite3.connect(f"file:{self.home.library}?mode=ro", uri=True)) as library:
            return [slot for (slot,) in library.execute("SELECT slot FROM editions ORDER BY number")]

    def delivered(self, postbox: Postbox) -> str:
        """Return when no letter waits any more, with what is wrong then; empty when nothing is."""
        deadline = time.monotonic() + PATIENCE
        while set((states := self._states()).values()) - {"accepted", "unsure"}:
            if time.monotonic() > deadline:
                return f"letters still wait, or were given up: {Counter(states.values())}"
            time.sleep(0.2)
        taken = Counter(str(message["Message-ID"]).strip("<>") for message in postbox.messages())
        accepted = {id_ for id_, state in states.items() if state == "accepted"}
        if twice := [id_ for id_, times in taken.items() if times > 1]:
            return f"mailed twice: {twice}"
        return f"said to be accepted, and never taken: {lost}" if (lost := accepted - taken.keys()) else ""

    def _states(self) -> dict[str, str]:
        with contextlib.closing(sqlite3.connect(f"file:{self.home.library}?mode=ro", uri=True)) as library:
            return {
                id_.strip("<>"): state for id_, state in library.execute("SELECT message_id, state FROM deliveries")
            }


def wrong_after(days: Plan, seed: int) -> str:
    """What is wrong after these days; empty when all is as it should be."""
    with tempfile.TemporaryDirectory() as place, Postbox() as postbox:
        with Year(Path(place), postbox, random.Random(seed), days.first) as year:  # noqa: S311
            year.live(days)
            wrong = year.delivered(postbox)
        if (issued := year.issued()) != year.expected:
            extra, missing = Counter(issued) - Counter(year.expected), Counter(year.expected) - Counter(issued)
            return f"editions that should not be: {list(extra)}; that are missing: {list(missing)}"
        as_news = [
            highlight["text"]
            for record in sorted(year.home.outbox.rglob("edition.json"))
            for work in json.loads(record.read_bytes())["works"]
            for highlight in work["highlights"]
            if highlight["lane"] not in OLD_LANES
        ]
        if len(as_news) != len(set(as_news)):
            return "a highlight was news twice"
        return wrong


def main(minutes: float, seed: int = 0) -> int:
    """Live through a year, or as much of it as there is time for; returns 1 when something was wrong."""
    days = max(_FEWEST, round(365 * min(minutes / _MINUTES, 1)))
    lived = plan(days, random.Random(seed))  # noqa: S311
    wrong = wrong_after(lived, seed)
    sets, kills = len(lived.jumps), lived.kills.total()
    told = wrong or "one edition for each slot, or for each run of slots that was slept through"
    sleeps = f"{len(lived.sleeps)} sleeps, {sets} clocks set wrong and {kills} kills"
    click.echo(f"{'✗' if wrong else '✓'} year: {days} days with {sleeps}: {told}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else _MINUTES))
