"""``digest backup``: a copy of the library."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from digest.app.bootstrap import now, open_settings
from digest.app.copies import back_up
from digest.cli.speech import answer, json_option, say
from digest.core.text import counted
from digest.store.copies import Content


@click.command()
@click.argument("place", required=False, type=click.Path(path_type=Path), metavar="[FILE|DIR]")
@json_option
@click.pass_obj
def backup(config: Path | None, place: Path | None, as_json: bool) -> None:
    """Copy the library to FILE, or into DIR under the time, while it may be in use; the copy is looked over.

    Without a place it goes into the folder "backups" beside the library. A copy called FILE is replaced.
    """
    copy = back_up(open_settings(config), place, now())
    if as_json:
        answer({"file": str(copy.path.absolute()), "bytes": copy.size} | asdict(copy.content))
        return
    say(f"{content_in_words(copy.content)}, {copy.size / 1e6:,.1f} MB; the copy is sound")
    say(str(copy.path))


def content_in_words(content: Content) -> str:
    """What a library holds, for people."""
    return (
        f"{counted(content.highlights, 'highlight')} of {counted(content.works, 'work')} in "
        f"{counted(content.files, 'file')}, {counted(content.editions, 'edition')} with "
        f"{counted(content.deliveries, 'delivery', 'deliveries')}"
    )
