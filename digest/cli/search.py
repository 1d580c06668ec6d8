"""``digest search``: the highlights that hold some words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import colourful, open_settings
from digest.app.searching import Answer, answer
from digest.cli.progress import index_progress
from digest.cli.speech import answer as answer_with
from digest.cli.speech import json_option, say
from digest.core.terms import emphasise, words_in
from digest.core.text import counted, one_line
from digest.model.library import Highlight
from digest.store.search import MOST, alike

_CUT = 600
"""Characters of a text that a person is shown; ``--json`` and ``digest highlight`` have all of them."""


# Words may begin with a dash, and the short form of an option would be taken for them.
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="Show at most so many.")
@json_option
@click.pass_obj
def search(config: Path | None, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find the highlights that hold every word of QUERY, in text, note, title, author or tags.

    A "quoted phrase" stands as it is, and -word must not be there. Filters: source:, tag:, after:, before:.
    """
    settings = open_settings(config)
    asked = " ".join(query)
    with index_progress() as progress:
        answered = answer(settings, asked, limit, progress)
    if as_json:
        answer_with(_document(asked, answered))
    else:
        _tell(answered)


def _document(asked: str, answered: Answer) -> dict[str, Any]:
    found = answered.found
    return {
        "query": asked,
        "total": found.total,
        "more": found.is_cut,
        "waiting": answered.waiting,
        "results": [_result(shown, stands=shown.id in found.standing) for shown in found.highlights],
    }


def _result(shown: Highlight, *, stands: bool) -> dict[str, Any]:
    work = shown.work
    return {
        "id": shown.id,
        "text": shown.text,
        "markup": shown.markup.value,
        "note": shown.note or None,
        "tags": list(shown.tags),
        "color": shown.color or None,
        "title": work.title,
        "author": work.author or None,
        "url": shown.url or work.url or None,
        "marked_at": shown.marked.at.isoformat(),
        "date_source": shown.marked.source.value,
        "heading": shown.heading or None,
        "stands": stands,
        "work": {
            "title": work.title,
            "author": work.author or None,
            "kind": work.kind.value,
            "site": work.site or None,
            "url": work.url or None,
            "app": work.app or None,
            "tags": list(work.tags),
        },
    }


def _tell(answered: Answer) -> None:
    found = answered.found
    show = _in_style(answered)
    for shown in found.highlights:
        title, author, day = shown.work.title, shown.work.author, f"{shown.marked.at:%Y-%m-%d}"
        say(f"{shown.id}  {show(' · '.join(part for part in (title, author, day) if part))}")
        _tell_block(shown.text, "  > ", show)
        _tell_block(shown.note, "  Note: ", show)
        if shown.id not in found.standing:
            say("  (stands in no file any more)")
    told = f"more than {found.total:,} highlights" if found.is_cut else counted(found.total, "highlight")
    some = f", {len(found.highlights)} shown" if len(found.highlights) < found.total else ""
    say(f"Found: {told}{some}" + ("; the newest first" if found.is_cut else ""))
    if answered.waiting:
        say(f"{counted(answered.waiting, 'highlight')} cannot be searched yet: another digest is at work")


def _tell_block(text: str, margin: str, show: Callable[[str], str]) -> None:
    cut = text if len(text) <= _CUT else text[:_CUT].rstrip() + "…"
    for line in cut.splitlines():
        say(f"{margin}{show(line)}".rstrip())


def _in_style(answered: Answer) -> Callable[[str], str]:
    """What makes a line fit for a terminal, the words that were asked for in bold if it shows them so."""
    if not (sys.stderr.isatty() and colourful()):
        return one_line
    marked = alike(words_in(" ".join(_texts(answered.found.highlights))), answered.query)
    marked |= {run for phrase in answered.query.wanted for run in phrase.runs}
    return lambda line: emphasise(one_line(line), marked, lambda words: click.style(words, bold=True))


def _texts(highlights: Iterable[Highlight]) -> Iterable[str]:
    for shown in highlights:
        yield from (shown.text, shown.note, shown.work.title, shown.work.author)
