"""What is said of a letter before it goes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from digest.model.edition import Edition
from digest.render.letter import render_letter
from digest.render.preflight import preflight
from tests.render.editions import CHINESE, ENGLISH, HOSTILE_TEXTS, TEMPLATES, full, hostile, thirty

SOUND = render_letter(full(), CHINESE, TEMPLATES)


@pytest.mark.parametrize("of", [full, thirty])
def test_a_sound_letter_needs_no_warning(of: Callable[[], Edition]) -> None:
    assert preflight(render_letter(of(), ENGLISH, TEMPLATES), 72_000) == ()


def test_a_hostile_one_was_made_sound() -> None:
    assert [preflight(render_letter(hostile(text), CHINESE, TEMPLATES), 72_000) for text in HOSTILE_TEXTS] == [
        ()
    ] * len(HOSTILE_TEXTS)


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"html": SOUND.html + "x" * 72_000}, "more than max_bytes = 72000"),
        ({"html": SOUND.html + "x" * 100_000}, "Gmail will cut the letter off"),
        ({"subject": "字" * 71}, "the subject is 142 columns wide"),
        ({"subject": "two\nlines and more"}, "more than one line"),
        ({"preheader": "short"}, "the preheader is 5 columns wide"),
        ({"html": SOUND.html + '<a href="/x">x</a>'}, 'the link "/x" is not a whole address'),
        ({"html": SOUND.html + '<a class="y" href="javascript:1">x</a>'}, 'the link "javascript:1"'),
        ({"html": SOUND.html + '<img src="https://x.example/y.png">'}, "would load something from elsewhere: <img"),
        ({"text": SOUND.text + "\x9b"}, "the text part holds the character U+009B"),
    ],
)
def test_what_a_reader_would_stumble_over_is_told(change: dict[str, str], warning: str) -> None:
    told = preflight(replace(SOUND, **change), 72_000)

    assert any(warning in sentence for sentence in told), told
