"""Killed, and killed again while it puts that right: a run with three recipients, at pairs of calls.

    python -m tests.torture.twice [MINUTES]

What a run calls that puts something right depends on where the one before died, so the second call is one of a
whole run, by chance; where it does not come to that, it has done less, and is judged all the same.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from digest.core.verdict import Allowance
from tests.torture import calls, kill
from tests.torture.calls import Call
from tests.torture.kill import Point
from tests.torture.tally import Tally, side_by_side, spread

_PAIRS = 3_000
"""More than anybody has time for: what there is time for is taken from them by chance."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Where the first run is killed, and the one after it."""

    first: Point
    second: Call

    def __str__(self) -> str:
        return f"{self.first.call}, then {self.second}"


def pairs(found: Sequence[Point], count: int = _PAIRS, *, seed: int = 0) -> list[Pair]:
    """So many pairs of calls; those of the second run have small numbers, as it has less to do."""
    chance = random.Random(seed)  # noqa: S311 - the same chance again
    likely = [point.call for point in found for _ in range(max(1, 20 // point.call.number))]
    return [Pair(chance.choice(found), chance.choice(likely)) for _ in range(count)]


def kill_twice(pair: Pair, tally: Tally) -> bool:
    """Kill a run and the next one, run twice more, and judge; whether both were killed."""
    with tempfile.TemporaryDirectory() as folder, kill.server_of(pair.first.scene) as server:
        trial = kill.set_up(pair.first.scene, Path(folder), server)
        first = calls.run_with(trial, pair.first.call, "signal=KILL").happened
        second = calls.run_with(trial, pair.second, "signal=KILL").happened
        complaints = [] if first else ["it was not killed"]
        tally.add(pair.first.scene, pair, trial.evidence(complaints), Allowance(unsure=2))
        return first and second


def main(minutes: float) -> int:
    """Kill as many pairs as there is time for; the exit status is 1 when a promise did not hold."""
    if reason := calls.why_not():
        click.echo(f"- twice: skipped, {reason}")
        return 0
    tally, both = Tally(), []
    side_by_side(lambda pair: both.append(kill_twice(pair, tally)), spread(pairs(kill.points()), minutes))
    return tally.tell(f"twice ({sum(both)} of {tally.tried} runs were killed again while they recovered)")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
