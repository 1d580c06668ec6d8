"""What a sweep has tried, and what did not hold."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

import click

from digest.core.verdict import Allowance, Evidence, broken_promises

T = TypeVar("T")

_SHOWN = 12
_ADDING = Lock()


@dataclass
class Tally:
    """Cases by ``kind``, how many deliveries were left in doubt in each, and what was broken, in words."""

    cases: Counter[str] = field(default_factory=Counter)
    in_doubt: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    deliveries: int = 0

    def add(self, kind: str, case: object, evidence: Evidence, allowance: Allowance) -> None:
        """Judge one case."""
        with _ADDING:
            self.cases[kind] += 1
            self.deliveries += len(evidence.recipients)
            self.in_doubt[kind] += evidence.unsure
            self.broken += [f"{kind}, {case}: {told}" for told in broken_promises(evidence, allowance)]

    def merge(self, other: Tally) -> None:
        """Add the cases of another process."""
        self.cases += other.cases
        self.in_doubt += other.in_doubt
        self.broken += other.broken
        self.deliveries += other.deliveries

    @property
    def tried(self) -> int:
        """How many cases there were."""
        return self.cases.total()

    def told(self) -> str:
        """One line about all."""
        return (
            f"{self.tried:,} cases, {self.deliveries:,} deliveries: {len(self.broken)} broken promises, "
            f"{self.in_doubt.total()} in doubt"
        )

    def tell(self, name: str) -> int:
        """Tell how it went; the exit status is 1 when something did not hold."""
        click.echo(f"{'✗' if self.broken else '✓'} {name}: {self.told()}")
        for told in self.broken[:_SHOWN]:
            click.echo(f"broken: {told}")
        if len(self.broken) > _SHOWN:
            click.echo(f"… and {len(self.broken) - _SHOWN} more")
        return 1 if self.broken else 0


def spread(cases: Sequence[T], minutes: float, *, seed: int = 0) -> Iterator[T]:
    """All of ``cases``, or as many as there is time for, in an order of chance that can be had again."""
    ends = time.monotonic() + 60 * minutes
    for case in random.Random(seed).sample(cases, len(cases)):  # noqa: S311
        if time.monotonic() > ends:
            return
        yield case


def side_by_side(work: Callable[[T], None], cases: Iterator[T]) -> None:
    """Do ``work`` on each of ``cases``, as many at a time as there are processors."""

    turn = Lock()

    def take() -> None:
        while True:
            with turn:
                case = next(cases, None)
            if case is None:
                return
            work(case)

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for done in [workers.submit(take) for _ in range(os.cpu_count() or 1)]:
            done.result()
