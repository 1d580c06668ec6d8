"""Timing, and what a row of the table is."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """``ours`` and ``theirs`` are seconds, megabytes or per cent; ``goal`` is the largest ratio we want."""

    what: str
    ours: float
    peer: str
    theirs: float
    goal: float | None = None
    unit: Literal["s", "MB", "%"] = "s"

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def met(self) -> bool:
        return self.goal is None or self.ratio <= self.goal


def median(work: Callable[[], object], times: int) -> float:
    """Seconds of the middle one of ``times`` runs."""
    return statistics.median(_seconds(work) for _ in range(times))


def command(words: Sequence[str | Path]) -> Callable[[], object]:
    """A run of a command that must succeed, its output thrown away."""
    told = [str(word) for word in words]
    return lambda: subprocess.run(told, check=True, capture_output=True)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
