"""How well is chosen: five years of a simulated reader's letters, by our policy and by what others do."""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.measure import Row
from benchmarks.selection import baselines, ours
from benchmarks.selection.measures import measured, recall_without
from benchmarks.selection.memory import Memory
from benchmarks.selection.reader import make_reader
from benchmarks.selection.table import POLICIES, Measured, table, write

SEEDS = 5
"""Readers whose letters make the table of the page."""

PROMISED = {"met in time": 2.0, "marked met": 6.0, "déjà-vu": 0.3, "junk": 0.6}
"""At most so much of each in per cent; of what is met, so much is not."""

_NOT = {"met in time": "new works not met within 14 letters", "marked met": "marked highlights never met"}
_OTHERS = {
    "random": baselines.at_random,
    "newest": baselines.newest_first,
    "readwise": baselines.readwise,
    "lektr": baselines.spaced,
}


def rows(scratch: Path, seeds: int = SEEDS) -> Iterator[Row]:
    """What is promised of the letters of ``seeds`` readers; of all five, the table of the page too."""
    runs: dict[str, list[Measured]] = defaultdict(list)
    without = []
    start = time.monotonic()
    with ProcessPoolExecutor(min(seeds, os.cpu_count() or 1)) as pool:
        for found, forgotten in pool.map(partial(_run, scratch), range(1, seeds + 1)):
            without.append(forgotten)
            for name in POLICIES:
                runs[name].append(found[name])
            print(f"selection: reader {len(without)} of {seeds}, {time.monotonic() - start:.0f} s", file=sys.stderr)
    told = table(runs)
    print(told)
    if seeds >= SEEDS:
        write(f"{told}\nWithout any letter {statistics.mean(without):.1f} % of the marked ones are remembered.\n")
    yield from _promises(runs)


def _run(scratch: Path, seed: int) -> tuple[dict[str, Measured], float]:
    """What all policies do for the reader of a seed, and what that reader remembers without any letter."""
    reader = make_reader(seed)
    memory = partial(Memory, reader, seed)
    letters = {name: [*choose(reader, random.Random(seed))] for name, choose in _OTHERS.items()}  # noqa: S311
    letters["ours"] = [*ours.letters(reader, scratch / f"reader-{seed}")]
    found: dict[str, Measured] = {name: measured(reader, some, memory()) for name, some in letters.items()}
    return found, recall_without(reader, memory())


def _promises(runs: dict[str, list[Measured]]) -> Iterator[Row]:
    for measure, most in PROMISED.items():
        missed = _mean(runs["ours"], measure)
        missed = 100 - missed if measure in _NOT else missed
        yield Row(f"selection: {_NOT.get(measure, measure)}", missed, "what is promised", most, goal=1, unit="%")
    theirs, own = (_mean(runs[name], "recall") for name in ("readwise", "ours"))
    yield Row("selection: remembered of the marked, by Readwise's rule", theirs, "ours", own, goal=0.5, unit="%")


def _mean(seeds: Sequence[Measured], measure: str) -> float:
    return statistics.mean(one[measure] for one in seeds)
