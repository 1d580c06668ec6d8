"""Omnivore's export says nothing about itself: notes that only look like it are left to others."""

from __future__ import annotations

import pytest

from digest.intake.formats import omnivore_highlights
from tests.intake.documents import document

EXPORT = "> One quote. \n\n#label\n\na note\n\n> Another,\non two lines. \n\na note of two\n\nparagraphs\n"

ORDINARY = {
    "no space behind the words": "> One quote.\n\n> Another.\n",
    "a space behind one of two": "> One quote. \n\n> Another.\n",
    "the two spaces of a line break": "> One quote.  \n\n> Another.  \n",
    "a title": "# Quotes\n\n> One quote. \n",
    "a heading below": "> One quote. \n\n## More\n\n> Another. \n",
    "front matter": "---\ntags: quotes\n---\n> One quote. \n",
    "words above": "Quotes I like:\n\n> One quote. \n",
    "a list": "> One quote. \n\n- a point\n",
    "a callout": "> One quote. \n\n> [!info] Info \n> words \n",
}


def test_quotes_that_all_end_with_one_space_are_taken() -> None:
    assert omnivore_highlights.identify(document(EXPORT)) > 10


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_quotes_are_not(name: str) -> None:
    assert omnivore_highlights.identify(document(ORDINARY[name])) == 0
