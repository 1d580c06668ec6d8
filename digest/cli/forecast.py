"""``digest forecast``: the next editions as things stand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import open_settings
from digest.app.forecast import Foreseen
from digest.app.forecast import forecast as foresee
from digest.app.publish import report_of
from digest.app.run import digest_named
from digest.cli.drafts import content_of
from digest.cli.moments import at_option, moment
from digest.cli.progress import scan_progress
from digest.cli.speech import answer, json_option, say
from digest.core.compose import count_highlights
from digest.core.reasons import in_words
from digest.core.text import counted, one_line
from digest.model.choice import Lane
from digest.model.edition import Section

_LANES: dict[Lane, str] = {
    "first-turn": "its first turn",
    "continued": "goes on",
    "import": "of an import",
    "revisit": "met again",
    "on-this-day": "marked on this day",
    "pair": "on the subject of a fresh one",
}


@click.command()
@click.argument("name", required=False)
@click.option("-n", "count", type=click.IntRange(1, 100), default=7, show_default=True, help="How many editions.")
@at_option
@json_option
@click.pass_obj
def forecast(config: Path | None, name: str | None, count: int, at: str | None, *, as_json: bool) -> None:
    """Foresee the next editions of digest NAME (else the first), letter for letter if nothing changes."""
    settings = open_settings(config)
    digest = digest_named(settings, name)
    with scan_progress() as progress:
        found = foresee(settings, digest, moment(at, digest.timezone), count, progress)
    if as_json:
        answer({"digest": digest.name, "forecast": [_document(one) for one in found]})
    else:
        for one in found:
            _tell(one)


def _document(foreseen: Foreseen) -> dict[str, Any]:
    proof = foreseen.proof
    if proof is None:
        return {"slot": foreseen.slot.name, "edition": None, "works": []}
    return {
        "slot": foreseen.slot.name,
        "edition": proof.edition.number,
        "works": [_work(section) for section in proof.edition.all_sections],
    }


def _work(section: Section) -> dict[str, Any]:
    return {
        "title": section.work.title,
        "highlights": [
            {"id": pick.highlight.id, "lane": pick.reason.lane, "reason": in_words(pick.reason)}
            for pick in section.picks
        ],
    }


def _tell(foreseen: Foreseen) -> None:
    slot, proof = foreseen.slot.name.replace("T", " "), foreseen.proof
    if proof is None:
        say(f"{slot}: no letter")
        return
    say(f"{slot}: edition {proof.edition.number}, {content_of(report_of(proof, 'dry-run', None))}")
    for section in proof.edition.all_sections:
        say(f"  {one_line(section.work.title)}: {_told(section)}")


def _told(section: Section) -> str:
    number = count_highlights([section])
    what = counted(number, "highlight") if number else counted(len(section.picks), "point")
    lanes = Counter(_LANES[lane] for pick in section.picks if (lane := pick.reason.lane) in _LANES)
    return ", ".join((what, *lanes))
