"""``digest outbox``: the outbox made anew from the library, or the library caught up with the outbox."""

from __future__ import annotations

from pathlib import Path

import click

from digest.app.adopting import adopt as take_over
from digest.app.bootstrap import now, open_settings, template_folders
from digest.app.outbox import rebuild as make_anew
from digest.app.run import press
from digest.cli.speech import answer, json_option, say
from digest.core.text import counted
from digest.store.library import Library


@click.group()
def outbox() -> None:
    """Make the outbox anew, or take over what it has."""


@outbox.command()
@json_option
@click.pass_obj
def rebuild(config: Path | None, as_json: bool) -> None:
    """Write every edition again, byte for byte as it was issued, and the pages around them.

    What is whole stays, what is missing or was changed is written; other files are left alone.
    """
    settings = open_settings(config)
    with Library(settings.library.state, create=False) as library, library.writing():
        issued, written = make_anew(library, settings, template_folders(settings), now())
    if as_json:
        answer({"editions": issued, "written": [str(folder) for folder in written]})
        return
    for folder in written:
        say(f"written: {folder}")
    say(f"{counted(issued, 'edition')}, {len(written):,} written anew")
    say(str(settings.outbox.folder / "index.html"))


@outbox.command()
@json_option
@click.pass_obj
def adopt(config: Path | None, as_json: bool) -> None:
    """Take over the editions in the outbox that the library does not know, as it was restored or made anew.

    They count as issued, and what they printed as printed. Whether they were sent is unsure, until 'digest deliver
    --unsure resend' or 'drop' says.
    """
    settings = open_settings(config)
    with Library(settings.library.state) as library:
        adopted = take_over(library, press(settings, library), now())
    if as_json:
        rows = [
            {"digest": issue.digest, "edition": issue.number, "folder": str(settings.outbox.folder / issue.folder)}
            for issue in adopted.editions
        ]
        answer({"adopted": rows, "unsure": adopted.unsure})
        return
    for issue in adopted.editions:
        say(f"taken over: edition {issue.number} of '{issue.digest}', {issue.folder}")
    if adopted.unsure:
        doubt = counted(adopted.unsure, "letter is", "letters are")
        say(f"{doubt} unsure: 'digest deliver --unsure drop' leaves it at that, 'resend' sends (perhaps again).")
    elif not adopted.editions:
        say("The library knows all that the outbox has.")
