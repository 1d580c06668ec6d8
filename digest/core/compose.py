"""Picks become an edition: sections, their order, the lead; and fewer picks when the letter would be too large."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from digest.core.notetags import without_tags
from digest.core.text import ends_sentence, length
from digest.model.clipping import Kind
from digest.model.edition import Edition, Pick, Section

_LEAD_LENGTH = (24, 110)
_LEAD_SIBLINGS = 3

T = TypeVar("T")


def sections(picks: Iterable[Pick]) -> tuple[Section, ...]:
    """Fresh picks by work: the newest mark first, summaries last; inside a work by position, then id."""
    by_work: dict[int, list[Pick]] = {}
    for pick in picks:
        by_work.setdefault(pick.highlight.work.id, []).append(pick)
    shelves = [
        Section(shelf[0].highlight.work, tuple(sorted(shelf, key=_reading_order))) for shelf in by_work.values()
    ]
    return tuple(sorted(shelves, key=_newest_first))


def old_sections(picks: Iterable[Pick]) -> tuple[Section, ...]:
    """Old picks, each a section of its own, in the order in which they were chosen."""
    return tuple(Section(pick.highlight.work, (pick,)) for pick in picks)


def count_highlights(edition_sections: Sequence[Section]) -> int:
    """The reader's own highlights; the points of a summary are not counted."""
    return sum(len(section.picks) for section in edition_sections if section.work.kind is not Kind.SUMMARY)


def lead(edition_sections: Sequence[Section]) -> Pick | None:
    """The pick that opens the letter, or None.

    The shortest one of 24 to 110 Han characters (others count half), one paragraph ending a sentence,
    without a note, from a work with more than three highlights.
    """
    shortest, longest = _LEAD_LENGTH
    fitting = [
        pick
        for section in edition_sections
        if section.work.kind is not Kind.SUMMARY and len(section.picks) > _LEAD_SIBLINGS
        for pick in section.picks
        if shortest <= length(pick.highlight.text) <= longest
        and not without_tags(pick.highlight.note)
        and "\n" not in pick.highlight.text
        and ends_sentence(pick.highlight.text)
    ]
    return min(fitting, key=lambda pick: length(pick.highlight.text), default=None)


def smaller(edition: Edition) -> Iterator[Edition]:
    """``edition`` with less and less in it: first the works with most in it keep less, then there are fewer works.

    What is left out counts as waiting, or stays unmet. A summary stays whole or goes; fresh works and old ones go
    in turn. The last one has one work, and one highlight if the work is not a summary.
    """
    while longest := max(reversed(edition.sections), key=_can_spare, default=None):
        if not _can_spare(longest):
            break
        edition = _with(edition, [_less(one) if one is longest else one for one in edition.sections])
        yield edition
    while len(edition.all_sections) > 1:
        if len(edition.old) >= len(edition.sections):
            edition = replace(edition, old=edition.old[:-1])
        else:
            edition = _with(edition, edition.sections[:-1])
        yield edition


def fit(edition: Edition, render: Callable[[Edition], T], fits: Callable[[T], bool]) -> tuple[Edition, T]:
    """The largest form of ``edition`` whose rendering fits, and that rendering; the smallest if none does."""
    rendering = render(edition)
    if fits(rendering):
        return edition, rendering
    forms = list(smaller(edition)) or [edition]
    fitting = bisect_left(forms, True, key=lambda form: fits(render(form)))
    form = forms[min(fitting, len(forms) - 1)]
    return form, render(form)


def _reading_order(pick: Pick) -> tuple[int, int]:
    return pick.highlight.position, pick.highlight.id


def _newest_first(section: Section) -> tuple[bool, float, int]:
    newest = max(pick.highlight.marked.at.timestamp() for pick in section.picks)
    return section.work.kind is Kind.SUMMARY, -newest, section.work.id


def _can_spare(section: Section) -> int:
    return 0 if section.work.kind is Kind.SUMMARY else len(section.picks) - 1


def _less(section: Section) -> Section:
    """``section`` without its least valued pick, the last of these."""
    least = min(reversed(section.picks), key=lambda pick: pick.reason.value)
    return replace(section, picks=tuple(pick for pick in section.picks if pick is not least))


def _with(edition: Edition, kept: Sequence[Section]) -> Edition:
    left_over = _units(edition.sections) - _units(kept)
    fresh = {pick.highlight.id for section in kept for pick in section.picks}
    old = tuple(
        replace(section, picks=tuple(_unpaired(pick, fresh) for pick in section.picks)) for section in edition.old
    )
    return replace(edition, sections=tuple(kept), old=old, waiting=edition.waiting + left_over)


def _unpaired(pick: Pick, fresh: Collection[int]) -> Pick:
    """``pick``, an old one, which no longer says beside what it stands when that is not ``fresh``."""
    if pick.reason.lane != "pair" or pick.reason.beside in fresh:
        return pick
    return replace(pick, reason=replace(pick.reason, lane="revisit", beside=None, likeness=0.0))


def _units(edition_sections: Sequence[Section]) -> int:
    return sum(1 if section.work.kind is Kind.SUMMARY else len(section.picks) for section in edition_sections)
