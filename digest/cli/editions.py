"""``digest editions``: what was issued; ``digest editions withdraw``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import now, open_settings
from digest.app.publish import withdraw as take_back
from digest.app.run import digest_named, press
from digest.cli.speech import answer, json_option, say
from digest.core.text import counted
from digest.model.letter import Issue
from digest.store import ledger
from digest.store.library import Library


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def editions(ctx: click.Context, as_json: bool) -> None:
    """List what was issued, the newest first."""
    if ctx.invoked_subcommand:
        return
    settings = open_settings(ctx.obj)
    with Library(settings.library.state, create=False) as library, library.reading() as connection:
        issued = [(issue, record) for issue, record in ledger.records(connection)]
    if as_json:
        answer({"editions": [_row(issue, record, settings.outbox.folder) for issue, record in issued]})
        return
    for issue, record in issued:
        when = record["issued_at"][:16].replace("T", " ")
        content = f"{counted(len(record['works']), 'work')}, {counted(record['highlights'], 'highlight')}"
        withdrawn = ", withdrawn" if issue.withdrawn_at else ""
        say(f"{issue.digest} {issue.number:>4}  {when}  {content}{withdrawn}")
    if not issued:
        say("Nothing was issued yet; 'digest run' issues the first edition.")


@editions.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@click.option("--digest", "name", help="Name of the digest; else the first.")
@click.pass_obj
def withdraw(config: Path | None, number: int, name: str | None) -> None:
    """Withdraw edition NUMBER: its highlights are fresh again. The number is not used a second time."""
    settings = open_settings(config)
    digest = digest_named(settings, name)
    with Library(settings.library.state, create=False) as library, library.writing():
        freed = take_back(library, press(settings, library), digest, number, now())
    if freed is None:
        say(f"Edition {number} of '{digest.name}' was withdrawn before.")
    else:
        say(
            f"Edition {number} of '{digest.name}' is withdrawn; {counted(freed, 'highlight')} can be printed again."
        )


def _row(issue: Issue, record: dict[str, Any], outbox: Path) -> dict[str, Any]:
    return {
        "digest": issue.digest,
        "number": issue.number,
        "slot": issue.slot,
        "issued_at": record["issued_at"],
        "subject": record["subject"],
        "works": len(record["works"]),
        "highlights": record["highlights"],
        "folder": str(outbox / issue.folder),
        "withdrawn_at": issue.withdrawn_at.isoformat() if issue.withdrawn_at else None,
    }
