"""``digest publish``: a draft becomes an edition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import open_settings
from digest.app.curating import publish_draft
from digest.app.drafts import DraftReport
from digest.app.outcomes import Outcomes
from digest.cli.deliveries import delivery_row, leave_with, tell_deliveries
from digest.cli.drafts import draft_row, tell_draft
from digest.cli.progress import scan_progress
from digest.cli.run import tell_warnings
from digest.cli.speech import answer, json_option, say


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--now", "at_once", is_flag=True, help="Issue it at once, without holding it.")
@json_option
@click.pass_obj
def publish(config: Path | None, file: Path, at_once: bool, as_json: bool) -> None:
    """Issue the draft FILE, exactly as it is and in its order, after it was held for a while.

    Everything that is wrong with it is told at once, with its line, and nothing is issued then. Until the time that
    is told, moving it out of the folder 'ready' cancels it.
    """
    settings = open_settings(config)
    with scan_progress() as progress:
        report = publish_draft(settings, file, progress, at_once=at_once)
    tried = report.run.tried if report.run else Outcomes()
    if as_json:
        answer(_document(report))
    else:
        _tell(report)
    tell_deliveries(tried)
    leave_with(tried)


def _document(report: DraftReport) -> dict[str, Any]:
    run = report.run
    return draft_row(report) | {
        "slot": run.slot if run else None,
        "works": run.works if run else None,
        "highlights": run.highlights if run else None,
        "folder": str(run.folder) if run else None,
        "html_bytes": run.html_bytes if run else None,
        "warnings": [*run.problems, *run.warnings] if run else [],
        "deliveries": [delivery_row(delivery) for delivery in run.deliveries] if run else [],
    }


def _tell(report: DraftReport) -> None:
    if report.run:
        tell_warnings(report.run)
    if report.outcome == "already-issued" and report.run:
        say(f"It was issued already, as edition {report.run.edition} of '{report.digest}':")
        say(f"{report.run.folder}/index.html")
    else:
        tell_draft(report)
    if report.outcome == "held":
        say("The service issues it then, or 'digest run' when it is called after that.")
    elif not report.problems:
        say(f"The draft is kept as '{report.file}'.")
