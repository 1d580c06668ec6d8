"""``digest edition``: the record of one edition."""

from __future__ import annotations

import json
from pathlib import Path

import click

from digest.app.bootstrap import open_settings
from digest.app.publish import issue_numbered
from digest.app.run import digest_named
from digest.cli.speech import answer, block, json_option, say
from digest.core.text import one_line
from digest.store import ledger
from digest.store.library import Library


@click.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@click.option("--digest", "name", help="Name of the digest; else the first.")
@json_option
@click.pass_obj
def edition(config: Path | None, number: int, name: str | None, as_json: bool) -> None:
    """Show the record of edition NUMBER, as it was issued."""
    settings = open_settings(config)
    digest = digest_named(settings, name)
    with Library(settings.library.state, create=False) as library, library.reading() as connection:
        issue = issue_numbered(connection, digest, number)
        record = json.loads(ledger.letter(connection, digest.name, number).record)
    if as_json:
        answer(record)
        return
    say(f"{record['subject']}")
    say(f"issued {record['issued_at']} for slot {record['slot']}" + (", withdrawn" if issue.withdrawn_at else ""))
    say(str(settings.outbox.folder / issue.folder / "index.html"))
    for work in record["works"]:
        say(f"\n{one_line(work['title'])}")
        for highlight in work["highlights"]:
            say(block(highlight["text"], f"  [{highlight['id']}] "))
