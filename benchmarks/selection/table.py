"""The table of ``docs/selection.md``: written by a whole run, never by hand."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "selection.md"
_BLOCK = re.compile(r"(?<=<!-- written by ./dev bench selection -->\n).*?(?=<!-- end -->)", re.DOTALL)

POLICIES = {
    "random": "random",
    "newest": "newest first",
    "readwise": "Readwise's rule",
    "lektr": "Lektr's order",
    "ours": "**digest, 20 + 6**",
}
"""The columns: what each is called."""

_ROWS = {
    "met in time": ("new works met within 14 letters", "%", 1, max, "98 and more"),
    "longest wait": ("longest wait of a new work, letters", "", 0, min, ""),
    "marked met": ("marked highlights met", "%", 1, max, "94 and more"),
    "déjà-vu": ("met again within 30 days, copies counted", "%", 2, min, "0.3 at most"),
    "junk": ("junk", "%", 2, min, "0.6 at most"),
    "recall": ("remembered of the marked, last year", "%", 1, max, "twice Readwise’s"),
    "old value": ("worth × forgotten, of an old one", "", 2, max, ""),
    "Gini": ("Gini over works", "", 2, min, ""),
    "fresh value": ("worth of the fresh ones read, a letter", "", 1, max, ""),
    "met": ("all highlights met", "%", 1, max, ""),
    "met twice": ("met twice", "%", 1, max, ""),
    "works a letter": ("works in a letter", "", 1, max, ""),
    "imported met": ("imported highlights met", "%", 1, max, ""),
    "imported works met": ("imported works met", "%", 1, max, ""),
}

Measured = Mapping[str, float]


def table(runs: Mapping[str, Sequence[Measured]]) -> str:
    """The table in Markdown: of each policy its measures, one mapping for each seed."""
    head = ["", *(POLICIES[name] for name in runs), "promised"]
    lines = [head, ["---"] * len(head)]
    for measure, (words, unit, digits, best_of, promised) in _ROWS.items():
        found = {name: [one[measure] for one in seeds] for name, seeds in runs.items()}
        best = best_of(map(statistics.mean, found.values()))
        cells = [_cell(seeds, best, digits) for seeds in found.values()]
        lines.append([words + f", {unit}" * bool(unit), *cells, promised])
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def write(told: str) -> None:
    """Put ``told`` into ``PAGE``, in place of what an earlier run told."""
    PAGE.write_text(_BLOCK.sub(lambda _: told, PAGE.read_text("utf-8")), "utf-8")


def _cell(seeds: Sequence[float], best: float, digits: int) -> str:
    mean = statistics.mean(seeds)
    spread = f" ± {statistics.stdev(seeds):,.{digits}f}" if len(seeds) > 1 else ""
    told = f"{mean:,.{digits}f}{spread}"
    return f"**{told}**" if mean == best else told
