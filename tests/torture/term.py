"""Told to end at every call: a run with three recipients gets SIGTERM at each thing that it asks of the system.

    python -m tests.torture.term [MINUTES]

Unlike one that is killed it hears the answer to the letter that it hands over, so that nothing is in doubt.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from digest.__main__ import STOPPED
from digest.core.verdict import Allowance
from tests.torture import calls, kill
from tests.torture.kill import Point
from tests.torture.tally import Tally, side_by_side, spread

_ENDS = (STOPPED, -15, 0, 75)
"""Stopped, before there was anything to stop, or done (with somebody who waits) before it could be."""


def end_at(point: Point, tally: Tally) -> None:
    """Tell a run to end at ``point``, run twice more, and judge."""
    with tempfile.TemporaryDirectory() as folder, kill.server_of(point.scene) as server:
        trial = kill.set_up(point.scene, Path(folder), server)
        ended = calls.run_with(trial, point.call, "signal=TERM")
        complaints = [] if ended.happened else ["it was not told to end"]
        if ended.status not in _ENDS or "Traceback" in ended.err:
            complaints.append(f"it ended with status {ended.status}: {ended.err[-300:].strip()}")
        tally.add(point.scene, point.call, trial.evidence(complaints), Allowance())


def main(minutes: float) -> int:
    """Tell a run to end wherever there is time for; the exit status is 1 when a promise did not hold."""
    if reason := calls.why_not():
        click.echo(f"- term: skipped, {reason}")
        return 0
    tally, found = Tally(), kill.points()
    side_by_side(lambda point: end_at(point, tally), spread(found, minutes))
    return tally.tell(f"term ({tally.tried} of {len(found)} points)")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
