"""Broken and hostile files of all kinds, for some minutes.

    python -m tests.torture.inputs [MINUTES] [--words FOLDER] [--seed N]

What breaks something is written to ``var/torture/`` and named; the exit status is 1 then.
"""

from __future__ import annotations

import json
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from tests.acceptance.home import make_home
from tests.golden import pairs
from tests.intake.nasty import NASTY
from tests.torture.mutants import Mutant, fields, mutants, some_mutants, with_words
from tests.torture.oracle import keep, look, measured, silently_lost

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "var" / "torture"
LONGEST = 100_000
"""Characters of one of the words that are put into a field."""

_SHORTEST = 5
"""Seconds."""

SHARES = {"every mutant": 0.45, "words in fields": 0.15, "a library": 0.1, "hypothesis": 0.1, "atheris": 0.2}
"""Of the time; what one leaves over, the next have."""


class Torture:
    """One run: what was tried, and what broke."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.broken: list[str] = []
        self.silent: list[str] = []
        self._kinds: Counter[tuple[str, str]] = Counter()

    def every_mutant(self, until: float) -> str:
        """All mutants of all golden files, as many as there is time for; each file has its share of it."""
        paths = pairs.inputs()
        tried = whole = 0
        for number, path in enumerate(paths):
            raw = path.read_bytes()
            ends = time.monotonic() + (until - time.monotonic()) / (len(paths) - number)
            original = look(raw).understood
            made = list(mutants(raw, NASTY))
            random.Random(self.seed).shuffle(made)  # noqa: S311
            for mutant in made:
                if time.monotonic() > ends:
                    break
                tried += 1
                seen = self._try(path, mutant)
                if mutant.nearly_whole and (lost := silently_lost(original, seen.understood)):
                    self._note(self.silent, path, mutant, f"{lost} highlights gone without a word")
            else:
                whole += 1
        return f"{tried:,} mutants; all there are of {whole} of {len(paths)} golden files"

    def words_in_fields(self, until: float, corpus: list[str]) -> str:
        """The words of ``corpus``, each in a field of a golden file."""
        chance, paths = random.Random(self.seed), pairs.inputs()  # noqa: S311 - what broke can be found again
        tried = 0
        while corpus and time.monotonic() < until:
            for words in chance.sample(corpus, len(corpus)):
                path = chance.choice(paths)
                raw = path.read_bytes()
                if there := len(fields(raw)):
                    tried += 1
                    self._try(path, with_words(raw, chance.randrange(there), "words", words))
                if time.monotonic() > until:
                    break
        return f"{tried:,} placements of {len(corpus):,} words"

    def a_library(self, until: float) -> str:
        """Folders of mutants, scanned by the real command."""
        chance, files = random.Random(self.seed), 0  # noqa: S311
        while time.monotonic() < until:
            with tempfile.TemporaryDirectory() as folder:
                home = make_home(Path(folder))
                for path in pairs.inputs():
                    for number, mutant in enumerate(some_mutants(path.read_bytes(), NASTY, 12, chance)):
                        home.write(f"{path.parent.name}/{path.stem}-{number}{path.suffix}", mutant.raw)
                        files += 1
                done = home.call("scan", "--json")
                told = done.json["files"] if done.status == 0 else {}
                if not told or told["seen"] != sum(number for kind, number in told.items() if kind != "seen"):
                    shutil.copytree(home.clippings, KEPT / f"library-{files}", dirs_exist_ok=True)
                    self.broken.append(f"scan of {KEPT / f'library-{files}'}: status {done.status}, {told}")
        return f"{files:,} mutants scanned into libraries; the counts add up"

    def hypothesis(self, until: float) -> str:
        """All properties that hypothesis tests, with many examples, again and again with another seed."""
        options = ["-q", "-x", "-m", "hypothesis", "-p", "no:cacheprovider", "--hypothesis-profile=torture"]
        rounds = 0
        while time.monotonic() < until:
            seed = f"--hypothesis-seed={self.seed + rounds}"
            command = [sys.executable, "-m", "pytest", *options, seed, "tests"]
            limit = max(until - time.monotonic(), _SHORTEST)
            try:
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=limit)
            except subprocess.TimeoutExpired:
                return f"{rounds} rounds over all properties, and a part of one more"
            if done.returncode:
                self.broken.append(f"{' '.join(command)}\n{done.stdout[-2_000:]}")
                return "it ended early"
            rounds += 1
        return f"{rounds} rounds over all properties"

    def atheris(self, until: float) -> str:
        """Files that atheris makes up."""
        if sys.platform != "linux" or platform.machine() != "x86_64" or sys.version_info >= (3, 14):
            return "skipped: atheris is for Linux on x86-64 and Python before 3.14"
        seconds = max(int(until - time.monotonic()), _SHORTEST)
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as seeds:
            for path in pairs.inputs():
                shutil.copy(path, Path(seeds) / f"{path.parent.name}-{path.name}")
            options = [
                f"-max_total_time={seconds}",
                f"-artifact_prefix={KEPT}/",
                "-timeout=5",
                "-rss_limit_mb=2048",
            ]
            command = [sys.executable, "-m", "tests.torture.fuzz", seeds, *options, f"-seed={self.seed + 1}"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, errors="replace")
        if done.returncode:
            self.broken.append(f"atheris: {done.stdout[-1_500:]}\n{done.stderr[-1_500:]}")
        return next(
            (line for line in reversed(done.stderr.splitlines()) if line.startswith("Done")), "it ended early"
        )

    def _try(self, path: Path, mutant: Mutant) -> Any:
        seen = measured(mutant.raw)
        for told in seen.wrong:
            self._note(self.broken, path, mutant, told)
        return seen

    def _note(self, where: list[str], path: Path, mutant: Mutant, told: str) -> None:
        """Keep the mutant; of one format and kind of trouble three are enough."""
        kind = path.parent.name, told.partition(" at ")[0][:60]
        self._kinds[kind] += 1
        if self._kinds[kind] <= 3:
            name = f"{path.parent.name}-{path.stem}-{len(self.broken) + len(self.silent)}{path.suffix}"
            where.append(f"{keep(KEPT, name, mutant.raw)}: {told} ({mutant.how})")


def words_of(folder: Path) -> Iterator[str]:
    """The texts in the files of ``folder``: the strings of JSON; anything else by lines, and whole."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        text = path.read_text("utf-8", "surrogateescape")
        if path.suffix == ".json":
            yield from _strings(json.loads(text))
        elif path.suffix == ".jsonl":
            for line in text.splitlines():
                yield from _strings(json.loads(line))
        else:
            yield text[:LONGEST]
            yield from filter(str.strip, text.split("\n"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value[:LONGEST]
    elif isinstance(value, dict):
        yield from (found for inner in value.values() for found in _strings(inner))
    elif isinstance(value, list):
        yield from (found for inner in value for found in _strings(inner))


def main(minutes: float) -> int:
    """Try broken and hostile files; the exit status is 1 when one broke something."""
    return try_files(minutes, None, 0)


@click.command()
@click.argument("minutes", type=click.FloatRange(0.05), default=10)
@click.option("--words", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Further nasty words.")
@click.option("--seed", type=int, default=0, help="Of all chance.")
def command(minutes: float, words: Path | None, seed: int) -> None:
    """Try broken and hostile files for MINUTES; tell what was tried, what held and what broke."""
    sys.exit(try_files(minutes, words, seed))


def try_files(minutes: float, words: Path | None, seed: int) -> int:
    """Try mutants of the golden files, and the texts in ``words`` in their fields; returns the exit status."""
    run = Torture(seed)
    corpus = [*NASTY.values(), *(dict.fromkeys(words_of(words)) if words else ())]
    parts: dict[str, Callable[[float], str]] = {
        "every mutant": run.every_mutant,
        "words in fields": lambda until: run.words_in_fields(until, corpus),
        "a library": run.a_library,
        "hypothesis": run.hypothesis,
        "atheris": run.atheris,
    }
    ends = time.monotonic() + 60 * minutes
    for number, (name, part) in enumerate(parts.items()):
        rest = sum(islice(SHARES.values(), number, None))
        until = time.monotonic() + (ends - time.monotonic()) * SHARES[name] / rest
        before = len(run.broken)
        told = part(until)
        click.echo(f"{'✓' if len(run.broken) == before else '✗'} {name}: {told}")
    for told in run.silent:
        click.echo(f"look at {told}")
    for told in run.broken:
        click.echo(f"broken: {told}")
    return 1 if run.broken else 0


if __name__ == "__main__":
    command()
