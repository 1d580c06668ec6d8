"""A command on a terminal, which is asked and answered."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, *words: str, cwd: Path) -> None:
        self._ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "digest", *words]
        self._process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd)
        os.close(theirs)
        self.shown = ""

    def answer(self, question: str, told: str) -> None:
        """Wait for ``question`` and type ``told``."""
        seen = len(self.shown)
        until = time.monotonic() + 60
        while question not in self.shown[seen:] and time.monotonic() < until:
            self._read(1)
        assert question in self.shown[seen:], self.shown
        os.write(self._ours, told.encode() + b"\n")

    def end(self) -> int:
        """Wait for the end; returns the exit status."""
        while self._read(60):
            pass
        os.close(self._ours)
        return self._process.wait(60)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._ours], [], [], seconds)[0]:
            return False
        try:
            told = os.read(self._ours, 4096)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.shown += told.decode("utf-8", "replace")
        return bool(told)
