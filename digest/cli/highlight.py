"""``digest highlight``: one highlight and its history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import open_settings
from digest.cli.opinion import opinion_document, said
from digest.cli.speech import answer, block, json_option, say
from digest.core.opinions import in_words
from digest.core.text import one_line
from digest.errors import UsageError
from digest.store.catalogue import History, history
from digest.store.library import Library


@click.command()
@click.argument("highlight_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@json_option
@click.pass_obj
def highlight(config: Path | None, highlight_id: int, as_json: bool) -> None:
    """Show highlight ID: text, note, heading, colour, tags, your opinion, where it stands, what printed it."""
    settings = open_settings(config)
    with Library(settings.library.state, create=False) as library, library.reading() as connection:
        told = known(history(connection, highlight_id), highlight_id)
    if as_json:
        answer(_document(told))
    else:
        _tell(told)


def known(told: History | None, highlight_id: int) -> History:
    """``told``, or a sentence saying that there is no such highlight.

    Raises:
        UsageError: it is None.
    """
    if told is None:
        raise UsageError(f"there is no highlight {highlight_id}", hint="'digest search' shows ids")
    return told


def _document(told: History) -> dict[str, Any]:
    shown = told.highlight
    return {
        "id": shown.id,
        "text": shown.text,
        "markup": shown.markup.value,
        "note": shown.note or None,
        "url": shown.url or None,
        "tags": list(shown.tags),
        "color": shown.color or None,
        "marked_at": shown.marked.at.isoformat(),
        "date_source": shown.marked.source.value,
        "heading": shown.heading or None,
        "opinion": opinion_document(told.opinion),
        "work": {"title": shown.work.title, "author": shown.work.author or None, "kind": shown.work.kind.value},
        "sightings": [{"path": sighting.path, "line": sighting.line} for sighting in told.sightings],
        "printed": [
            {
                "digest": issue.digest,
                "edition": issue.number,
                "issued_at": issue.issued_at.isoformat(),
                "withdrawn": issue.withdrawn_at is not None,
                "reason": reason,
            }
            for issue, reason in told.printed
        ],
    }


def _tell(told: History) -> None:
    shown = told.highlight
    say(block(shown.text, "> "))
    if shown.note:
        say(block(shown.note, "Note: "))
    if besides := " · ".join(filter(None, (shown.heading, shown.color, *map("#{}".format, shown.tags)))):
        say(one_line(besides))
    say(one_line(" · ".join(part for part in (shown.work.title, shown.work.author, shown.url) if part)))
    if clauses := in_words(told.opinion):
        say(f"your opinion: {'; '.join(clauses)} ({said(told.opinion)})")
    say(f"marked {shown.marked.at:%Y-%m-%d %H:%M} UTC (date from: {shown.marked.source.value})")
    for sighting in told.sightings:
        say(f"stands in {one_line(sighting.path)}:{sighting.line}")
    if not told.sightings:
        say("stands in no file any more: it will not be printed")
    for issue, reason in told.printed:
        withdrawn = ", withdrawn since" if issue.withdrawn_at else ""
        say(f"printed in {issue.digest} {issue.number}{withdrawn} ({reason})")
