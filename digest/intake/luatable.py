"""Lua tables as programs save their settings: read as text, never run.

Read is one ``return`` of one value: tables, strings in quotes or long brackets, numbers, ``true``, ``false`` and
``nil``, with comments in between (Lua 5.4 manual, 3.1 and 3.4.9). Anything else in a table ends the reading there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_DEEPEST = 60

_GAP = re.compile(r"(?:\s++|--\[(?P<level>=*)\[.*?\](?P=level)\]|--[^\n]*+)*+", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*+", re.ASCII)
_NUMBER = re.compile(r"-?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?!\w)", re.ASCII)
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'", re.DOTALL)
_LONG = re.compile(r"\[(?P<level>=*)\[\n?(.*?)\](?P=level)\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:z\s*|x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|(\d{1,3})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "", "a": "", "b": "", "f": "", "v": ""}
_WORDS: dict[str, object] = {"true": True, "false": False, "nil": None}


@dataclass(slots=True)
class LuaTable:
    """What a table holds, by key, and where in the text each value stands. What ``nil`` was given is not in it."""

    values: dict[object, object] = field(default_factory=dict)
    places: dict[object, int] = field(default_factory=dict)

    def text(self, key: object) -> str:
        """The string under ``key`` without space around it; a number as it reads; empty for anything else."""
        value = self.values.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{value:g}" if isinstance(value, float) else str(value)
        return value.strip() if isinstance(value, str) else ""

    def table(self, key: object) -> LuaTable:
        """The table under ``key``; an empty one for anything else."""
        value = self.values.get(key)
        return value if isinstance(value, LuaTable) else LuaTable()

    def tables(self) -> Iterator[tuple[object, LuaTable]]:
        """The tables in this one with their keys, in their order in the text."""
        return ((key, value) for key, value in self.values.items() if isinstance(value, LuaTable))


class LuaText(NamedTuple):
    """The table that a text returns, as far as it could be read; ``broken`` is the place where it could not."""

    table: LuaTable
    broken: int | None


class _Broken(Exception):
    """The reading cannot go on at ``place``."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


def read_lua(text: str) -> LuaText:
    """The table that ``text`` returns: all of it, or all that stands before the place where it breaks off."""
    top = LuaTable()
    try:
        _Reader(text).read_into(top)
    except _Broken as broken:
        return LuaText(top, broken.place)
    return LuaText(top, None)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def read_into(self, top: LuaTable) -> None:
        """Read the one value after ``return``, which is a table; tables within are filled as they are read."""
        self._expect("return")
        self._expect("{")
        self._fill(top, 1)

    def _fill(self, table: LuaTable, depth: int) -> None:
        """Read up to the end of a table that has begun."""
        count = 0
        while not self._took("}"):
            key, is_named = self._key()
            if not is_named:
                count += 1
                key = count
            self._skip()
            start = self._place
            if self._took("{"):
                if depth == _DEEPEST:
                    raise _Broken(start)
                inner = LuaTable()
                table.values[key], table.places[key] = inner, start
                self._fill(inner, depth + 1)
            elif (value := self._scalar()) is not None:
                table.values[key], table.places[key] = value, start
            if not (self._took(",") or self._took(";")) and not self._sees("}"):
                raise _Broken(self._place)

    def _key(self) -> tuple[object, bool]:
        """The key that stands before a value, and whether there is one."""
        self._skip()
        start = self._place
        if self._sees("[") and not _LONG.match(self._text, start):
            self._place += 1
            key = self._scalar()
            self._expect("]")
            self._expect("=")
            return key, True
        if name := _NAME.match(self._text, start):
            self._place = name.end()
            if self._took("="):
                return name[0], True
            self._place = start
        return None, False

    def _scalar(self) -> object:
        """A string, a number, or one of the words; None for ``nil``."""
        self._skip()
        text, place = self._text, self._place
        if quoted := _QUOTED.match(text, place):
            self._place = quoted.end()
            return _ESCAPE.sub(_unescaped, quoted[1] if quoted[1] is not None else quoted[2])
        if long := _LONG.match(text, place):
            self._place = long.end()
            return long[2]
        if number := _NUMBER.match(text, place):
            self._place = number.end()
            return _number(number[0])
        name = _NAME.match(text, place)
        if name is None or name[0] not in _WORDS:
            raise _Broken(place)
        self._place = name.end()
        return _WORDS[name[0]]

    def _skip(self) -> None:
        gap = _GAP.match(self._text, self._place)
        self._place = gap.end() if gap else self._place

    def _sees(self, sign: str) -> bool:
        self._skip()
        return self._text.startswith(sign, self._place)

    def _took(self, sign: str) -> bool:
        seen = self._sees(sign)
        self._place += len(sign) if seen else 0
        return seen

    def _expect(self, sign: str) -> None:
        if not self._took(sign):
            raise _Broken(self._place)


def _number(text: str) -> int | float:
    if "x" in text.lower():
        return int(text[:40], 16)
    return int(text) if len(text) < 20 and text.lstrip("-").isdecimal() else float(text)


def _unescaped(escape: re.Match[str]) -> str:
    hexadecimal, unicode, decimal, sign = escape.groups()
    if sign is not None:
        return _SIGNS.get(sign, sign)
    if decimal is not None:
        return chr(int(decimal))
    code = int(hexadecimal or unicode or "0", 16)
    return chr(code) if 0 < code < 0x110000 else ""
