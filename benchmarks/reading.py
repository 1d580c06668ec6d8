"""How fast folders are read: beside python-frontmatter on the same files, and beside ``find``.

Scans are measured inside one process, like the loop they are compared with: what starting costs is a row of
its own (see ``starting``).
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.corpus import HIGHLIGHTS, write_clippings
from benchmarks.home import make_home
from benchmarks.measure import Row, command, median
from digest.app.ingest import ingest
from digest.app.searching import index
from digest.app.settings_file import load
from digest.store.library import Library

_FIRST = 10_000
_MANY = 100_000
_MEMORY = 300
"""Megabytes."""
_AWAKE = 10
"""Seconds until the service has looked through everything once."""


def rows(scratch: Path) -> Iterator[Row]:
    """The first scan of 10,000 clippings; the whole ``run``; and 100,000 of them."""
    home = scratch / "first"
    settings = make_home(home)
    write_clippings(home / "clippings", _FIRST)
    load_each = statistics.median(float(_apart(_LOADED, home / "clippings")) for _ in range(5))

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

    yield from _many(scratch / "many")


def _many(home: Path) -> Iterator[Row]:
    """100,000 clippings: scans that find all new, nothing changed, everything changed; and one file more."""
    settings = make_home(home)
    write_clippings(home / "clippings", _MANY)
    files = sorted((home / "clippings").rglob("*.md"))
    first, peak = _measured(settings)
    load_each = float(_apart(_LOADED, home / "clippings"))
    open_each = float(_apart(_OPENED, home / "clippings"))
    what = f"first scan of {_MANY:,} clippings, {_MANY * HIGHLIGHTS:,} highlights"
    yield Row(what, first, "frontmatter.load of each", load_each, goal=4)
    yield Row(f"{what}: beside its floor", first, "reading their bytes", open_each)
    yield Row(f"{what}: memory of both processes", peak, "what is promised", _MEMORY, goal=1, unit="MB")

    # A size makes find look at each file, as a scan has to.
    find = median(command(["find", home / "clippings", "-type", "f", "-size", "+1000k"]), 5)
    again = median(lambda: _scan(settings), 5)
    yield Row(f"scan of {_MANY:,} unchanged files", again, "find -size", find, goal=4)
    yield Row(
        f"scan of {_MANY:,} unchanged files: memory", _measured(settings)[1], "what is promised", 150, 1, "MB"
    )

    for path in files:
        path.write_bytes(path.read_bytes().replace(b"  \n", b"\n"))
    edited = median(lambda: _scan(settings), 1)
    yield Row(f"scan of {_MANY:,} files that a formatter rewrote", edited, "frontmatter.load of each", load_each)

    with Library(load(settings, {}).library.state) as library, library.writing():
        index(library, lambda done, total: None)
    yield Row(
        "a new clipping beside them, from still to known", _until_known(settings), "what is promised", 1, goal=1
    )


def _measured(settings: Path) -> tuple[float, float]:
    """Seconds of a scan in a process of its own, and the most memory (MB) that it and its helper held."""
    took, memory = _apart(_MEASURED, settings).split()
    return float(took), int(memory) / 1024


def _apart(program: str, argument: Path) -> str:
    """What ``program`` says in a process of its own, with memory of its own."""
    words: list[str | Path] = [sys.executable, "-c", program, argument]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


_LOADED = """
import sys, time
from pathlib import Path
import frontmatter
files = sorted(Path(sys.argv[1]).rglob("*.md"))
began = time.perf_counter()
loaded = [frontmatter.load(str(path)) for path in files]
print(time.perf_counter() - began)
"""

_OPENED = """
import sys, time
from pathlib import Path
files = sorted(Path(sys.argv[1]).rglob("*.md"))
began = time.perf_counter()
for path in files:
    path.read_bytes()
print(time.perf_counter() - began)
"""


# What getrusage says of a process itself counts what its parent held when it was started.
_MEASURED = """
import resource, sys, time
from pathlib import Path
from benchmarks.reading import _scan
began = time.perf_counter()
_scan(Path(sys.argv[1]))
took = time.perf_counter() - began
own = next(line.split()[1] for line in Path("/proc/self/status").open() if line.startswith("VmHWM:"))
print(took, int(own) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _until_known(settings: Path) -> float:
    """Seconds until the service knows a clipping, from when it has been still for as long as the settings ask."""
    loaded = load(settings, {})
    service = subprocess.Popen(
        [sys.executable, "-m", "digest", "--config", settings, "serve"], stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(_AWAKE)
        new = settings.parent.parent / "clippings" / "a new one.md"
        new.write_text("---\nsource: https://example.org/new\n---\n# New\n\n> Just now.\n", "utf-8")
        written = time.monotonic()
        with Library(loaded.library.state) as library:
            while not _knows(library, new):
                time.sleep(0.01)
        return time.monotonic() - written - loaded.library.settle
    finally:
        service.terminate()
        service.wait()


def _knows(library: Library, path: Path) -> bool:
    with library.reading() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM files WHERE path = ?", (str(path),)).first() is not None


def _scan(settings_path: Path) -> None:
    settings = load(settings_path, {})
    with Library(settings.library.state) as library, library.writing():
        ingest(library, settings, datetime.now(UTC), lambda done, total: None)
