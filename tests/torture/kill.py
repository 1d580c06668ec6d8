"""Killed at every call: a run with three recipients dies at each thing that it asks of the system.

    python -m tests.torture.kill [MINUTES]

For every name of ``calls.NAMES`` and every number: a fresh home, a run that strace kills on entry to that call, a
run, and another one. What there is no time for is left out by chance.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from digest.app.trial import Trial
from digest.core.verdict import Allowance
from digest.deliver.hostile import HostileServer
from tests.torture import calls
from tests.torture.calls import Call
from tests.torture.tally import Tally, side_by_side, spread

MOST_IN_DOUBT = 0.15
"""Share of the points at which a delivery may be left in doubt."""

SCENES = {
    "a first letter": (),
    "after a server that asked to wait": ("RCPT:2=451 later",),
    "after a server that was down": ("CONNECT=421 down",),
    "without pipelining": (),
}
"""How things stand when the killer comes; with rules of the mail server there was a run before, under these."""


@dataclass(frozen=True, slots=True)
class Point:
    """A call of a scene, to be killed at."""

    scene: str
    call: Call


def points(scenes: Sequence[str] = tuple(SCENES)) -> list[Point]:
    """Every call of a run of each scene."""
    found = []
    for scene in scenes:
        with tempfile.TemporaryDirectory() as folder, server_of(scene) as server:
            found += [Point(scene, call) for call in calls.calls_of(set_up(scene, Path(folder), server))]
    return found


def kill_at(point: Point, tally: Tally) -> None:
    """Kill a run at ``point``, run twice more, and judge."""
    with tempfile.TemporaryDirectory() as folder, server_of(point.scene) as server:
        trial = set_up(point.scene, Path(folder), server)
        killed = calls.run_with(trial, point.call, "signal=KILL").happened
        tally.add(
            point.scene,
            point.call,
            trial.evidence([] if killed else ["it was not killed"]),
            Allowance(unsure=1),
        )


def server_of(scene: str) -> HostileServer:
    """The mail server of a scene."""
    return HostileServer(
        SCENES[scene], offers=["SIZE 10000000"] if scene == "without pipelining" else ["PIPELINING"]
    )


def set_up(scene: str, folder: Path, server: HostileServer) -> Trial:
    """A home in ``folder``, as it is when the killer comes."""
    trial = Trial(folder / "home", server)
    if SCENES[scene]:
        trial.run(trial.issue)
        server.rules.clear()
    return trial


def main(minutes: float) -> int:
    """Kill at every point that there is time for; the exit status is 1 when a promise did not hold."""
    if reason := calls.why_not():
        click.echo(f"- kill: skipped, {reason}")
        return 0
    tally, found = Tally(), points()
    side_by_side(lambda point: kill_at(point, tally), spread(found, minutes))
    share = tally.in_doubt.total() / max(tally.tried, 1)
    if share > MOST_IN_DOUBT:
        tally.broken.append(f"in doubt at {share:.1%} of the points")
    return tally.tell(
        f"kill ({tally.tried} of {len(found)} points, {share:.1%} of them leave one delivery in doubt)"
    )


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
