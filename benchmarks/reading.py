"""How fast folders are read: beside python-frontmatter on the same files, and beside ``find``."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import frontmatter

from benchmarks.corpus import write_clippings
from benchmarks.home import make_home
from benchmarks.measure import Row, command, median

_FIRST = 10_000
_REST = 100_000


def rows(scratch: Path) -> Iterator[Row]:
    """The first scan of 10,000 clippings; a scan of 100,000 that have not changed; the whole ``run``."""
    clippings = scratch / "first" / "clippings"
    settings = make_home(scratch / "first")
    write_clippings(clippings, _FIRST)
    digest: list[str | Path] = [sys.executable, "-m", "digest", "--config", settings]

    def scan_anew() -> None:
        shutil.rmtree(scratch / "first" / "var", ignore_errors=True)
        command([*digest, "scan"])()

    files = sorted(clippings.rglob("*.md"))
    load = median(lambda: [frontmatter.load(str(path)) for path in files], 3)
    what = f"first scan of {_FIRST:,} clippings, library and start included"
    yield Row(what, median(scan_anew, 3), "frontmatter.load of each", load, goal=4)

    def run_anew() -> None:
        shutil.rmtree(scratch / "first" / "outbox", ignore_errors=True)
        shutil.rmtree(scratch / "first" / "var", ignore_errors=True)
        command([*digest, "run"])()

    yield Row(
        f"digest run: {_FIRST:,} clippings to a letter", median(run_anew, 3), "frontmatter.load of each", load
    )

    settings = make_home(scratch / "rest")
    write_clippings(scratch / "rest" / "clippings", _REST)
    digest = [sys.executable, "-m", "digest", "--config", settings, "scan"]
    command(digest)()
    # A size makes find look at each file, as a scan has to.
    find = median(command(["find", scratch / "rest" / "clippings", "-type", "f", "-size", "+1000k"]), 5)
    yield Row(
        f"scan of {_REST:,} unchanged files, start included", median(command(digest), 5), "find -size", find, goal=4
    )
