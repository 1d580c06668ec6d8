"""``./dev torture``: everything that digest promises, tried at length.

    python -m tests.torture [PART] [MINUTES]

A part is a module beside this one with ``main(minutes)``, which tells what it tried and returns an exit status.
Without a part all have their turn, with MINUTES each; the exit status is 1 when something did not hold.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
import time
from typing import TextIO

import click

from tests.torture import figures

PARTS = {
    "inputs": "broken and hostile files of all kinds",
    "kill": "a run killed at every call to the system",
    "twice": "a run killed, and the next one too",
    "term": "a run told to end at every call to the system",
    "errors": "every call to the system refused, and the outbox on a full disk",
    "power": "the power cut while letters are sent",
    "smtp": "a mail server that fails in every way",
    "chaos": "a hundred thousand deliveries, killed all the time",
    "zones": "every change of clocks in every zone",
    "year": "a year of letters, with clocks set and sleeps",
    "damage": "a library with damaged bytes",
    "blind": "digest with its precautions taken out, which the others must notice",
}
_MINUTES = 10.0
_LONG = 0.5
"""Minutes from which on a trial is worth telling of."""


def try_part(name: str, minutes: float) -> int:
    """Try one part, and return its exit status; what a long trial told first goes into the documents."""
    began, told = time.monotonic(), _Listening(sys.stdout)
    with contextlib.redirect_stdout(told):
        status: int = importlib.import_module(f"tests.torture.{name}").main(minutes)
    took = (time.monotonic() - began) / 60
    click.echo(f"  {name}: {took:.1f} minutes\n")
    first = next((line for line in told.heard.splitlines() if not line.startswith("- ")), "")
    if first and took >= _LONG:
        figures.write(name, first, took)
    return status


class _Listening(io.TextIOBase):
    """What is written goes on to ``stream``, and is remembered."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.heard = ""

    def write(self, text: str) -> int:
        self.heard += text
        self._stream.flush()
        return self._stream.write(text)


@click.command()
@click.argument("part", type=click.Choice([*PARTS]), required=False)
@click.argument("minutes", type=click.FloatRange(0.05), default=_MINUTES)
def main(part: str | None, minutes: float) -> None:
    """Try PART, or all one after the other, for MINUTES each."""
    names = [part] if part else [*PARTS]
    failed = [name for name in names if try_part(name, minutes)]
    click.echo(f"did not hold: {', '.join(failed)}" if failed else "everything held")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
