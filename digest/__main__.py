"""``digest`` and ``python -m digest``."""

from __future__ import annotations

import sys

import click

from digest.cli.group import digest
from digest.errors import DigestError


def main() -> None:
    """Run a command; what a person can act on ends as one sentence and its exit status."""
    try:
        digest(prog_name="digest")
    except DigestError as error:
        for line in str(error).splitlines():
            click.echo(f"digest: {line}", err=True)
        sys.exit(error.status)


if __name__ == "__main__":
    main()
