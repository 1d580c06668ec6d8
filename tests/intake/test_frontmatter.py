"""The front matter: read as strings, never lost, never able to grow, and silent about lines across the page."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.intake import yamltext
from digest.intake.frontmatter import FrontMatter, read_front_matter
from digest.intake.yamltext import read_plain_yaml, read_yaml


def note(front: str, body: str = "The body.\n") -> str:
    return f"---\n{front}\n---\n{body}"


@pytest.mark.parametrize(
    "written",
    ["12:30", "0123", "no", "2026-02-31", "1e5", "0x1F", "7421446577446718398", "9" * 400, "=", "1_000", ".inf"],
)
def test_a_value_stays_what_was_written(written: str) -> None:
    assert read_front_matter(note(f"value: {written}")).values == {"value": written}


def test_lists_mappings_and_long_texts_keep_their_shape() -> None:
    front = read_front_matter(note("a: [x, 1]\nb:\n  c: {d: e}\nf: >-\n  folded\n  text\ng: ~\nh:"))
    assert front.values == {"a": ["x", "1"], "b": {"c": {"d": "e"}}, "f": "folded text", "g": "", "h": ""}
    assert front.problem is None


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        (note("a: b"), "The body.\n", 4),
        ("\n\n---\na: b\n\n---\n\nThe body.\n", "\nThe body.\n", 7),
        ("---\na: b\n...\nThe body.\n", "The body.\n", 4),
        ("----\na: b\n--- \nThe body.\n", "The body.\n", 4),
        ("---\n---\nThe body.\n", "The body.\n", 3),
        ("---\na: b\n---", "", 3),
        ("...\na: b\n---\n", "...\na: b\n---\n", 1),
        ("# No front matter\n", "# No front matter\n", 1),
        ("", "", 1),
    ],
)
def test_the_body_begins_where_it_begins(text: str, body: str, line: int) -> None:
    front = read_front_matter(text)
    assert (front.body, front.body_line, front.problem) == (body, line, None)


@pytest.mark.parametrize(
    "between", ["", "Words between two lines.\n", "**Bold** words.\n", "> a quote\n", "# A heading\n"]
)
def test_a_line_across_the_page_is_not_front_matter(between: str) -> None:
    text = f"---\n\n{between}\nand more\n\n---\n\nMore.\n"
    assert read_front_matter(text) == FrontMatter(text)


BOMBS = {
    "laughs": "a: &a [x, x]\n" + "\n".join(f"a{n}: &a{n} [*a, *a, *a]" for n in range(12)),
    "itself": "a: &a [*a]",
    "brackets": "a: " + "[" * 20_000,
    "braces": "{a: " * 5_000,
    "keys": "\n".join(f"k{n}: v" for n in range(1_500)),
    "long": "a: " + "x" * 70_000,
    "command": 'a: !!python/object/apply:os.system ["true"]',
    "binary": 'a: !!binary "//8="',
    "merged": "b: &b {x: y}\na:\n  <<: *b",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_stays_in_the_body_and_is_reported_at_once(name: str) -> None:
    text = note(BOMBS[name])
    start = time.perf_counter()
    front = read_front_matter(text)
    assert time.perf_counter() - start < 0.1
    assert front.values == {}
    assert front.body == text
    assert front.problem
    assert front.problem.line >= 2
    assert front.problem.hint


def test_front_matter_without_an_end_stays_in_the_body() -> None:
    text = "\n---\ntitle: x\nsource: y\n\nThe body.\n"
    front = read_front_matter(text)
    assert front.body == text
    assert front.problem
    assert front.problem.line == 2
    assert "no end" in front.problem.message


def test_a_list_where_keys_should_be_is_reported() -> None:
    text = note("- a: b\n- c: d")
    front = read_front_matter(text)
    assert front.body == text
    assert front.problem
    assert "list" in front.problem.message


@pytest.mark.parametrize(
    ("written", "values", "line"),
    [
        (
            "title: one: two\nurl: https://example.org/a:b",
            {"title": "one: two", "url": "https://example.org/a:b"},
            2,
        ),
        ("a: b\nauthor: [[x]], [[y]]", {"a": "b", "author": "[[x]], [[y]]"}, 3),
        ("a: @b", {"a": "@b"}, 2),
        ("a: b: c\ntags:\n- one\n  - 'two'\nd: [e, f]", {"a": "b: c", "tags": ["one", "two"], "d": ["e", "f"]}, 2),
        (
            "created: {{date}}\n# a comment\nnote: first\n  second",
            {"created": "{{date}}", "note": "first second"},
            2,
        ),
    ],
)
def test_a_mistake_in_simple_lines_is_mended_and_reported(
    written: str, values: dict[str, object], line: int
) -> None:
    front = read_front_matter(note(written))
    assert front.values == values
    assert front.body == "The body.\n"
    assert front.problem
    assert front.problem.line == line


def test_a_mistake_that_cannot_be_mended_leaves_everything_in_the_body() -> None:
    text = note('title: "never closed\n\nSome prose that is no property.')
    front = read_front_matter(text)
    assert front.body == text
    assert front.problem


def test_of_two_equal_keys_the_first_stays_and_the_second_is_reported() -> None:
    front = read_front_matter(note("title: one\nurl: x\ntitle: two"))
    assert front.text("title") == "one"
    assert front.problem
    assert front.problem.line == 4


def test_escapes_cannot_bring_in_what_was_cleaned_out() -> None:
    assert read_front_matter(note(r'a: "x\0y\x1b\u202e\u2028z"')).text("a") == "xy z"


PROPERTIES = read_front_matter(
    note(
        "Title: A name\nDate created: 2026-02-14\nauthor:\n  - '[[people/ada|Ada Brook]]'\n  - 凌渡\n"
        "by: [[Jane Doe]]\nwords: 'see [[a|the first]] and [[b]] '\ntags: '#one two, three/four'\n"
        "keywords: [a, a, '#b']\nempty: ''\nnothing: null"
    )
)


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("title",), "A name"),
        (("missing", "empty", "nothing", "date_created"), "2026-02-14"),
        (("author",), "Ada Brook, 凌渡"),
        (("by",), "Jane Doe"),
        (("words",), "see the first and b"),
        (("missing",), ""),
    ],
)
def test_properties_are_found_under_any_of_their_names(names: tuple[str, ...], text: str) -> None:
    assert PROPERTIES.text(*names) == text


def test_tags_come_in_every_usual_form() -> None:
    assert PROPERTIES.tags("tags") == ("one", "two", "three/four")
    assert PROPERTIES.tags("keywords") == ("a", "b")
    assert PROPERTIES.tags("missing") == ()
    assert PROPERTIES.line_of("date_created") == 3


@given(st.text(st.sampled_from("ab:- \n\"'[]{}&*!|>#?%@`,~\t中"), max_size=80))
def test_any_front_matter_gives_values_or_keeps_the_text(front: str) -> None:
    text = f"---\n{front}\n---\nThe body.\n"
    read = read_front_matter(text)
    assert read.body.endswith("The body.\n")
    assert text.split("\n")[read.body_line - 1 :] == read.body.split("\n")
    if not read.values:
        assert read.body == text or not front.strip("-. \t\n") or read.body_line > 1


@pytest.mark.parametrize("name", ["laughs", "brackets", "keys", "command"])
def test_a_machine_without_libyaml_reads_and_refuses_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = read_front_matter(note(BOMBS[name])).problem
    good = read_front_matter(note("a: [x, 1]\nb: 'c: d'\nf: |\n  two\n  lines"))
    monkeypatch.setattr(yamltext, "_LOADER", yaml.BaseLoader)
    assert read_front_matter(note("a: [x, 1]\nb: 'c: d'\nf: |\n  two\n  lines")) == good
    assert read_front_matter(note(BOMBS[name])).problem == with_libyaml


_VALUES = st.text(alphabet="ab1: #\"'[],-~…。{}&*!é?\\", min_size=1, max_size=7)
_LINES = st.one_of(
    st.tuples(st.sampled_from(["key: ", "tags: ", "author: a", "x: b", "null: "]), _VALUES).map("".join),
    st.tuples(st.sampled_from(["list:\n- ", "list:\n  - a", "tags:\n  - "]), _VALUES).map("".join),
    st.tuples(st.sampled_from(["- a", "  - b", "    - "]), _VALUES).map("".join),
    st.sampled_from(
        ["", "key:", "other: []", 'said: "a: b # c"', "url: https://example.org/a#b", "12: 30", "  more"]
    ),
)


@settings(max_examples=400)
@given(st.lists(_LINES, min_size=1, max_size=6).map("\n".join))
def test_the_short_way_through_plain_front_matter_reads_what_the_parser_reads(text: str) -> None:
    plain = read_plain_yaml(text)
    if plain:
        parsed = read_yaml(text)
        assert (dict(plain), plain.lines, parsed.doubled) == (dict(parsed), parsed.lines, None)


def test_what_cubox_and_the_web_clipper_write_takes_the_short_way() -> None:
    cubox = (
        'id: "7421446577446718398"\ncubox_url: https://cubox.pro/web/card/1\ntags:\n  - RAG/chunking\n  - 慢读\n'
    )
    clipper = 'title: "A page"\nauthor:\n  - "[[Jane Doe]]"\npublished: 2024-01-02\ntags:\n  - "clippings"'
    assert read_plain_yaml(cubox) == read_yaml(cubox)
    assert read_plain_yaml(clipper) == read_yaml(clipper)


def test_what_ends_a_line_for_unicode_ends_none_of_the_front_matter() -> None:
    front = read_front_matter(note("title: The\u2028Tides\nauthor: A\x85B"))
    assert (front.text("title"), front.text("author"), front.line_of("author")) == ("The Tides", "A B", 3)
    assert front.problem is None
