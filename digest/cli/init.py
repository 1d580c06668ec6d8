"""``digest init``: a new home."""

from __future__ import annotations

from pathlib import Path

import click

from digest.app.home import make_home
from digest.cli.speech import say


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make a new home in DIR (else here): settings and sample clippings. Nothing is overwritten."""
    for path, made in make_home(folder):
        say(f"{'made' if made else 'kept'} {path}")
    home = folder.absolute()
    say(f"Put your clippings into {home / 'seeds'}, or name their folder in {home / 'config/digest.toml'}.")
    say(f"Then, in {home}: digest preview")
