"""Lua tables: read as far as they are whole, and never run."""

from __future__ import annotations

import pytest

from digest.intake.luatable import LuaTable, read_lua


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"a \\"quoted\\" word"', 'a "quoted" word'),
        ('"two\\\nlines"', "two\nlines"),
        ('"tab\\tand \\65\\x42\\u{4e2d}"', "tab\tand AB中"),
        ("'single'", "single"),
        ("[[\nlong]]", "long"),
        ("[==[with ]] inside]==]", "with ]] inside"),
        ("-12", -12),
        ("0x1F", 31),
        ("1.5e3", 1500.0),
        ("true", True),
    ],
)
def test_every_kind_of_value_is_read(written: str, read: object) -> None:
    table, broken = read_lua(f'-- a comment\nreturn {{ ["key"] = {written}, --[[ another ]] }}')
    assert broken is None
    assert table.values == {"key": read}


def test_keys_are_names_numbers_texts_or_none() -> None:
    table, broken = read_lua('return { 10; name = 20, [7] = 30, ["a b"] = 40, 50, gone = nil }')
    assert broken is None
    assert table.values == {1: 10, "name": 20, 7: 30, "a b": 40, 2: 50}


def test_what_stands_before_a_break_is_kept() -> None:
    text = 'return { ["whole"] = { ["a"] = "b" }, ["cut"] = { ["c"] = "d", ["e"] = "f'
    table, broken = read_lua(text)
    assert broken == text.index('"f')
    assert table.table("whole").text("a") == "b"
    assert table.table("cut").values == {"c": "d"}


@pytest.mark.parametrize(
    "text", ["", "return", "return 7", "x = {}", "return { os.exit() }", "return " + "{" * 10_000]
)
def test_anything_else_breaks_off(text: str) -> None:
    table, broken = read_lua(text)
    assert broken is not None
    assert not [value for value in table.values.values() if not isinstance(value, LuaTable)]
