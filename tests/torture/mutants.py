"""Mutants of a clipping file: cut off, with lines dropped, doubled and swapped, with nasty words in every field."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_VALUE = re.compile(r"^[^\w\n]*(?:[\w ]{1,30}[:：=][ \"]*)?([^\n]+?)[\",]*$", re.MULTILINE)
_CELL = re.compile(r"[^,;\t\n]+")
_JSON_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"(?!\s*:)')
_BETWEEN_TAGS = re.compile(r">([^<>]*[^<>\s][^<>]*)<|=\"([^\"]*)\"")
_STRIDE = 10


class Mutant(NamedTuple):
    """A mutant, how it came about, and whether at most a record or two of the original can be missing in it."""

    how: str
    raw: bytes
    nearly_whole: bool = False


def mutants(raw: bytes, words: Mapping[str, str]) -> Iterator[Mutant]:
    """All mutants of ``raw``; ``words`` are put into its fields."""
    yield from cut(raw)
    yield from shuffled(raw)
    for field in range(len(fields(raw))):
        for name, nasty in words.items():
            yield with_words(raw, field, name, nasty)


def some_mutants(raw: bytes, words: Mapping[str, str], number: int, chance: random.Random) -> list[Mutant]:
    """A sample: of each kind a third of ``number``."""
    third = number // 3
    chosen = [*_some(list(cut(raw)), third, chance), *_some(list(shuffled(raw)), third, chance)]
    if there := len(fields(raw)):
        names = list(words)
        for _ in range(third):
            name = chance.choice(names)
            chosen.append(with_words(raw, chance.randrange(there), name, words[name]))
    return chosen


def _some(there: list[Mutant], number: int, chance: random.Random) -> list[Mutant]:
    return chance.sample(there, min(number, len(there)))


def cut(raw: bytes) -> Iterator[Mutant]:
    """Cut at every tenth byte, from either end."""
    for at in range(0, len(raw), _STRIDE):
        yield Mutant(f"cut at {at}", raw[:at])
        yield Mutant(f"cut before {at}", raw[at:])


def shuffled(raw: bytes) -> Iterator[Mutant]:
    """With each line dropped, doubled, or swapped with the next; and the whole twice."""
    lines = raw.split(b"\n")
    for at, line in enumerate(lines):
        before, after = lines[:at], lines[at + 1 :]
        yield Mutant(f"without line {at + 1}", b"\n".join(before + after), nearly_whole=True)
        yield Mutant(f"line {at + 1} twice", b"\n".join([*before, line, line, *after]), nearly_whole=True)
        if after:
            swapped = [*before, after[0], line, *after[1:]]
            yield Mutant(f"line {at + 1} below the next", b"\n".join(swapped), nearly_whole=True)
    yield Mutant("twice", raw + raw)


def fields(raw: bytes) -> list[tuple[int, int]]:
    """Where values stand in the text of ``raw``: the ends of lines, cells, JSON's texts, what is between tags."""
    text = _text(raw)
    start = text.lstrip()[:1]
    if start in "[{":
        found = _JSON_TEXT.finditer(text)
    elif start == "<":
        found = _BETWEEN_TAGS.finditer(text)
    elif "," in text.partition("\n")[0]:
        found = _CELL.finditer(text)
    else:
        found = _VALUE.finditer(text)
    return [match.span(match.lastindex or 0) for match in found]


def with_words(raw: bytes, field: int, name: str, words: str) -> Mutant:
    """``raw`` with ``words`` in the field of that number."""
    text = _text(raw)
    start, end = fields(raw)[field]
    if text.lstrip()[:1] in "[{":
        words = json.dumps(words)[1:-1]
    mutant = f"{text[:start]}{words}{text[end:]}"
    return Mutant(f"{name} at {start}", mutant.encode("utf-8", "surrogatepass"))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
