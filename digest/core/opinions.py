"""What comes of the words that were said of a highlight.

A mark is an event, a tag in the note a statement that stands as long as it stands there. Among the marks, and
among the tags, the last word counts: whatever is said after ``discard`` or ``done`` brings the highlight back, and
either of them takes a pin away. What marks and tags come to then holds together: no mark brings back what the note
discards, and no tag what a mark has retired.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.model.opinion import Opinion, Word

MOST_STEPS = 3
"""Steps of the ladder that words can move a highlight, either way: each doubles or halves the gap."""


def formed(marked: Sequence[Word], stated: Sequence[Word]) -> Opinion:
    """The opinion that these words make: ``marked`` by the reader, in their order, and ``stated`` by the note."""
    by_marks, by_note = _heard(marked), _heard(stated)
    retired = by_note.retired or by_marks.retired
    return Opinion(
        tuple(marked),
        tuple(stated),
        favorite=by_marks.favorite or by_note.favorite,
        step=_bounded(by_marks.step + by_note.step),
        retired=retired,
        pinned=by_marks.pinned and not retired,
    )


def in_words(opinion: Opinion) -> list[str]:
    """What comes of ``opinion``, a clause each; none when nothing does."""
    steps = abs(opinion.step)
    times = f" by {steps} steps" if steps > 1 else ""
    clauses = {
        "a favourite": opinion.favorite,
        "pinned: it comes back as often as any may": opinion.pinned,
        f"comes back sooner{times}": opinion.step < 0,
        f"comes back later{times}": opinion.step > 0,
        "discarded: it is not printed again": opinion.retired == "discard",
        "done: it does not come back as an old one": opinion.retired == "done",
    }
    return [clause for clause, holds in clauses.items() if holds]


def _heard(words: Sequence[Word]) -> Opinion:
    opinion = Opinion()
    for word in words:
        match word:
            case Word.DISCARD:
                opinion = replace(opinion, retired="discard", pinned=False)
            case Word.DONE:
                opinion = replace(opinion, retired="done", pinned=False)
            case Word.FAVORITE:
                opinion = replace(opinion, retired="", favorite=True)
            case Word.PIN:
                opinion = replace(opinion, retired="", pinned=True)
            case Word.SOONER:
                opinion = replace(opinion, retired="", step=_bounded(opinion.step - 1))
            case Word.LATER:
                opinion = replace(opinion, retired="", step=_bounded(opinion.step + 1))
    return opinion


def _bounded(step: int) -> int:
    return max(-MOST_STEPS, min(MOST_STEPS, step))
