"""Tags in a note: what they say, and the note without them."""

from __future__ import annotations

import pytest

from digest.core.notetags import stated, without_tags
from digest.model.opinion import Word


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (".favorite", [Word.FAVORITE]),
        (".Favourite and so true", [Word.FAVORITE]),
        ("As at Lindisfarne.\n.later .discard", [Word.LATER, Word.DISCARD]),
        ("潮 .收藏", [Word.FAVORITE]),
        (".sooner .sooner", [Word.SOONER]),
        ("See you.later, or discard.", []),
        (".laterally", []),
        ("..later", []),
        (".done .pin .h1 .*", []),
        ("", []),
    ],
)
def test_a_tag_is_a_word_of_its_own_with_a_full_stop_before_it(note: str, words: list[Word]) -> None:
    assert list(stated(note)) == words


@pytest.mark.parametrize(
    ("note", "printed"),
    [
        (".favorite", ""),
        ("True .later of tides", "True of tides"),
        (".favorite\nAs at Lindisfarne.\n\n  潮", "As at Lindisfarne.\n\n  潮"),
        ("As at Lindisfarne. .later", "As at Lindisfarne."),
        ("Two  blanks, v. 2", "Two  blanks, v. 2"),
        (".h1 stays", ".h1 stays"),
    ],
)
def test_the_printed_note_has_none_of_them(note: str, printed: str) -> None:
    assert without_tags(note) == printed
