"""The blocks of a Markdown text: headings, quotes, tasks and other text.

Left out is what holds no one's words: code (fenced, indented, ``<pre>``), comments (``<!-- -->``, Obsidian's
``%% %%``), formulas (``$$ $$``), scripts and styles. Blocks are found much as CommonMark finds them, in one pass
and with bounded state: ten thousand nested quotes or a million lines cost no more than any other text. A full
parser takes five times as long, and the memory of a tree that is not needed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "quote", "task", "text"]

NOTE_LABEL = re.compile(
    r"(?:[*_]{1,2})?(?:my )?(?:note|comment|批注|笔记|想法|评注)(?:[*_]{1,2})?[:：](?:[*_]{1,2})?\s*", re.IGNORECASE
)
"""How a line begins in which a reader comments on the quote above it."""

_INDENTED = re.compile(r" {4}| {0,3}\t")
_HASHES = re.compile(r" {0,3}(#{1,6})(?=[ \t]|\Z)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_FENCE = re.compile(r"`{3,}(?=[^`]*\Z)|~{3,}")
_LIST_MARKERS = re.compile(r"(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|\Z)){1,3}(\[[^\]]\][ \t])?")
_HIDDEN = re.compile(r"%%|\$\$|<!--|<(?:pre|script|style)\b", re.IGNORECASE)
_CLOSERS = {"%%": "%%", "$$": "$$", "<!--": "-->"}
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a text.

    Attributes:
        kind: a ``task`` is an element of a list with a box to tick.
        text: without the marks that make the block: ``>``, ``#``, list markers.
        line: the line of the file it starts on.
        heading: the heading it stands under.
        level: of a heading, 1 to 6.
    """

    kind: Kind
    text: str
    line: int
    heading: str = ""
    level: int = 0


def read_blocks(text: str, first_line: int = 1) -> Iterator[Block]:
    """The blocks of ``text``, whose first line is line ``first_line`` of the file."""
    return _Scanner(text, first_line).blocks()


class _Scanner:
    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._at = 0  # where the next line begins
        self._stop = 0  # where the line being read ends
        self._line = first_line - 1
        self._kind: Kind | None = None  # of the block being read
        self._begun = 0
        self._parts: list[str] = []
        self._heading = ""
        self._after_blank = True
        self._in_list = False
        self._never_closed: set[str] = set()

    def blocks(self) -> Iterator[Block]:
        for line in self._lines():
            content = line.lstrip(" \t")
            if not content:
                yield from self._end()
            elif self._is_code(line):
                pass
            elif content[0] == ">":
                yield from self._quote(content)
            elif self._hides(content):
                yield from self._end()
            elif hashes := _HASHES.match(line):
                yield from self._end()
                yield self._headed(_without_hashes(content), len(hashes[1]), self._line)
            elif self._kind == "text" and content[0] in "=-" and _UNDERLINE.fullmatch(line):
                yield from self._underlined(1 if content[0] == "=" else 2)
            elif content[0] in "*-_" and _is_rule(content):
                yield from self._end()
            elif markers := self._list_markers(content):
                yield from self._listed(content[markers.end() :], is_task=bool(markers[1]))
            else:
                yield from self._go_on(line, content)
            self._after_blank = not content
        yield from self._end()

    def _lines(self) -> Iterator[str]:
        """The lines from where the scanner stands, which may move on in between."""
        while self._at < len(self._text):
            end = self._text.find("\n", self._at)
            end = len(self._text) if end < 0 else end
            line = self._text[self._at : end]
            self._stop, self._at = end, end + 1
            self._line += 1
            yield line

    def _is_code(self, line: str) -> bool:
        """Whether ``line`` is indented so far that it is code; text in a list or a paragraph may be."""
        return self._kind is None and not self._in_list and bool(_INDENTED.match(line))

    def _list_markers(self, content: str) -> re.Match[str] | None:
        """The list markers ``content`` begins with; in a paragraph, a year and a full stop are not one."""
        if content[0].isdigit() and self._kind == "text" and not self._in_list:
            return None
        return _LIST_MARKERS.match(content)

    def _quote(self, content: str) -> Iterator[Block]:
        if self._kind != "quote":
            yield from self._begin("quote")
        self._parts.append(content[2:] if content[1:2] == " " else content[1:])

    def _listed(self, content: str, *, is_task: bool) -> Iterator[Block]:
        """The first line of an element of a list, without its marker."""
        yield from self._end()
        self._in_list = True
        if content[:1] == ">":
            yield from self._quote(content)
        elif content and not self._hides(content):
            yield from self._begin("task" if is_task else "text")
            self._parts.append(content)

    def _go_on(self, line: str, content: str) -> Iterator[Block]:
        """A line that goes on with what is open, a quote too, or begins a new text."""
        if self._after_blank and line[0] not in " \t":
            self._in_list = False
        ends_quote = self._kind == "quote" and (not self._parts[-1].strip() or NOTE_LABEL.match(content))
        if self._kind is None or ends_quote:
            yield from self._begin("text")
        self._parts.append(content)

    def _underlined(self, level: int) -> Iterator[Block]:
        """A heading if what is underlined looks like one; else a line across the page."""
        parts, line = self._parts, self._begun
        if len(parts) > 1 or len(parts[0]) > _LONGEST_HEADING or self._in_list:
            yield from self._end()
        else:
            self._kind = None
            yield self._headed(parts[0].rstrip(), level, line)

    def _headed(self, text: str, level: int, line: int) -> Block:
        block = Block("heading", text, line, self._heading, level)
        self._heading = text
        return block

    def _begin(self, kind: Kind) -> Iterator[Block]:
        yield from self._end()
        self._kind, self._parts, self._begun = kind, [], self._line

    def _end(self) -> Iterator[Block]:
        if self._kind:
            yield Block(self._kind, "\n".join(self._parts), self._begun, self._heading)
            self._kind = None

    def _hides(self, content: str) -> bool:
        """Whether something begins with ``content`` that is not to be read; the scanner moves behind it."""
        if fence := _FENCE.match(content):
            self._skip_fenced(fence[0])
            return True
        if opener := _HIDDEN.match(content):
            return self._skip_to_close(content, opener[0].lower())
        return False

    def _skip_fenced(self, fence: str) -> None:
        for line in self._lines():
            content = line.strip(" \t")
            if content.startswith(fence) and not content.strip(fence[0]):
                return

    def _skip_to_close(self, content: str, opener: str) -> bool:
        """Move behind the end of what ``opener`` begins; not when it has none, or has it inside its first line."""
        if opener in self._never_closed:
            return False
        closer = _CLOSERS.get(opener) or f"</{opener[1:]}>"
        start = self._stop - len(content) + len(opener)
        end = self._text.find(closer, start) + len(closer)
        if end < start:
            self._never_closed.add(opener)
            return False
        if end <= self._stop:
            return not self._text[end : self._stop].strip()
        self._line += self._text.count("\n", self._stop, end) - 1
        self._at = end
        return True


def _is_rule(content: str) -> bool:
    """Whether ``content`` is a line across the page: three or more of the same sign, and nothing else."""
    signs = content.replace(" ", "").replace("\t", "")
    return len(signs) > 2 and not signs.strip(signs[0])


def _without_hashes(content: str) -> str:
    """The words of a heading that begins with hashes and may end with some."""
    words = content.lstrip("#").strip(" \t")
    bare = words.rstrip("#")
    return bare.rstrip(" \t") if bare[-1:] in ("", " ", "\t") else words
