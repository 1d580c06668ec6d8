"""How fast commands start: beside a bare Python of the same environment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import write_clippings
from benchmarks.home import make_home
from benchmarks.measure import Row, command, median

_TIMES = 15


def rows(scratch: Path) -> Iterator[Row]:
    """``--version``, and ``status`` of a small library."""
    settings = make_home(scratch / "small")
    write_clippings(scratch / "small" / "clippings", 100)
    digest: list[str | Path] = [sys.executable, "-m", "digest", "--config", settings]
    command([*digest, "scan"])()
    bare = median(command([sys.executable, "-c", "pass"]), _TIMES)
    yield Row("digest --version", median(command([*digest, "--version"]), _TIMES), "bare python", bare, goal=6)
    yield Row("digest status", median(command([*digest, "status"]), _TIMES), "bare python", bare)
