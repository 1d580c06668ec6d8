"""Which links into Zotero are highlights, and which are a reader's references."""

from __future__ import annotations

import pytest

from digest.intake.formats import zotero
from digest.model.clipping import Clipping
from tests.intake.documents import document

PLACE = "zotero://open-pdf/library/items/ABCD1234?page=3&annotation=EFGH5678"
PAGE = "zotero://open-pdf/library/items/ABCD1234?page=3"


@pytest.mark.parametrize(
    "text",
    [
        f"[^1]: [A Title]({PLACE})",
        f"As [Holt, p. 3]({PLACE}) says, nobody plans.",
        f"Nobody plans ([p. 3]({PAGE})).",
        f"[Open the PDF]({PLACE})",
        "[PDF](zotero://open-pdf/library/items/ABCD1234)",
        f"![[image-3.png]] [Page 3]({PLACE})",
    ],
)
def test_a_reference_is_no_highlight(text: str) -> None:
    note = document(f"# A note\n\n{text}\n")
    assert zotero.identify(note) == 0
    assert not list(zotero.parse(note))


@pytest.mark.parametrize(
    "text",
    [
        f"“Nobody plans.” ([pdf]({PAGE}))",
        f"> Nobody plans. [(p. 3)]({PAGE})",
        f"- Nobody plans. [(p. 3)]({PLACE})",
        f"„Nobody plans.“ ([Holt, 2021, S. 3](zotero://select/library/items/X)) ([pdf]({PLACE}))",
        f'<mark style="background: #ffd400">Nobody plans.</mark> [(p. 3)]({PAGE})',
        f'> [!quote] [see in Zotero]({PLACE})\n> "Nobody plans."',
        f"Nobody plans. [(p. 3)]({PLACE})",
    ],
)
def test_words_before_a_link_are_a_highlight(text: str) -> None:
    note = document(f"# A note\n\n{text}\n")
    assert zotero.identify(note) > 10
    assert [record.text for record in zotero.parse(note) if isinstance(record, Clipping)] == ["Nobody plans."]
