"""An edition set as a letter: HTML from ``letter.mjml``, plain text from ``letter.txt.j2``.

The same edition, frame, templates and room give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from digest.core.text import language
from digest.model.edition import Edition
from digest.model.letter import Frame, Rendering
from digest.render.answers import AnswerLinks
from digest.render.room import ROOMS, WHOLE, Room
from digest.render.shelf import look_up
from digest.render.template import letter_form, text_form
from digest.render.tokens import read_tokens
from digest.render.typesetting import Typesetter
from digest.render.words import read_words

__all__ = ["ROOMS", "WHOLE", "Room", "letter_values", "render_letter"]

_TELLING = 1_000
"""Characters of a text that tell its language."""


def render_letter(edition: Edition, frame: Frame, folders: Sequence[Path], room: Room = ROOMS[0]) -> Rendering:
    """Set ``edition`` in ``frame``; templates come from the first of ``folders`` that has them.

    Raises:
        RenderError: a template, the tokens or the words are broken; the message names file and line.
    """
    values = letter_values(edition, frame, folders, room)
    html = letter_form(look_up(folders, "letter.mjml"), look_up(folders, "letter.css"))
    text = text_form(look_up(folders, "letter.txt.j2"))
    letter = values["letter"]
    return Rendering(letter.subject, letter.preheader, html.fill(values), text.fill(values))


def letter_values(edition: Edition, frame: Frame, folders: Sequence[Path], room: Room = ROOMS[0]) -> dict[str, Any]:
    """What the templates of a letter see, under their names.

    Raises:
        RenderError: the tokens or the words are broken.
    """
    tokens = read_tokens(look_up(folders, "tokens.toml"))
    words = read_words(folders, _frame_language(edition, frame))
    answers = AnswerLinks(words, edition, frame.answers_to)
    return {
        "letter": Typesetter(words, tokens, room, answers, frame.reasons, frame.clean_links).letter(edition, frame),
        "words": words.letter,
        "light": tokens.light,
        "dark": tokens.dark,
        "spines": tokens.spines,
        "faces": {**tokens.faces, words.language: tokens.face(words.language)},
    }


def _frame_language(edition: Edition, frame: Frame) -> str:
    """The language of the frame as it is set, or that of most of the edition's words."""
    if frame.language != "auto":
        return frame.language
    return language("\n".join(pick.highlight.text[:_TELLING] for one in edition.all_sections for pick in one.picks))
