"""``digest why``: why a highlight is printed or is not, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import open_settings
from digest.app.run import digest_named
from digest.app.why import Why
from digest.app.why import why as ask
from digest.cli.moments import at_option, moment
from digest.cli.progress import scan_progress
from digest.cli.speech import answer, json_option, say
from digest.core.reasons import in_words
from digest.core.text import fit_columns, one_line
from digest.model.outlook import Outlook

_COLUMNS = 100


@click.command()
@click.argument("highlight_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@click.argument("name", required=False)
@at_option
@json_option
@click.pass_obj
def why(config: Path | None, highlight_id: int, name: str | None, at: str | None, *, as_json: bool) -> None:
    """Tell when and why highlight ID was printed, or why not, and when it will be: by digest NAME, else by each."""
    settings = open_settings(config)
    digests = [digest_named(settings, name)] if name else [*settings.digests.values()]
    with scan_progress() as progress:
        now = moment(at, digests[0].timezone)
        told = ask(settings, digests, [highlight_id], now, progress)[highlight_id]
    if as_json:
        answer(_document(highlight_id, told))
    else:
        _tell(highlight_id, told)


def _document(highlight_id: int, told: Why) -> dict[str, Any]:
    return {
        "id": highlight_id,
        "text": told.highlight.text if told.highlight else None,
        "erased": told.highlight is None,
        "digests": [_outlook(outlook) for outlook in told.outlooks],
    }


def _outlook(outlook: Outlook) -> dict[str, Any]:
    return {
        "digest": outlook.digest,
        "state": outlook.state,
        "why": list(outlook.sentences),
        "printed": [
            {
                "digest": issue.digest,
                "edition": issue.number,
                "issued_at": issue.issued_at.isoformat(),
                "withdrawn": issue.withdrawn_at is not None,
                "lane": reason.lane,
                "reason": in_words(reason),
            }
            for issue, reason in outlook.printed
        ],
        "letter": outlook.turn.letter if outlook.turn else None,
        "slot": outlook.turn.slot.name if outlook.turn else None,
    }


def _tell(highlight_id: int, told: Why) -> None:
    if told.highlight is None:
        say(f"highlight {highlight_id} was erased for good, and its file does not bring it back")
        return
    say(f"> {fit_columns(one_line(told.highlight.text), _COLUMNS)}")
    say(one_line(told.highlight.work.title))
    for outlook in told.outlooks:
        for sentence in outlook.sentences:
            say(one_line(f"{outlook.digest}: {sentence}"))
