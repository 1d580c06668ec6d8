"""How fast an edition is chosen from a million highlights, and in how much memory, beside what is promised."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.home import make_home
from benchmarks.measure import Row
from benchmarks.million import A_WORK, APART, FIRST_MARK, HIGHLIGHTS, Words, import_works
from digest.app.choosing import choose
from digest.app.searching import index
from digest.app.settings_file import load
from digest.core.slots import slot_of
from digest.model.choice import Moment, Reason
from digest.model.letter import Issue, Letter
from digest.store import ledger
from digest.store.library import Library

_SECONDS, _MEGABYTES = 0.050, 50
_DAY = timedelta(days=1)
_WORKS = HIGHLIGHTS // A_WORK
_EDITIONS = 1_826
_PICKS = 26
_SCANS, _WORKS_A_SCAN = 10, 100
_MORNINGS = 11

_IMPORTED = FIRST_MARK + APART * HIGHLIGHTS + 40 * _DAY
"""When the million came: all of it had been marked long before."""

_FIVE_YEARS_ON = _IMPORTED + _EDITIONS * _DAY


def rows(scratch: Path) -> Iterator[Row]:
    """Of a library that has just been imported, of one that has printed for five years, and of that with news."""
    settings, words = make_home(scratch / "choosing"), Words()
    with Library(load(settings, {}).library.state) as library, library.writing():
        import_works(library, words, range(_WORKS), _IMPORTED)
        index(library, lambda done, total: None)
        yield from _measured("just imported", settings, _IMPORTED)
        _print_for_years(library)
        yield from _measured("after five years of letters", settings, _FIVE_YEARS_ON)
        for scan in range(_SCANS):
            numbers = range(_WORKS + scan * _WORKS_A_SCAN, _WORKS + (scan + 1) * _WORKS_A_SCAN)
            first = _FIVE_YEARS_ON - APART * HIGHLIGHTS
            import_works(library, words, numbers, first + APART * (numbers.stop * A_WORK + 1), first)
        index(library, lambda done, total: None)
        pending = _SCANS * _WORKS_A_SCAN * A_WORK
        now = _FIVE_YEARS_ON + APART * (pending + A_WORK)
        yield from _measured(f"with {pending:,} pending", settings, now)


def tell(settings_file: Path, now: datetime) -> None:
    """Print the median seconds of choosing, and by how many kB it raised the most memory this process ever had.

    Seconds of the processor: choosing waits for nobody, and others may be at work on the machine.
    """
    settings = load(settings_file, {})
    [digest] = settings.digests.values()
    with Library(settings.library.state) as library, library.reading() as connection:
        before, took = _most_memory(), []
        for morning in range(_MORNINGS):
            then = now + morning * _DAY
            slot = slot_of(then, digest.schedule, digest.timezone)
            start = time.process_time()
            choice = choose(connection, digest, Moment(slot, then, digest.timezone))
            took.append(time.process_time() - start)
            assert choice.old
            assert choice.fresh
        print(statistics.median(took), _most_memory() - before)


def _measured(state: str, settings: Path, now: datetime) -> Iterator[Row]:
    program = (
        "from pathlib import Path; from datetime import datetime; from benchmarks.choosing import tell; "
        f"tell(Path({str(settings)!r}), datetime.fromisoformat({now.isoformat()!r}))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True)
    seconds, memory = map(float, done.stdout.split())
    what = f"choosing from {HIGHLIGHTS:,} highlights, {state}"
    yield Row(what, seconds, "what is promised", _SECONDS, goal=1)
    yield Row(f"{what}: memory", memory / 1024, "what is promised", _MEGABYTES, goal=1, unit="MB")


def _print_for_years(library: Library) -> None:
    """Editions of highlights taken here and there, a quarter of them printed before."""
    chance = random.Random(3)  # noqa: S311
    printed: list[int] = []
    for number in range(1, _EDITIONS + 1):
        now = _IMPORTED + number * _DAY
        fresh = {chance.randint(1, HIGHLIGHTS): Reason("import") for _ in range(_PICKS * 3 // 4)}
        old = {id_: Reason("revisit") for id_ in chance.sample(printed, min(len(printed), _PICKS - len(fresh)))}
        issue = Issue("daily", number, f"{now:%Y-%m-%dT%H:%M}", now, f"{number}")
        with library.transaction() as connection:
            ledger.freeze(connection, issue, Letter("", b"", b"", b"", b""), fresh | old, ledger="daily", credit=6)
        printed += fresh


def _most_memory() -> int:
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])
