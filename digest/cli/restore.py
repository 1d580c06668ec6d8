"""``digest restore``: a copy of the library in its place."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from digest.app.bootstrap import now, open_settings
from digest.app.copies import restore as put_back
from digest.cli.backup import content_in_words
from digest.cli.speech import answer, json_option, say


@click.command()
@click.argument("copy", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def restore(config: Path | None, copy: Path, as_json: bool) -> None:
    """Put the copy in FILE in the place of the library; it is looked over first, and the present library kept.

    The service must be stopped. FILE stays as it is.
    """
    settings = open_settings(config)
    restored = put_back(settings, copy, now())
    if as_json:
        aside = str(restored.aside) if restored.aside else None
        answer(
            {"file": str(settings.library.state), "aside": aside, "behind": bool(restored.behind)}
            | asdict(restored.content)
        )
        return
    say(f"Restored: {content_in_words(restored.content)}")
    if restored.aside:
        say(f"The library that was there is kept as {restored.aside}")
    if restored.behind:
        say(f"The outbox has what this copy does not know: {restored.behind}.")
        say("'digest outbox adopt' takes that over; until then nothing is printed or sent but test copies.")
