"""Every call fails: what the system refuses at any moment costs no letter and brings none twice.

    python -m tests.torture.errors [MINUTES]

strace lets the n-th call of a run end with an error, once or from then on; then the trouble is over and digest is
run again. And the outbox is on a disk that is full: at every number of bytes that are left.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from digest.app.trial import Trial, complaints_of
from digest.core.verdict import Allowance
from digest.deliver.hostile import HostileServer
from tests.torture import calls
from tests.torture.calls import Call
from tests.torture.tally import Tally, side_by_side, spread

_OF_FILES = ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EACCES")
_OF_THE_LINE = ("ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH")
ERRORS = {
    "openat": (*_OF_FILES, "EMFILE"),
    "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO", "ENOSPC"),
    "connect": ("ECONNREFUSED", *_OF_THE_LINE),
    "sendto": _OF_THE_LINE,
    "recvfrom": _OF_THE_LINE,
}
"""What each call may be refused with; any other call is one on files."""

_DISK = 256 * 1024

_STATUSES = (0, 69, 73, 74, 75, 78)
"""What a run may end with that met an error."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call, what it is refused with, and whether all that follow are too."""

    call: Call
    error: str
    lasting: bool

    def __str__(self) -> str:
        return f"{self.call}{' and on' if self.lasting else ''}: {self.error}"


def refusals() -> list[Refusal]:
    """Every error at every call of a run."""
    with tempfile.TemporaryDirectory() as folder, HostileServer() as server:
        found = calls.calls_of(Trial(Path(folder) / "home", server))
    return [
        Refusal(call, error, lasting)
        for call in found
        for error in ERRORS.get(call.name, _OF_FILES)
        # Python itself opens files as it goes.
        for lasting in ((False,) if call.name == "openat" else (False, True))
    ]


def refuse(refusal: Refusal, tally: Tally) -> None:
    """Let a call of a run fail, run twice more, and judge."""
    with tempfile.TemporaryDirectory() as folder, HostileServer() as server:
        trial = Trial(Path(folder) / "home", server)
        done = calls.run_with(trial, refusal.call, f"error={refusal.error}", lasting=refusal.lasting)
        told = []
        if not done.happened:
            told.append("nothing was refused")
        if done.status not in _STATUSES or "Traceback" in done.err:
            told.append(f"the run ended with status {done.status}: {done.err[-400:].strip()}")
        # A line that cannot be read loses the answer, of each recipient if it stays so.
        doubts = len(trial.recipients) if refusal.lasting else 1
        tally.add(refusal.call.name, refusal, trial.evidence(told), Allowance(unsure=doubts))


def fill_up(left: int, tally: Tally) -> None:
    """Issue a letter when the outbox has ``left`` bytes, then free it."""
    with tempfile.TemporaryDirectory() as folder, HostileServer() as server:
        trial = Trial(Path(folder) / "home", server)
        trial.outbox.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", trial.outbox], check=True)
        try:
            ballast = trial.outbox / "ballast"
            ballast.write_bytes(bytes(_DISK - left))
            told = list(complaints_of(trial.run(trial.issue)))
            told = [one for one in told if not one.startswith("a run ended with status 73")]
            ballast.unlink()
            tally.add("full outbox", f"{left} bytes left", trial.evidence(told), Allowance())
        finally:
            subprocess.run(["umount", trial.outbox], check=True)


def sizes() -> Iterator[int]:
    """Bytes that are left on the disk of the outbox: by the page, as file systems count."""
    yield from range(0, 120 * 1024, os.sysconf("SC_PAGE_SIZE"))


def may_mount() -> bool:
    """Whether small disks can be mounted here."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
    return mounted.returncode == 0


def main(minutes: float) -> int:
    """Try every refusal that there is time for; the exit status is 1 when a promise did not hold."""
    tally = Tally()
    if may_mount():
        side_by_side(lambda left: fill_up(left, tally), spread(list(sizes()), minutes / 4))
    else:
        click.echo("- errors: no full disks, for this user may mount none")
    if reason := calls.why_not():
        click.echo(f"- errors: no refused calls, {reason}")
    else:
        side_by_side(lambda refusal: refuse(refusal, tally), spread(refusals(), minutes * 3 / 4))
    return tally.tell("errors")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
