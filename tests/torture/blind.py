"""Digest with its precautions taken out, one at a time: a trial that does not notice is blind.

    python -m tests.torture.blind

Each precaution is taken out of a copy of the package, and the part of the trials that stands for it is run on that
copy: it must tell of a broken promise.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from digest.app.selftest import faults, selftest
from tests.torture import power

ROOT = Path(__file__).parents[2]
_BESIDE = ("tests", "templates", "config", "seeds")


@dataclass(frozen=True, slots=True)
class Seed:
    """A precaution taken out: in ``file``, ``there`` becomes ``instead``. ``trial`` is what must notice."""

    name: str
    file: str
    there: str
    instead: str
    trial: Sequence[str]


_MARK = "            before_last_dot()\n"
_DOT = '            failpoint("after-last-dot")\n'
_KILLED = ("blind", "killed after-last-dot")
_CHAOS = ("chaos", "1")
_CUT = ("power", "0.5")

SEEDS = (
    Seed("no mark before the last dot", "deliver/smtp.py", _MARK, "", _KILLED),
    Seed("the mark comes after the last dot", "deliver/smtp.py", _DOT, _DOT + _MARK, _KILLED),
    Seed("the mark comes after the last dot, in chaos", "deliver/smtp.py", _DOT, _DOT + _MARK, _CHAOS),
    Seed(
        "dots are sent before the commit",
        "app/receipts.py",
        "        self.settle()\n        return entry.written\n",
        "        return True\n",
        _CHAOS,
    ),
    Seed("a doubt is taken for a failure", "store/deliveries.py", "UNSURE.value", "PENDING.value", _KILLED),
    Seed(
        "no answer is taken for a yes",
        "deliver/smtp.py",
        "            raise Unsure(reason) from error\n",
        '            return 250, b"taken"\n',
        ("blind", "gone"),
    ),
    Seed("synchronous is lowered", "store/library.py", '("synchronous", 2)', '("synchronous", 1)', _CUT),
    Seed("files are not forced to disk", "disk.py", "            os.fsync(file.fileno())\n", "", _CUT),
    Seed("folders are not forced to disk", "disk.py", "        os.fsync(descriptor)\n", "        pass\n", _CUT),
)


@contextlib.contextmanager
def planted(seed: Seed) -> Iterator[Path]:
    """A folder with a copy of the package in which ``seed`` is, and whatever belongs beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "digest", folder / "digest", ignore=shutil.ignore_patterns("__pycache__"))
        for beside in _BESIDE:
            (folder / beside).symlink_to(ROOT / beside)
        file = folder / "digest" / seed.file
        code = file.read_text("utf-8")
        if code.count(seed.there) != 1:
            raise LookupError(f"'{seed.there.strip()}' is not once in {seed.file}")
        if seed.instead.endswith(_MARK):  # it moves
            code = code.replace(_MARK, "")
        file.write_text(code.replace(seed.there, seed.instead), "utf-8")
        yield folder


def noticed(seed: Seed) -> str:
    """What the trial says of a digest without that precaution; empty when it is blind."""
    part, *words = seed.trial
    command = [sys.executable, "-m", f"tests.torture.{part}", *words]
    with planted(seed) as folder:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 1 or "Traceback" in done.stderr:
        return ""
    return next((line for line in done.stdout.splitlines() if line.startswith("broken: ")), "")


def look(kind: str) -> int:
    """Try all faults of one kind on the digest that is imported here; the exit status is 1 when one was noticed."""
    told = [
        one for outcome in selftest(fault for fault in faults() if fault.kind == kind) for one in outcome.broken
    ]
    for one in told:
        click.echo(f"broken: {one}")
    return 1 if told else 0


def main(_: float) -> int:
    """Plant every seed; the exit status is 1 when one was not noticed."""
    blind = 0
    for seed in SEEDS:
        if seed.trial == _CUT and (reason := power.why_not()):
            click.echo(f"- blind: {seed.name}: skipped, {reason}")
        elif told := noticed(seed):
            click.echo(f"✓ blind: {seed.name}: {told}")
        else:
            blind += 1
            click.echo(f"✗ blind: {seed.name}: nothing was noticed")
    return 1 if blind else 0


if __name__ == "__main__":
    sys.exit(look(sys.argv[1]) if len(sys.argv) > 1 else main(0))
