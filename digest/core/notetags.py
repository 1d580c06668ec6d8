"""The tags in a reader's note that say what is thought of its highlight: ``.favorite``, ``.discard``, ``.sooner``,
``.later``.

They are words of their own with a full stop before them, as users of Readwise write them.
"""

from __future__ import annotations

import re

from digest.model.opinion import Word

FAVORITE_TAGS = frozenset({"favorite", "favourite", "收藏"})
"""Tags, in lower case, that make a highlight a favourite: as a tag of its own, or with a full stop in its note."""

_WORDS = dict.fromkeys(FAVORITE_TAGS, Word.FAVORITE) | {
    word.value: word for word in (Word.DISCARD, Word.SOONER, Word.LATER)
}
# The full stop first: so a note without tags is passed over ten times as fast.
_TAG = re.compile(rf"\.(?<!\S\.)({'|'.join(sorted(_WORDS))})(?!\S)", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]{2,}")


def stated(note: str) -> tuple[Word, ...]:
    """What the tags of ``note`` say, each word once."""
    if "." not in note:
        return ()
    return tuple(dict.fromkeys(_WORDS[found.lower()] for found in _TAG.findall(note)))


def without_tags(note: str) -> str:
    """``note`` as it is printed and weighed: the reader's own words, which may be none."""
    if "." not in note or not _TAG.search(note):
        return note
    lines = (
        _BLANKS.sub(" ", _TAG.sub("", line)).strip() if _TAG.search(line) else line for line in note.split("\n")
    )
    return "\n".join(lines).strip("\n")
