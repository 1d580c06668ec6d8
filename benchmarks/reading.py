"""How fast folders are read: beside python-frontmatter on the same files, and beside ``find``.

Scans are measured inside one process, like the loop they are compared with: what starting costs is a row of
its own (see ``starting``).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import frontmatter

from benchmarks.corpus import write_clippings
from benchmarks.home import make_home
from benchmarks.measure import Row, command, median
from digest.app.ingest import ingest
from digest.app.settings_file import load
from digest.store.library import Library

_FIRST = 10_000
_REST = 100_000


def rows(scratch: Path) -> Iterator[Row]:
    """The first scan of 10,000 clippings; the whole ``run``; a scan of 100,000 that have not changed."""
    home = scratch / "first"
    settings = make_home(home)
    write_clippings(home / "clippings", _FIRST)
    files = sorted((home / "clippings").rglob("*.md"))
    load_each = median(lambda: [frontmatter.load(str(path)) for path in files], 5)

    def scan_anew() -> None:
        shutil.rmtree(home / "var", ignore_errors=True)
        _scan(settings)

    first = median(scan_anew, 3)
    yield Row(
        f"first scan of {_FIRST:,} clippings into a new library",
        first,
        "frontmatter.load of each",
        load_each,
        goal=4,
    )

    def run_anew() -> None:
        shutil.rmtree(home / "outbox", ignore_errors=True)
        shutil.rmtree(home / "var", ignore_errors=True)
        command([sys.executable, "-m", "digest", "--config", settings, "run"])()

    whole = median(run_anew, 3)
    yield Row(
        f"digest run: {_FIRST:,} clippings to a letter, started", whole, "frontmatter.load of each", load_each
    )

    home = scratch / "rest"
    settings = make_home(home)
    write_clippings(home / "clippings", _REST)
    _scan(settings)
    # A size makes find look at each file, as a scan has to.
    find = median(command(["find", home / "clippings", "-type", "f", "-size", "+1000k"]), 5)
    again = median(lambda: _scan(settings), 5)
    yield Row(f"scan of {_REST:,} unchanged files", again, "find -size", find, goal=4)


def _scan(settings_path: Path) -> None:
    settings = load(settings_path, {})
    with Library(settings.library.state) as library, library.writing():
        ingest(library, settings, datetime.now(UTC), lambda done, total: None)
