"""The body of a draft, line by line: headings, quotations with their ids, and the curator's own words.

Behind ``>`` stands what is the library's, and all else is the curator's. Comments are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from digest.model.draft import Fault, Heading, OldOnes, Piece, Quotation, Words

_HEADING = re.compile(r" {0,3}##(?!#)[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*")
_OLD_ONES = re.compile(r" {0,3}#[ \t]+Worth meeting again[ \t#]*", re.IGNORECASE)
_LINK = re.compile(r"\[(.*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_QUOTED = re.compile(r" {0,3}> ?(.*)")
_ID = re.compile(r"(?:(?P<before>.*?)\s|\s*)\\?\^(?P<kind>[hs])(?P<id>\d{1,18})\s*", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_COMMENT = re.compile(r"(?<!\\)<!--.*?(-->|\Z)")
_NOTE = re.compile(r"\A\s*Note\s*[-‐-―:]+\s*", re.IGNORECASE)

NOTE = "Note — "
"""What a note begins with behind its quotation."""

OLD_ONES = "# Worth meeting again"
"""The line above those that are set apart as old ones."""


def read_body(body: str, first_line: int) -> tuple[str, tuple[Piece, ...], tuple[Fault, ...]]:
    """The introduction, the pieces after it, and what was not understood.

    Args:
        body: clean text (see ``core.text.clean``), the front matter taken off.
        first_line: the line of the file that it begins on.
    """
    reading = _Reading()
    for number, line in enumerate(body.split("\n"), first_line):
        reading.take(number, line)
    reading.end()
    pieces, faults = tuple(reading.pieces), tuple(sorted(reading.faults))
    if pieces and isinstance(first := pieces[0], Words):
        return first.text, pieces[1:], faults
    return "", pieces, faults


@dataclass(slots=True)
class _Block:
    """Lines one below the other that belong together, and the number of the first."""

    first: int
    lines: list[str]


@dataclass(slots=True)
class _Reading:
    """One reading: what was found, and what is open."""

    pieces: list[Piece] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _words: _Block | None = None
    _quotation: _Block | None = None
    _nameless: _Block | None = None
    _fence: str = ""
    _fenced: int = 0
    _comment: int = 0

    def take(self, number: int, line: str) -> None:
        """Read the next line."""
        if self._comment:
            _, closed, line = line.partition("-->")
            if not closed:
                return
            self._comment = 0
        quoted = None if self._fence else _QUOTED.fullmatch(line)
        if quoted:
            self._quote(number, quoted[1])
        elif self._quotation and _goes_on(self._quotation, line):
            self._quotation.lines.append(line.strip())  # an editor broke a long line
        else:
            self._close_quotation()
            self._take_own(number, line)

    def end(self) -> None:
        """Come to the end of the file."""
        self._close_quotation()
        self._forget_nameless()
        self._close_words()
        if self._comment:
            self.faults.append(Fault(self._comment, "the comment has no end", "close it with -->"))
        if self._fence:
            self.faults.append(Fault(self._fenced, "the code has no end", f"close it with {self._fence}"))

    def _quote(self, number: int, line: str) -> None:
        if self._quotation is None:
            self._forget_nameless()
            self._close_words()
            self._quotation = _Block(number, [])
        self._quotation.lines.append(line)

    def _take_own(self, number: int, line: str) -> None:
        """A line that is not behind ``>``."""
        line = self._without_comments(number, line)
        if self._nameless and line.strip():
            if (id_ := _ID.fullmatch(line)) and not id_["before"]:
                self._nameless.lines.append(line)
                self._add(self._nameless)
                self._nameless = None
                return
            self._forget_nameless()
        if fence := _FENCE.match(line):
            if not self._fence:
                self._fence, self._fenced = fence[1], number
            elif fence[1].startswith(self._fence):
                self._fence = ""
        elif not self._fence and (heading := _HEADING.fullmatch(line)):
            self._close_words()
            self.pieces.append(Heading(number, _title(heading[1])))
            return
        elif not self._fence and _OLD_ONES.fullmatch(line):
            self._close_words()
            self.pieces.append(OldOnes(number))
            return
        if self._words:
            self._words.lines.append(line)
        elif line.strip():
            self._words = _Block(number, [line])

    def _without_comments(self, number: int, line: str) -> str:
        if self._fence:
            return line
        if any(not closed for closed in _COMMENT.findall(line)):
            self._comment = number
        return _COMMENT.sub("", line)

    def _close_quotation(self) -> None:
        block, self._quotation = self._quotation, None
        if block is None:
            return
        if any(_ID.fullmatch(line) for line in block.lines):
            self._add(block)
        else:
            self._nameless = block

    def _forget_nameless(self) -> None:
        """Tell of the quotation before this line that its id has not come after it either."""
        block, self._nameless = self._nameless, None
        if block and any(line.strip() for line in block.lines):
            hint = "put its ^h… back at its end, or take the '>' away if these are your own words"
            self.faults.append(Fault(block.first, "this quotation does not say which one it is", hint))

    def _add(self, block: _Block) -> None:
        named = [(place, match) for place, line in enumerate(block.lines) if (match := _ID.fullmatch(line))]
        place, id_ = named[0]
        if len(named) > 1:
            line = block.first + named[1][0]
            self.faults.append(
                Fault(line, "two quotations in one", "put an empty line, without '>', between the two")
            )
        text = _joined([*block.lines[:place], id_["before"] or ""])
        note = _NOTE.sub("", _joined(block.lines[place + 1 :]))
        self.pieces.append(Quotation(block.first, int(id_["id"]), id_["kind"] in "sS", text, note))

    def _close_words(self) -> None:
        block, self._words = self._words, None
        if block and (text := "\n".join(block.lines).strip("\n")).strip():
            self.pieces.append(Words(block.first, text))


def _title(heading: str) -> str:
    link = _LINK.fullmatch(heading)
    return _ESCAPE.sub(r"\1", link[1] if link else heading)


def _goes_on(quotation: _Block, line: str) -> bool:
    """Whether ``line``, right below a quotation and without ``>``, is one of it all the same."""
    named = any(_ID.fullmatch(one) for one in quotation.lines)
    return bool(line.strip()) and not (named or _HEADING.fullmatch(line) or "<!--" in line)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")
