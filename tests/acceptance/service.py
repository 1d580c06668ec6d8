"""A running ``digest serve``: its log as it grows, its signals, and a clock that is set at will."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

from tests.acceptance.home import Home

PATIENCE = 60.0
"""Seconds within which anything that is waited for has happened, on a machine with other things to do."""


@dataclass(frozen=True)
class Clock:
    """The clock of other processes, by libfaketime: it goes on from the moment that it was set to.

    The clock that only counts, and the file system's, stay as they are: so a machine looks that has slept.
    """

    file: Path

    @property
    def environ(self) -> dict[str, str]:
        """What makes a process go by this clock."""
        package = find_spec("libfaketime")
        assert package is not None
        assert package.origin is not None
        [library] = Path(package.origin).parent.rglob("libfaketime.so.1")
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, moment: str) -> None:
        """Set it, ``2026-02-14T07:29:58+08:00``."""
        ahead = datetime.fromisoformat(moment).timestamp() - time.time()
        new = self.file.with_suffix(".new")
        new.write_text(f"{ahead:+f}\n")
        new.replace(self.file)


class Serve:
    """``digest serve`` for a home, as a context manager that kills what still runs at its end."""

    def __init__(self, home: Home, *words: str, **environ: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "digest", *words, "--config", str(home.settings), "serve"],
            cwd=home.path,
            env=os.environ | environ,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Serve:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)

    def count(self, text: str) -> int:
        """How many lines of the log have ``text`` in them."""
        return sum(text in line for line in list(self.lines))

    def wait_for(self, text: str, times: int = 1) -> None:
        """Return as soon as the log has ``text`` in so many lines."""
        deadline = time.monotonic() + PATIENCE
        while self.count(text) < times:
            assert time.monotonic() < deadline, f"{text!r} is not in the log:\n{''.join(self.lines)}"
            assert self.process.poll() is None or self.count(text) >= times, "".join(self.lines)
            time.sleep(0.05)

    def settle(self) -> None:
        """Return when the round that sees a clock that was just set is over."""
        self.wait_for("the clock was set", self.count("the clock was set") + 1)
        time.sleep(1.5)

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Stop it; returns after how many seconds it ended, with status 0."""
        began = time.monotonic()
        self.send(number)
        assert self.process.wait(PATIENCE) == 0
        self._reader.join()
        return time.monotonic() - began
