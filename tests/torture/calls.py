"""Calls of a process to the system, counted and made to fail at will, by strace."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.app.trial import Trial

NAMES = (
    *("openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir"),
    *("connect", "sendto", "recvfrom"),
)
"""What a run does to files and to the line: everything after which a power cut finds another world."""

_HAPPENED = re.compile(r"\(INJECTED\)|--- SIGTERM ")
_A_CALL = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\((?P<told>.*)")


@dataclass(frozen=True, slots=True)
class Call:
    """The ``number``-th call of its name in a thread; ``told`` is how strace shows it."""

    name: str
    number: int
    told: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def why_not() -> str:
    """Why calls cannot be counted on this machine; empty when they can."""
    if sys.platform != "linux" or not shutil.which("strace"):
        return "there is no strace here"
    traced = subprocess.run(["strace", "-f", "-o", os.devnull, "true"], capture_output=True, check=False)
    return "strace may not trace here" if traced.returncode else ""


def issuing(trial: Trial) -> list[str]:
    """The command line that issues the letter of ``trial``."""
    return [sys.executable, "-m", "digest", *trial.issue]


def calls_of(trial: Trial, names: Iterable[str] = NAMES) -> list[Call]:
    """Let ``trial`` issue its letter, and return what it called that touches its home or the line, in order.

    Threads count apart, as strace does; a number that two of them come to is listed once.
    """
    with tempfile.NamedTemporaryFile("r") as log:
        traced = ["strace", "-f", "-y", "--seccomp-bpf", "-o", log.name, "-e", f"trace={','.join(names)}"]
        _run([*traced, *issuing(trial)], trial)
        counts: Counter[tuple[str, str]] = Counter()
        found: dict[tuple[str, int], Call] = {}
        for line in log:
            if call := _A_CALL.match(line):
                name, told = call["name"], call["told"].strip()
                counts[call["thread"], name] += 1
                number = counts[call["thread"], name]
                if told.startswith(("1<", "2<")):
                    continue  # it speaks of its home
                if str(trial.folder) in told or re.search(r"<(socket|TCP)", told):
                    found.setdefault((name, number), Call(name, number, told[:160]))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Disturbed:
    """A run that something was to happen to: whether it ``happened``, what it ended with and said."""

    happened: bool
    status: int
    err: str


def run_with(trial: Trial, call: Call, what: str, *, lasting: bool = False) -> Disturbed:
    """Let ``trial`` issue its letter, and ``what`` (``signal=KILL``, ``error=EIO``) happen at ``call``.

    With ``lasting`` it happens at every call of that name from then on.
    """
    # strace injects nothing into what it does not trace, and no signal with --seccomp-bpf, and says nothing of it.
    inject = [f"trace={call.name}", f"inject={call.name}:{what}:when={call.number}{'+' if lasting else ''}"]
    options = [word for expression in inject for word in ("-e", expression)]
    with tempfile.NamedTemporaryFile("r", errors="replace") as log:
        fast = [] if what.startswith("signal") else ["--seccomp-bpf"]
        done = _run(["strace", "-f", *fast, "-o", log.name, *options, *issuing(trial)], trial)
        happened = done.returncode == -signal.SIGKILL or bool(_HAPPENED.search(log.read()))
    return Disturbed(happened, done.returncode, done.stderr)


def _run(command: Sequence[str], trial: Trial) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DIGEST_")}
    return subprocess.run(
        command,
        cwd=Path.cwd(),  # the digest that is tried is the one that is imported here
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )
