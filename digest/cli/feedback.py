"""``digest feedback``: the answers to letters."""

from __future__ import annotations

from pathlib import Path

import click

from digest.app.bootstrap import now, open_settings
from digest.app.feedback import hear
from digest.cli.speech import answer, json_option, say, short
from digest.core.answers import sentence
from digest.core.text import counted
from digest.model.answer import Heard, Outcome
from digest.store.answers import counts
from digest.store.library import Library


@click.command()
@json_option
@click.pass_obj
def feedback(config: Path | None, as_json: bool) -> None:
    """Read the answers to letters, and do as they say. Mails stay as and where they are."""
    settings = open_settings(config)
    with Library(settings.library.state, create=False) as library:
        heard, seen = list[Heard](), set[str]()
        while (some := hear(library, settings, now(), seen)) is not None:
            heard += some
        with library.reading() as connection:
            so_far = counts(connection)
    if as_json:
        answer({"answers": [_row(one) for one in heard], "counts": {str(one): n for one, n in so_far.items()}})
        return
    for one in heard:
        say(short(f"{one.sender or 'from nobody'}: {sentence(one.outcome, one.link)}"))
    taken = sum(one.outcome is Outcome.TAKEN for one in heard)
    say(f"{counted(len(heard), 'new answer')}, {taken} taken." if heard else "No new answers.")


def _row(one: Heard) -> dict[str, object]:
    link = one.link
    return {
        "from": one.sender or None,
        "outcome": one.outcome.value,
        "digest": link.digest if link else None,
        "edition": link.number if link else None,
        "highlight": link.highlight if link else None,
        "word": link.word.value if link else None,
        "message": sentence(one.outcome, link),
    }
