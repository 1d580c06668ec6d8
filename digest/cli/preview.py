"""``digest preview``: the next edition, with nothing changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from digest.app.bootstrap import open_settings
from digest.app.curating import preview_draft
from digest.app.publish import Proof, report_of
from digest.app.run import digest_named, rehearse
from digest.app.settings import Settings
from digest.cli.drafts import content_of
from digest.cli.moments import at_option, moment
from digest.cli.progress import scan_progress
from digest.cli.run import tell_warnings
from digest.cli.speech import say
from digest.deliver.outbox import HTML, write_letter


@click.command()
@click.argument("name", required=False)
@at_option
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the letter; else a temporary one."
)
@click.option(
    "--draft", type=click.Path(path_type=Path, dir_okay=False), help="Set this draft instead of the next edition."
)
@click.option("--open", "show", is_flag=True, help="Show the letter in the browser.")
@click.pass_obj
def preview(
    config: Path | None, *, name: str | None, at: str | None, out: Path | None, draft: Path | None, show: bool
) -> None:
    """Set the next edition of digest NAME (else the first), or a draft. Nothing is issued or remembered."""
    if draft and (name or at):
        raise click.UsageError("--draft says of which digest it is: leave NAME and --at out")
    settings = open_settings(config)
    proof = preview_draft(settings, draft) if draft else _next(settings, name, at)
    if proof is None:
        return
    report = report_of(proof, "dry-run", None)
    folder = out or Path(tempfile.mkdtemp(prefix="digest-preview-"))
    write_letter(folder, proof.letter)
    say(f"Edition {report.edition}: {content_of(report)}.")
    say(str(folder / HTML))
    if show:
        click.launch(str(folder / HTML))


def _next(settings: Settings, name: str | None, at: str | None) -> Proof | None:
    """The next edition; what is to be told of it is told, also when there is none."""
    digest = digest_named(settings, name)
    with scan_progress() as progress:
        report, proof = rehearse(settings, digest, moment(at, digest.timezone), progress)
    tell_warnings(report)
    if proof is None:
        issued = report.outcome == "already-issued"
        say("That slot was issued already." if issued else f"Nothing fresh for '{digest.name}'.")
    return proof
