"""Make the expected files of the golden pairs that have none yet; with ``--force``, all of them anew.

    python -m tests.golden.regenerate [--force]

Read every difference before committing it: the expected files say what digest promises to read.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from tests.golden.pairs import FOLDER, expected, inputs, stated


def main(arguments: Sequence[str]) -> int:
    """The exit status: 1 when a file would have to be overwritten and ``--force`` was not given."""
    refused = 0
    for path in inputs():
        target, answer = expected(path), stated(path)
        before = target.read_text("utf-8") if target.exists() else None
        if before == answer:
            continue
        name = target.relative_to(FOLDER)
        if before is not None and "--force" not in arguments:
            refused += 1
            click.echo(f"differs, not overwritten: {name}", err=True)
        else:
            target.write_text(answer, "utf-8", newline="\n")
            click.echo(f"written: {name}")
    if refused:
        click.echo("to overwrite them, add --force", err=True)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
