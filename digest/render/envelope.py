"""What a mailbox shows of a letter before it is opened: subject and preheader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.core.text import columns, fit_columns, one_line
from digest.render.links import without_addresses
from digest.render.words import Words

SUBJECT_COLUMNS = (6, 140)
PREHEADER_COLUMNS = (14, 122)

_TITLE_COLUMNS = 40
_PREHEADER_CUT = 110
_LONGEST = 2_000
_FIRST_SENTENCE = re.compile(r".*?(?:[。！？!?…]+[」』”’\"')）]*|\.[”’\"')]*(?=\s|$)|$)")
_MARKS = re.compile(r"(?:\[\d{1,3}\])+")


def subject(words: Words, title: str, number: int, titles: Sequence[str]) -> str:
    """The subject of issue ``number`` of the digest called ``title``, with the first of the works' ``titles``.

    A letter without works has what it says instead for its one title. The number makes every subject of a digest a
    new one, so that mail programs do not fold letters together. ``=?`` would start an encoded word (RFC 2047) for
    a careless reader and is taken apart.
    """
    name = fit_columns(one_line(title), _TITLE_COLUMNS)
    room = SUBJECT_COLUMNS[1] - columns(_subject(words, name, number, "", len(titles)))
    first = fit_columns(titles[0], room)
    return _subject(words, name, number, first, len(titles)).replace("=?", "= ?")


def _subject(words: Words, title: str, number: int, first: str, works: int) -> str:
    if works == 1:
        return words.say("subject", "alone", title=title, issue=number, first=first)
    return words.count("subject", "more", works - 1, title=title, issue=number, first=first, works=works)


def preheader(text: str, otherwise: Sequence[str]) -> str:
    """The first sentence of ``text``, made longer with ``otherwise`` while it is too short to fill a line."""
    least = PREHEADER_COLUMNS[0]
    line = one_line(_MARKS.sub("", without_addresses(text[:_LONGEST])))
    first = _FIRST_SENTENCE.match(line)
    shown = first[0] if first and columns(first[0]) >= least else line
    for more in otherwise:
        if columns(shown) >= least:
            break
        shown = f"{shown} — {more}" if shown else more
    return fit_columns(shown, _PREHEADER_CUT)
