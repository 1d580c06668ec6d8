"""``digest run``: one edition by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import open_settings
from digest.app.publish import RunReport
from digest.app.run import digest_named, rehearse
from digest.app.run import run as run_by_hand
from digest.app.testcopy import send_test
from digest.cli.moments import at_option, moment
from digest.cli.progress import scan_progress
from digest.cli.speech import answer, counted, json_option, say
from digest.core.text import one_line
from digest.deliver.address import parse_mailbox
from digest.errors import SettingsError


@click.command()
@click.argument("name", required=False)
@click.option("--dry-run", is_flag=True, help="Tell what would be issued and write nothing at all.")
@click.option(
    "--to", "recipients", metavar="ADDR", multiple=True, help="Send a test copy there and record nothing."
)
@at_option
@json_option
@click.pass_obj
def run(
    config: Path | None, name: str | None, dry_run: bool, recipients: tuple[str, ...], at: str | None, as_json: bool
) -> None:
    """Scan, choose, set and issue one edition of digest NAME (else the first), by hand.

    It takes a slot of its own and never uses up a scheduled one, unless --at names a scheduled time.
    """
    if dry_run and recipients:
        raise click.UsageError("--dry-run sends nothing: leave one of --dry-run and --to out")
    for recipient in recipients:
        _check_address(recipient)
    settings = open_settings(config)
    digest = digest_named(settings, name)
    now = moment(at, digest.timezone)
    with scan_progress() as progress:
        if recipients:
            report = send_test(settings, digest, now, recipients, progress)
        elif dry_run:
            report, _ = rehearse(settings, digest, now, progress)
        else:
            report = run_by_hand(settings, digest, now, progress)
    if as_json:
        answer(_document(report))
    else:
        _tell(report, settings.outbox.folder)
    refusals = [delivery.refusal for delivery in report.deliveries if delivery.refusal]
    if refusals:
        raise min(refusals, key=lambda refusal: refusal.status)


def _check_address(recipient: str) -> None:
    """Refuse what is no address.

    Raises:
        click.BadParameter: with the reason.
    """
    try:
        parse_mailbox(recipient)
    except SettingsError as error:
        raise click.BadParameter(str(error), param_hint="--to") from None


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
        "set_aside": report.set_aside,
        "quiet": report.quiet,
        "warnings": [*report.problems, *report.warnings],
        "deliveries": [
            {"recipient": delivery.recipient, "state": delivery.state} for delivery in report.deliveries
        ],
    }


def tell_warnings(report: RunReport) -> None:
    """What a person should know: the problems of clippings by their number, everything else in words."""
    if report.problems:
        say(f"{counted(len(report.problems), 'problem')} in the clippings; 'digest scan' lists them.")
    for warning in report.warnings:
        say(one_line(warning))


def content_of(report: RunReport) -> str:
    """What is in the edition."""
    if report.quiet:
        return "nothing fresh, one old highlight" if report.works else "nothing fresh, a note that says so"
    return f"{counted(report.works, 'work')}, {counted(report.highlights, 'highlight')}"


def _tell(report: RunReport, outbox: Path) -> None:
    tell_warnings(report)
    content = content_of(report)
    waiting = f"; {report.waiting:,} more wait for the next" if report.waiting else ""
    if report.outcome == "empty":
        say(f"Nothing fresh for '{report.digest}'. The archive is {outbox / 'index.html'}")
    elif report.outcome == "already-issued":
        say(f"Edition {report.edition} of '{report.digest}' was issued for {report.slot} already:")
        say(f"{report.folder}/index.html")
    elif report.outcome == "test":
        say(f"Test copies of edition {report.edition}; nothing was recorded.")
        for delivery in report.deliveries:
            say(f"  {delivery.recipient}: {delivery.state}")
    elif report.outcome == "dry-run":
        say(f"Edition {report.edition} of '{report.digest}' would have {content}{waiting}. Nothing was written.")
    else:
        say(f"Edition {report.edition} of '{report.digest}': {content}{waiting}.")
        if report.set_aside:
            say(f"Only the newest are news: {counted(report.set_aside, 'older one')} set aside, not to be printed.")
        say(f"{report.folder}/index.html")
