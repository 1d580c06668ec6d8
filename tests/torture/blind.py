"""Digest with its precautions taken out, one at a time: a trial that does not notice is blind.

    python -m tests.torture.blind

Each precaution is taken out of a copy of the package, and the part of the trials or the test that stands for it is
run on that copy: it must tell of a broken promise, or fail.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from digest.app.selftest import faults, selftest
from tests.torture import power
from tests.torture.seeds import SEEDS, Seed

ROOT = Path(__file__).parents[2]
_BESIDE = ("tests", "templates", "config", "seeds", "pyproject.toml")


def changed(seed: Seed) -> dict[str, str]:
    """The files of the package that ``seed`` changes, with what is in them then.

    Raises:
        LookupError: the code is not what it was when the seed was written.
    """
    files: dict[str, str] = {}
    for file, there, instead in seed.changes:
        code = files.get(file) or (ROOT / "digest" / file).read_text("utf-8")
        if code.count(there) != 1:
            raise LookupError(f"'{there.strip()}' is not once in {file}")
        files[file] = code.replace(there, instead)
    return files


@contextlib.contextmanager
def planted(seed: Seed) -> Iterator[Path]:
    """A folder with a copy of the package in which ``seed`` is, and whatever belongs beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "digest", folder / "digest", ignore=shutil.ignore_patterns("__pycache__"))
        for beside in _BESIDE:
            (folder / beside).symlink_to(ROOT / beside)
        for file, code in changed(seed).items():
            (folder / "digest" / file).write_text(code, "utf-8")
        yield folder


def noticed(seed: Seed) -> str:
    """What the trial says of a digest without that precaution; empty when it is blind."""
    with planted(seed) as folder:
        done = subprocess.run(
            [sys.executable, "-m", *_module(seed.trial)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder)},  # for tests that begin a process elsewhere
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 1 or "Traceback" in done.stderr:
        return ""
    return next((line for line in done.stdout.splitlines() if line.startswith(("broken: ", "FAILED "))), "")


def _module(trial: str) -> Sequence[str]:
    if "::" in trial:
        return ["pytest", "-x", "-rf", "-p", "no:cacheprovider", *trial.split()]
    part, words = trial.split(" ", 1)
    return [f"tests.torture.{part}", words]


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
    tests = " ".join(seed.trial for seed in SEEDS if "::" in seed.trial)
    if told := noticed(Seed("nothing", tests, ())):
        click.echo(f"✗ blind: {told}, with nothing planted")
        return 1
    tried, blind = 0, []
    for seed in SEEDS:
        if seed.trial.startswith("power ") and (reason := power.why_not()):
            click.echo(f"- {seed.name}: skipped, {reason}")
            continue
        tried += 1
        told = noticed(seed)
        click.echo(f"- {seed.name}: {told or 'nothing was noticed'}")
        if not told:
            blind.append(seed.name)
    click.echo(f"{'✗' if blind else '✓'} blind: {tried} faults planted, not noticed: {', '.join(blind) or 'none'}")
    return 1 if blind else 0


if __name__ == "__main__":
    sys.exit(look(sys.argv[1]) if len(sys.argv) > 1 else main(0))
