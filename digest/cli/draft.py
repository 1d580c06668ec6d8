"""``digest draft``: the next edition as a file to be edited."""

from __future__ import annotations

from pathlib import Path

import click

from digest.app.bootstrap import open_settings
from digest.app.curating import Drafted, make_draft
from digest.app.run import digest_named
from digest.app.settings import Settings
from digest.cli.drafts import content_of
from digest.cli.moments import at_option, moment
from digest.cli.progress import scan_progress
from digest.cli.run import tell_warnings
from digest.cli.speech import answer, json_option, say


@click.command()
@click.argument("name", required=False)
@at_option
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; else one among the drafts."
)
@json_option
@click.pass_obj
def draft(config: Path | None, name: str | None, at: str | None, out: Path | None, as_json: bool) -> None:
    """Write the next edition of digest NAME (else the first) as a Markdown file, to be edited and published.

    The folders are read first. Nothing is issued and nothing kept back: what a draft has is as fresh as before.
    """
    settings = open_settings(config)
    digest = digest_named(settings, name)
    with scan_progress() as progress:
        drafted = make_draft(settings, digest, moment(at, digest.timezone), out, progress)
    if as_json:
        report = drafted.report
        answer(
            {
                "digest": report.digest,
                "slot": report.slot,
                "file": str(drafted.file) if drafted.file else None,
                "works": report.works,
                "highlights": report.highlights,
                "waiting": report.waiting,
                "warnings": [*report.problems, *report.warnings],
            }
        )
    else:
        _tell(drafted, settings)


def _tell(drafted: Drafted, settings: Settings) -> None:
    report = drafted.report
    tell_warnings(report)
    if drafted.file is None:
        issued = report.outcome == "already-issued"
        say("That slot was issued already." if issued else f"Nothing fresh for '{report.digest}': no draft.")
        return
    say(f"A draft of '{report.digest}': {content_of(report)}. Nothing is issued, nothing is kept back for it.")
    say(str(drafted.file))
    say(f"When it is done: 'digest publish', or move it to '{settings.drafts.ready}'.")
