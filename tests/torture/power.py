"""The power goes off: what the disk holds at that moment is looked at by the next digest.

    python -m tests.torture.power [MINUTES]

The home is on a disk image. The process is stopped, the image copied and the copy mounted: what was not forced to
disk is not in it. Then digest is run on the copy, while the mail server remembers what it took. And files are
written one after the other: those that were said to be there must be there.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from digest.app.trial import Trial
from digest.core.verdict import Allowance
from digest.deliver.hostile import HostileServer
from tests.torture.calls import issuing
from tests.torture.tally import Tally

_SIZE = "32M"
_RECIPIENTS = 8
_FILES = 6
_LATE = 30
"""Seconds until the file system forces to disk what nobody asked it to: longer than a trial takes."""

_WRITER = """
import sys, time
from pathlib import Path
from digest.deliver.durable import write_file
for number in range(1000):
    write_file(Path(sys.argv[1]) / f"{number}.eml", b"%d\\n" % number * 500)
    print(number, flush=True)
    time.sleep(0.05)
"""


def why_not() -> str:
    """Why no disk images can be mounted here; empty when they can."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        return "it takes Linux, its superuser and mkfs.ext4"
    try:
        with tempfile.TemporaryDirectory() as folder, disk(Path(folder)):
            return ""
    except subprocess.CalledProcessError as error:
        return f"no disk image can be mounted: {error.stderr.decode().strip()}"


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[Path]:
    """A disk of its own, mounted; its image is ``folder/image``."""
    image = folder / "image"
    _call("truncate", "-s", _SIZE, image)
    _call("mkfs.ext4", "-q", image)
    with _mounted(image, folder / "disk", f"commit={_LATE}") as place:
        yield place


@contextlib.contextmanager
def without_power(folder: Path) -> Iterator[Path]:
    """What is on the disk in ``folder`` at this moment, mounted."""
    copy = folder / "copy"
    _call("cp", "--sparse=always", folder / "image", copy)
    with _mounted(copy, folder / "found", "noatime") as place:
        yield place


@contextlib.contextmanager
def _mounted(image: Path, place: Path, options: str) -> Iterator[Path]:
    place.mkdir()
    _call("mount", "-o", f"loop,{options}", image, place)
    try:
        yield place
    finally:
        _call("umount", "--lazy", place)


def _call(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def cut_a_letter(seed: int, tally: Tally) -> None:
    """Cut the power while a letter is issued or sent."""
    chance = random.Random(seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder, disk(Path(folder)) as place, HostileServer() as server:
        trial = Trial(place / "home", server, _RECIPIENTS)
        _call("sync", "-f", place)
        running = subprocess.Popen(issuing(trial), stderr=subprocess.DEVNULL)
        _wait_until(server, chance.randrange(_RECIPIENTS + 1), running)
        time.sleep(chance.random() / 100)
        running.send_signal(signal.SIGSTOP)
        time.sleep(0.02)  # what was on its way to the mail server has arrived
        with without_power(Path(folder)) as found:
            running.kill()
            running.wait()
            tally.add("letters", f"seed {seed}", trial.found_at(found / "home").evidence(), Allowance(unsure=1))


def _wait_until(server: HostileServer, taken: int, running: subprocess.Popen[bytes]) -> None:
    """Return when the server has taken so many letters, or the run is over; for none, at any time before."""
    if not taken:
        time.sleep(random.random())  # noqa: S311
        return
    while server.recipients.total() < taken and running.poll() is None:
        time.sleep(0.001)


def cut_files(seed: int, tally: Tally) -> None:
    """Cut the power while files are written; those that were said to be there must be, and be whole."""
    chance = random.Random(seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder, disk(Path(folder)) as place:
        command = [sys.executable, "-c", _WRITER, str(place)]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert running.stdout is not None
        told = [running.stdout.readline() for _ in range(chance.randrange(1, _FILES))]
        time.sleep(chance.random() / 50)
        running.send_signal(signal.SIGSTOP)
        with without_power(Path(folder)) as found:
            running.kill()
            running.communicate()
            tally.cases["files"] += 1
            for number in map(int, told):
                file = found / f"{number}.eml"
                if not file.is_file() or file.read_bytes() != b"%d\n" % number * 500:
                    tally.broken.append(f"files, seed {seed}: {file.name} was said to be there")


def main(minutes: float) -> int:
    """Cut the power as often as there is time for; the exit status is 1 when a promise did not hold."""
    if reason := why_not():
        click.echo(f"- power: skipped, {reason}")
        return 0
    tally, seed, ends = Tally(), 0, time.monotonic() + 60 * minutes
    while time.monotonic() < ends:
        cut_a_letter(seed, tally)
        cut_files(seed, tally)
        seed += 1
    return tally.tell(f"power ({seed} cuts while letters were sent, {seed} while files were written)")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
