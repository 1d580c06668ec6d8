"""Logseq's pages: an outline of blocks, each with lines of properties.

    key:: value                   of the page
    - the words of a block
      which may have more lines
      id:: 64b2e0b5-8223-486e-9e65-3b4b07cd2687
        - a block below it

Pages that other programs took out of Logseq may have lost the signs of the blocks; there a block begins behind the
properties of the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BULLET = re.compile(r"([ \t]*)[-*+](?:[ \t]+(.*)|)")
_PROPERTY = re.compile(r"[ \t]*([A-Za-z][\w./-]{0,60}):: ?(.*)")
_FENCE = re.compile(r"`{3,}|~{3,}")
_CLOZE = re.compile(r"\{\{cloze ([^{}]*)\}\}")
_CARD = re.compile(r"(?<![ \t])(?:[ \t]+#(?:flashcard|card)\b)+[ \t]*$", re.IGNORECASE | re.MULTILINE)
_TAB = 2  # columns


@dataclass(slots=True)
class Block:
    """A block of an outline.

    Attributes:
        line: of the file, from 1, that it starts on.
        depth: of its sign, in columns; -1 without one.
        parent: the block it stands under.
        lines: its words.
        properties: by their names in lower case; the first of each.
    """

    line: int
    depth: int = -1
    parent: Block | None = None
    lines: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words, without what makes a card to learn of them; a sign of a block alone is none."""
        words = _CARD.sub("", _CLOZE.sub(r"\1", "\n".join(self.lines))).strip()
        return "" if words == "-" else words


def read_outline(text: str, first_line: int = 1) -> Iterator[Block]:
    """The blocks of ``text`` in its order, whose first line is line ``first_line`` of the file."""
    block = Block(first_line)
    fence = ""
    for number, line in enumerate(text.split("\n"), first_line):
        bullet = _BULLET.fullmatch(line)
        depth = _columns(bullet[1]) if bullet else -1
        if bullet and not (fence and depth > block.depth):
            yield block
            block, fence = Block(number, depth, _above(block, depth)), ""
            line = bullet[2] or ""  # noqa: PLW2901 the rest of the line is read as the block's first
        elif _goes_beyond(block, line, fence):
            yield block
            block, fence = Block(number), ""
        elif block.depth >= 0:
            line = _dedented(line, block.depth)  # noqa: PLW2901
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[0].startswith(fence) else fence or mark[0]
        stated = None if fence else _PROPERTY.fullmatch(line)
        if stated:
            block.properties.setdefault(stated[1].lower(), stated[2].strip())
        else:
            block.lines.append(line)
    yield block


def _goes_beyond(block: Block, line: str, fence: str) -> bool:
    """Whether ``line`` begins a block without a sign: words behind the properties of one without a sign."""
    is_bare = block.depth < 0 and bool(block.properties) and not fence
    return is_bare and bool(line.strip()) and not _PROPERTY.fullmatch(line)


def _above(block: Block, depth: int) -> Block | None:
    above: Block | None = block
    while above and above.depth >= depth:
        above = above.parent
    return above if above and above.depth >= 0 else None


def _columns(indent: str) -> int:
    return len(indent.replace("\t", " " * _TAB))


def _dedented(line: str, depth: int) -> str:
    """``line`` without the indent of the words of a block at ``depth``."""
    reach, columns = 0, 0
    while reach < len(line) and line[reach] in " \t" and columns < depth + _TAB:
        columns += _TAB if line[reach] == "\t" else 1
        reach += 1
    return line[reach:]
