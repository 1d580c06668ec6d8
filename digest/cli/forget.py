"""``digest forget``: erase one highlight."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from digest.app.bootstrap import open_settings
from digest.cli.highlight import known
from digest.cli.speech import block, say
from digest.store.catalogue import forget as erase
from digest.store.catalogue import history
from digest.store.library import Library


@click.command()
@click.argument("highlight_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@click.pass_obj
def forget(config: Path | None, highlight_id: int) -> None:
    """Erase highlight ID from the library for good; its file does not bring it back.

    Letters that printed it stay as they were issued.
    """
    settings = open_settings(config)
    with Library(settings.library.state, create=False) as library, library.reading() as connection:
        told = known(history(connection, highlight_id), highlight_id)
    say(block(told.highlight.text, "> "))
    if sys.stdin.isatty():
        click.confirm("Erase this highlight for good?", abort=True, err=True)
    with (
        Library(settings.library.state, create=False) as library,
        library.writing(),
        library.transaction() as connection,
    ):
        erase(connection, highlight_id)
    say(f"Highlight {highlight_id} is erased.")
    for sighting in told.sightings:
        say(f"Its file is yours and stays as it is: {sighting.path}:{sighting.line}")
    for issue, _ in told.printed:
        say(f"The letter that printed it stays as it was issued: {settings.outbox.folder / issue.folder}")
