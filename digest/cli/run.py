"""``digest run``: one edition, by hand or because it is due."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import open_settings
from digest.app.drafts import DraftReport
from digest.app.publish import RunReport
from digest.app.run import digest_named, rehearse, run_due
from digest.app.run import run as run_by_hand
from digest.app.testcopy import send_test
from digest.cli.deliveries import delivery_row, leave_with, tell_deliveries, tell_test_copies
from digest.cli.drafts import content_of, draft_row, tell_draft
from digest.cli.moments import at_option, moment
from digest.cli.progress import scan_progress
from digest.cli.recipients import recipients_option
from digest.cli.speech import answer, json_option, say
from digest.cli.strict import insist, strict_option
from digest.core.text import counted, one_line


@click.command()
@click.argument("name", required=False)
@click.option("--due", is_flag=True, help="Issue the scheduled slot that is due, if there is one.")
@click.option("--clock-is-right", is_flag=True, help="With --due: the clock had run ahead; letters come by it now.")
@click.option("--dry-run", is_flag=True, help="Tell what would be issued and write nothing at all.")
@recipients_option("Send a test copy there and record nothing.")
@at_option
@strict_option
@json_option
@click.pass_obj
def run(  # noqa: PLR0913 - click hands over each option by its name
    config: Path | None,
    *,
    name: str | None,
    due: bool,
    clock_is_right: bool,
    dry_run: bool,
    recipients: tuple[str, ...],
    at: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Scan, choose, set and issue one edition of digest NAME (else the first), by hand.

    It takes a slot of its own and never uses up a scheduled one, unless --at names a scheduled time. With
    --due it issues the scheduled slot that is due, or nothing: let cron call that as often as you like.
    """
    _refuse_contradictions(due=due, clock_is_right=clock_is_right, dry_run=dry_run, test=bool(recipients))
    settings = open_settings(config)
    digest = digest_named(settings, name)
    now = moment(at, digest.timezone)
    with scan_progress() as progress:
        drafts: Sequence[DraftReport] = ()
        if recipients:
            report = send_test(settings, digest, now, recipients, progress)
        elif dry_run:
            report, _ = rehearse(settings, digest, now, progress, only_due=due)
        elif due:
            report, drafts = run_due(settings, digest, now, progress, clock_is_right=clock_is_right)
        else:
            report, drafts = run_by_hand(settings, digest, now, progress)
    for draft in () if as_json else drafts:
        tell_draft(draft)
    if as_json:
        answer(_document(report) | {"drafts": [draft_row(draft) for draft in drafts]})
    elif recipients:
        _tell_test(report)
    else:
        _tell(report, settings.outbox.folder)
    if recipients:
        tell_test_copies(report.deliveries)
    else:
        tell_deliveries(report.tried)
    leave_with(report.tried)
    if strict:
        insist(len(report.problems), hint="'digest scan' lists them with file and line")


def _refuse_contradictions(*, due: bool, clock_is_right: bool, dry_run: bool, test: bool) -> None:
    if dry_run and test:
        raise click.UsageError("--dry-run sends nothing: leave one of --dry-run and --to out")
    if due and test:
        raise click.UsageError("--due issues an edition, --to a test copy: leave one of them out")
    if clock_is_right and (dry_run or not due):
        raise click.UsageError("--clock-is-right goes with --due, and not with --dry-run")


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
        "old": report.old,
        "quiet": report.quiet,
        "warnings": [*report.problems, *report.warnings],
        "deliveries": [delivery_row(delivery) for delivery in report.deliveries],
    }


def tell_warnings(report: RunReport) -> None:
    """What a person should know: the problems of clippings by their number, everything else in words."""
    if report.problems:
        say(f"{counted(len(report.problems), 'problem')} in the clippings; 'digest scan' lists them.")
    for warning in report.warnings:
        say(one_line(warning))


def _tell_test(report: RunReport) -> None:
    tell_warnings(report)
    if report.outcome == "test":
        say(f"Test copies of edition {report.edition}; nothing was recorded.")
        return
    reason = "nothing is fresh" if report.outcome == "empty" else f"{report.slot} is settled"
    say(f"No test copy of '{report.digest}' was sent: {reason}.")
    say("'digest editions' lists what was issued, and 'digest deliver --edition N --to ADDR' sends one of these.")


def _tell(report: RunReport, outbox: Path) -> None:
    tell_warnings(report)
    content = content_of(report)
    waiting = f"; {report.waiting:,} more wait for the next" if report.waiting else ""
    if report.skipped:
        return  # as the warnings said
    if report.outcome == "empty":
        say(f"Nothing fresh for '{report.digest}'. The archive is {outbox / 'index.html'}")
    elif report.outcome == "already-issued" and report.edition is None:
        settled = f": {report.slot} is settled, without an edition" if report.slot else ""
        say(f"Nothing is due for '{report.digest}'{settled}.")
    elif report.outcome == "already-issued":
        say(f"Edition {report.edition} of '{report.digest}' was issued for {report.slot} already:")
        say(f"{report.folder}/index.html")
    elif report.outcome == "dry-run":
        say(f"Edition {report.edition} of '{report.digest}' would have {content}{waiting}. Nothing was written.")
    else:
        say(f"Edition {report.edition} of '{report.digest}': {content}{waiting}.")
        say(f"{report.folder}/index.html")
