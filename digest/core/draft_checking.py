"""A draft against the library: the sections of an edition, and everything that is wrong, each with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from digest.core.draft_reading import OLD_ONES
from digest.core.draft_writing import UNTITLED, summary_text
from digest.core.notetags import without_tags
from digest.core.quoting import quoted, same_words
from digest.core.text import one_line
from digest.model.choice import Reason
from digest.model.draft import Draft, Fault, Heading, OldOnes, Piece, Quotation, Words
from digest.model.edition import Pick, Section
from digest.model.library import Highlight

_REASON = Reason("by-hand")
_REASON_OF_OLD = Reason("by-hand", by_hand_as_old=True)

_ASK = "'digest search' tells the ids of what there is"


@dataclass(frozen=True, slots=True)
class Known:
    """What a library knows of the ids in a draft.

    Attributes:
        highlights: what each of them is; a summary's points among them.
        summaries: of a point, all points of its summary that stand, in their order.
        erased: those that were forgotten.
        nowhere: those that stand in no file any more.
        printed: of what was printed since the draft was made, digest and number of the edition.
    """

    highlights: Mapping[int, Highlight]
    summaries: Mapping[int, Sequence[Highlight]]
    erased: Collection[int]
    nowhere: Collection[int]
    printed: Mapping[int, tuple[str, int]]


def ids_of(draft: Draft) -> list[int]:
    """The ids that a draft names."""
    return [piece.id for piece in draft.pieces if isinstance(piece, Quotation)]


class Checked(NamedTuple):
    """The sections that a draft asks for, in its order, the old ones apart; with faults, nothing is printed."""

    sections: tuple[Section, ...]
    old: tuple[Section, ...]
    faults: tuple[Fault, ...]


def check(draft: Draft, known: Known) -> Checked:
    """``draft`` held against what the library knows of it."""
    checking = _Checking(known, again=draft.again)
    for piece in draft.pieces:
        checking.take(piece)
    checking.end()
    faults = [*draft.faults, *checking.faults]
    sections = tuple(checking.sections)
    if not ids_of(draft) and not faults:
        faults.append(Fault(0, "nothing is picked", "a letter has one quotation at least"))
    return Checked(sections, _paired(checking.old, draft.pair, sections), tuple(sorted(faults)))


def _paired(old: Sequence[Section], pair: tuple[int, int] | None, fresh: Sequence[Section]) -> tuple[Section, ...]:
    """``old``, one of them beside a fresh one if it is so, and both were left in."""
    one, beside = pair or (0, 0)
    if all(pick.highlight.id != beside for section in fresh for pick in section.picks):
        return tuple(old)
    reason = replace(_REASON_OF_OLD, beside=beside)
    return tuple(
        replace(section, picks=(replace(pick, reason=reason),)) if pick.highlight.id == one else section
        for section in old
        for pick in section.picks  # of an old one there is one
    )


@dataclass(slots=True)
class _Checking:
    """One check: the sections so far, and what the present one is made of."""

    known: Known
    again: bool
    sections: list[Section] = field(default_factory=list)
    old: list[Section] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _are_old: bool = False
    _met: dict[int, int] = field(default_factory=dict)
    _heading: Heading | None = None
    _quotations: int = 0
    _words: str = ""

    def take(self, piece: Piece) -> None:
        match piece:
            case Heading():
                self.end()
                self._heading, self._quotations = piece, 0
            case OldOnes():
                self.end()
                self._heading, self._are_old = None, True
            case Quotation():
                self._quotations += 1
                self._place(piece)
            case Words():
                self._words = piece.text

    def end(self) -> None:
        """Come to the end of what stands under a heading."""
        if self._heading and not self._quotations:
            hint = "cut the title too; headings of your own have three #"
            self._tell(self._heading.line, f"nothing is quoted under '{one_line(self._heading.title)}'", hint)
        if self._words and self._shelf:  # else they stand before the first of the old ones
            last = self._shelf[-1]
            self._shelf[-1] = replace(last, words=(*last.words[:-1], self._words))
            self._words = ""

    @property
    def _shelf(self) -> list[Section]:
        """Where sections go at present."""
        return self.old if self._are_old else self.sections

    def _place(self, quotation: Quotation) -> None:
        """Let a quotation stand in the letter where it stands in the draft, if it can."""
        words, self._words = self._words, ""
        if not self._is_there(quotation):
            return
        highlight = self.known.highlights[quotation.id]
        self._tell_heading(quotation.line, highlight)
        picks = tuple(self._picks(quotation, highlight))
        if met := [self._met[pick.highlight.id] for pick in picks if pick.highlight.id in self._met]:
            self._tell(quotation.line, f"{_name(quotation)} stands on line {met[0]} already", "cut one of them")
            return
        self._met.update((pick.highlight.id, quotation.line) for pick in picks)
        self._tell_printed(quotation, picks)
        if self._are_old and quotation.summary:
            self._tell(quotation.line, "a summary is no old one", f"put it above '{OLD_ONES}'")
        last = self._shelf[-1] if self._shelf and self._quotations > 1 and not self._are_old else None
        before = (words, *("" for _ in picks[1:]))
        if last and last.work.id == highlight.work.id:
            self._shelf[-1] = replace(last, picks=last.picks + picks, words=(*last.words[:-1], *before, ""))
        else:
            self._shelf.append(Section(highlight.work, picks, (*before, "")))

    def _is_there(self, quotation: Quotation) -> bool:
        id_, known = quotation.id, self.known
        if id_ in known.erased:
            self._tell(quotation.line, f"{_name(quotation)} was erased from the library", "cut it")
        elif id_ not in known.highlights:
            self._tell(quotation.line, f"the library has no {_name(quotation)}", _ASK)
        elif id_ in known.nowhere and not (quotation.summary and known.summaries.get(id_)):
            hint = "cut it, or put its file back and scan"
            self._tell(quotation.line, f"{_name(quotation)} stands in no file any more", hint)
        else:
            return True
        return False

    def _tell_heading(self, line: int, highlight: Highlight) -> None:
        title = one_line(highlight.work.title) or UNTITLED
        if self._heading is None:
            self._tell(line, "this quotation stands under no title", f"put '## {title}' above it")
        elif not same_words(self._heading.title, title):
            hint = f"put '## {title}' above it; headings of your own have three #"
            self._tell(line, f"this is of '{title}' and stands under '{one_line(self._heading.title)}'", hint)

    def _picks(self, quotation: Quotation, highlight: Highlight) -> Iterator[Pick]:
        points = self.known.summaries.get(quotation.id)
        if quotation.summary and points:
            if quotation.note or (quotation.text and not same_words(quotation.text, summary_text(points))):
                hint = "a summary is printed whole: put it back as it was, or leave nothing but its ^s…"
                self._tell(quotation.line, "the summary differs from the library's", hint)
            yield from (Pick(point, _REASON) for point in points)
        elif quotation.summary:
            self._tell(quotation.line, f"{_name(quotation)} is no summary", f"write ^h{quotation.id}")
        elif points:
            hint = f"it is printed whole: write ^s{points[0].id}, and cut its other points"
            self._tell(quotation.line, f"{_name(quotation)} is a point of a summary", hint)
        else:
            yield self._pick(quotation, highlight)

    def _pick(self, quotation: Quotation, highlight: Highlight) -> Pick:
        text = quoted(quotation.text, highlight.text)
        if text is None:
            hint = f"put […] where you cut it, or leave nothing but ^h{quotation.id} to have it whole"
            self._tell(quotation.line, "the quotation differs from the library's", hint)
        kept = without_tags(highlight.note)
        note: str | None = kept
        if quotation.note:
            note = quoted(quotation.note, kept) if kept.strip() else None
            if note is None:
                hint = "words of your own stand without '>', below an empty line"
                self._tell(quotation.line, "the note differs from the library's", hint)
        elif quotation.text:
            note = ""  # it was cut
        shown = replace(highlight, text=text or "", note=highlight.note if note == kept else note or "")
        return Pick(highlight, _REASON_OF_OLD if self._are_old else _REASON, None if shown == highlight else shown)

    def _tell_printed(self, quotation: Quotation, picks: Sequence[Pick]) -> None:
        printed = [self.known.printed[one.highlight.id] for one in picks if one.highlight.id in self.known.printed]
        if printed and not self.again:
            digest, number = printed[0]
            told = f"{_name(quotation)} was printed since the draft was made, in edition {number} of '{digest}'"
            self._tell(quotation.line, told, "cut it, or write 'again: yes' at the top to print it once more")

    def _tell(self, line: int, message: str, hint: str) -> None:
        self.faults.append(Fault(line, message, hint))


def _name(quotation: Quotation) -> str:
    return f"^{'s' if quotation.summary else 'h'}{quotation.id}"
