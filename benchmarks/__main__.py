"""``./dev bench [SUBJECT [NUMBER]]…``: a table, and in ``build/bench.json``.

Subjects are starting, letters, reading, search, sending, choosing and selection, which takes a number of readers.
"""

from __future__ import annotations

import importlib
import json
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import Row

SUBJECTS = ("starting", "letters", "reading", "search", "sending", "selection", "choosing")
RESULT = Path("build/bench.json")


def main(words: list[str]) -> None:
    """Measure the subjects among ``words``, or all; exit with 1 when a goal was missed."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as scratch:
        for subject, numbers in _subjects(words or SUBJECTS):
            for row in importlib.import_module(f"benchmarks.{subject}").rows(Path(scratch), *numbers):
                found.append(row)
                print(_line(row), flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    about = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    rows = [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in found]
    RESULT.write_text(json.dumps(about | {"rows": rows}, indent=1) + "\n", "utf-8")
    print(f"\n{RESULT}")
    sys.exit(0 if all(row.met for row in found) else 1)


def _subjects(words: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Each subject with the numbers that follow it."""
    subjects: list[tuple[str, list[int]]] = []
    for word in words:
        if word.isdecimal() and subjects:
            subjects[-1][1].append(int(word))
        else:
            subjects.append((word, []))
    return subjects


def _line(row: Row) -> str:
    goal = "" if row.goal is None else f"  goal {row.goal:g} ×  {'met' if row.met else 'MISSED'}"
    ours, theirs = (_amount(value, row.unit) for value in (row.ours, row.theirs))
    return f"{row.what:62} {ours}  {row.ratio:7.2f} × {row.peer} ({theirs.strip()}){goal}"


def _amount(value: float, unit: str) -> str:
    if unit == "MB":
        return f"{value:7.0f} MB"
    if unit == "%":
        return f"{value:7.2f} % "
    return f"{value:7.2f} s " if value >= 1 else f"{value * 1000:7.2f} ms"


if __name__ == "__main__":
    main(sys.argv[1:])
