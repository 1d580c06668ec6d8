"""Cubox's JSON: the same highlights as in its notes, whatever they are wrapped in."""

from __future__ import annotations

import json

import pytest

from digest.intake.registry import understand
from tests.intake.documents import document

HIGHLIGHT = {
    "id": "7421446577635462843",
    "text": "A bell is slower than news.",
    "note": "",
    "image_url": "",
    "color": "Blue",
    "card_id": "7421446577446718398",
    "create_time": "",
}
NOTE = """> A bell is slower than news.

[Link](https://cubox.pro/web/annotations/cards/7421446577446718398?highlight=7421446577635462843)
"""


@pytest.mark.parametrize(
    "answer", [[HIGHLIGHT], HIGHLIGHT, {"code": 200, "data": [HIGHLIGHT]}, {"data": HIGHLIGHT}], ids=str
)
def test_a_highlight_is_the_same_in_a_note_and_in_every_answer(answer: object) -> None:
    (written,) = understand(document(NOTE)).clippings
    (answered,) = understand(document(json.dumps(answer, indent=1))).clippings
    assert (answered.key, answered.text, answered.url) == (written.key, written.text, written.url)
    assert answered.marked == written.marked
    assert answered.work.key == written.work.key
