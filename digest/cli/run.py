"""``digest run``: one edition by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import open_settings
from digest.app.publish import RunReport
from digest.app.run import digest_named, rehearse
from digest.app.run import run as run_by_hand
from digest.cli.moments import at_option, moment
from digest.cli.progress import scan_progress
from digest.cli.speech import answer, counted, json_option, say, say_list


@click.command()
@click.argument("name", required=False)
@click.option("--dry-run", is_flag=True, help="Tell what would be issued and write nothing at all.")
@at_option
@json_option
@click.pass_obj
def run(config: Path | None, name: str | None, dry_run: bool, at: str | None, as_json: bool) -> None:
    """Scan, choose, set and issue one edition of digest NAME (else the first), by hand.

    It takes a slot of its own and never uses up a scheduled one, unless --at names a scheduled time.
    """
    settings = open_settings(config)
    digest = digest_named(settings, name)
    now = moment(at, digest.timezone)
    with scan_progress() as progress:
        if dry_run:
            report, _ = rehearse(settings, digest, now, progress)
        else:
            report = run_by_hand(settings, digest, now, progress)
    if as_json:
        answer(_document(report))
    else:
        _tell(report, settings.outbox.folder)


def _document(report: RunReport) -> dict[str, Any]:
    return {
        "digest": report.digest,
        "slot": report.slot,
        "outcome": report.outcome,
        "edition": report.edition,
        "works": report.works,
        "highlights": report.highlights,
        "waiting": report.waiting,
        "folder": str(report.folder) if report.folder else None,
        "html_bytes": report.html_bytes,
        "warnings": list(report.warnings),
        "deliveries": [],
    }


def _tell(report: RunReport, outbox: Path) -> None:
    if report.warnings:
        say(f"{counted(len(report.warnings), 'thing')} to know:")
        say_list(report.warnings)
    content = f"{counted(report.works, 'work')}, {counted(report.highlights, 'highlight')}"
    waiting = f"; {report.waiting:,} more wait for the next" if report.waiting else ""
    if report.outcome == "empty":
        say(f"Nothing fresh for '{report.digest}'. The archive is {outbox / 'index.html'}")
    elif report.outcome == "already-issued":
        say(f"Edition {report.edition} of '{report.digest}' was issued for {report.slot} already:")
        say(f"{report.folder}/index.html")
    elif report.outcome == "dry-run":
        say(f"Edition {report.edition} of '{report.digest}' would have {content}{waiting}. Nothing was written.")
    else:
        say(f"Edition {report.edition} of '{report.digest}': {content}{waiting}.")
        say(f"{report.folder}/index.html")
