"""``digest mark``: what the reader thinks of highlights."""

from __future__ import annotations

from pathlib import Path

import click

from digest.app.bootstrap import now, open_settings
from digest.app.marking import Marked, unmark
from digest.app.marking import mark as say_of
from digest.cli.opinion import opinion_document
from digest.cli.speech import answer, json_option, say
from digest.core.opinions import in_words
from digest.core.text import fit_columns, one_line
from digest.model.opinion import Word
from digest.store.library import Library

UNDO = "undo"

_SHOWN = 60
"""Columns of a highlight that tell which one it is."""


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.IntRange(1, 2**63 - 1))
@click.argument("word", type=click.Choice([*(word.value for word in Word), UNDO]))
@json_option
@click.pass_obj
def mark(config: Path | None, ids: tuple[int, ...], word: str, as_json: bool) -> None:
    """Say WORD of highlights: favorite, discard, sooner, later, done, pin; or undo the last word.

    It moves these highlights only: never their work, their author or what else is like them.
    """
    settings = open_settings(config)
    with Library(settings.library.state, create=False) as library, library.writing():
        marked = unmark(library, ids, now()) if word == UNDO else say_of(library, ids, Word(word), now())
    if as_json:
        answer({"word": word, "highlights": [_document(one) for one in marked]})
        return
    for one in marked:
        _tell(one, word)


def _document(one: Marked) -> dict[str, object]:
    return {
        "id": one.highlight.id,
        "taken_back": one.taken_back.value if one.taken_back else None,
        "opinion": opinion_document(one.opinion),
    }


def _tell(one: Marked, word: str) -> None:
    shown = fit_columns(one_line(one.highlight.text), _SHOWN)
    clauses = "; ".join(in_words(one.opinion)) or "nothing is said of it"
    if word == UNDO:
        clauses = (
            f"'{one.taken_back}' is taken back; {clauses}" if one.taken_back else f"nothing to undo; {clauses}"
        )
    say(f"{one.highlight.id} “{shown}”: {clauses}")
    if one.opinion.stated:
        tags = ", ".join(f".{tag}" for tag in one.opinion.stated)
        say(f"  its note says {tags}, which holds as long as it stands there")
