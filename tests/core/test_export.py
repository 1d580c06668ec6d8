"""What is exported is read back as it was, whatever the words are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.core.export import json_lines, notes, table, tags_cell, tags_of_cell
from digest.core.text import clean
from digest.intake.decode import Decoded, decode
from digest.intake.document import Document
from digest.intake.formats import digest_csv, digest_jsonl, digest_markdown
from digest.intake.registry import claim
from digest.model.clipping import COLORS, Clipping, DateSource, Kind, Markup, Problem, Stamp, StatedWork
from tests.intake.documents import MODIFIED, ZONE

NASTY = [
    *"ab 潮水\n\n\n\t\"'\\,;:#>-–—=*_`[](){}<!|&%@^~$1\u00a0\u200b\u3000é🙂",
    *[
        "> ",
        "<!-- digest {",
        "\\<!-- digest ",
        "-->",
        "---\n",
        "— ",
        "## ",
        "\n> a",
        "[[x]]",
        "==",
        ": ",
        " #",
        "1. ",
    ],
]
WORDS = st.lists(st.sampled_from(NASTY), max_size=14).map(lambda parts: clean("".join(parts)).strip())
TEXTS = WORDS.filter(bool)
MOMENTS = st.integers(0, 10**12).map(lambda ms: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms))
STAMPS = st.builds(Stamp, MOMENTS, st.sampled_from(DateSource))
TAGS = st.lists(TEXTS, max_size=3).map(tuple)
WORKS = st.builds(
    StatedWork,
    *(TEXTS, st.sampled_from(Kind), WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, TAGS),
)
FIELDS = {
    "text": TEXTS,
    "line": st.just(0),
    "markup": st.sampled_from(Markup),
    "key": WORDS,
    "note": WORDS,
    "url": WORDS,
    "tags": TAGS,
    "color": st.sampled_from(("", *COLORS)),
    "marked": STAMPS,
    "heading": WORDS,
    "position": st.integers(-(2**63), 2**63 - 1),
}


@st.composite
def libraries(draw: st.DrawFn) -> list[Clipping]:
    """A few highlights of a work or two."""
    works = draw(st.lists(WORKS, min_size=1, max_size=2, unique_by=repr))
    return [
        draw(st.builds(Clipping, work=st.just(work), **FIELDS))
        for work in works
        for _ in range(draw(st.integers(1, 3)))
    ]


def as_lines(clippings: Sequence[Clipping]) -> list[tuple[str, str]]:
    return [("export.jsonl", "".join(json_lines(clippings)))]


def as_table(clippings: Sequence[Clipping]) -> list[tuple[str, str]]:
    return [("export.csv", "".join(table(clippings)))]


def as_notes(clippings: Sequence[Clipping]) -> list[tuple[str, str]]:
    return list(notes(clippings))


def read_back(name: str, text: str, form: ModuleType) -> Iterator[Clipping]:
    """What the files state, each claimed by ``form``."""
    decoded = decode(text.encode())
    assert isinstance(decoded, Decoded)
    document = Document(name, decoded.text, MODIFIED, ZONE)
    assert claim(document) is form
    for stated in form.parse(document):
        assert not isinstance(stated, Problem), stated
        yield stated._replace(line=0)


@pytest.mark.parametrize(
    ("write", "form"), [(as_lines, digest_jsonl), (as_table, digest_csv), (as_notes, digest_markdown)]
)
@settings(deadline=None)
@given(libraries())
def test_what_is_exported_is_read_back(
    write: Callable[[Sequence[Clipping]], list[tuple[str, str]]], form: ModuleType, clippings: list[Clipping]
) -> None:
    files = write(clippings)
    assert [one for name, text in files for one in read_back(name, text, form)] == clippings
    assert len({name.casefold() for name, _ in files}) == len(files)


@given(st.lists(st.sampled_from(["a", "b/c", "a, b", "[a]", '["x"]', " "]).filter(str.strip), max_size=3))
def test_tags_are_told_apart_in_a_cell(tags: list[str]) -> None:
    assert tags_of_cell(tags_cell(tags)) == tuple(tags)


def test_a_broken_line_costs_only_itself() -> None:
    work = StatedWork("Tides")
    marks = [Clipping(work, f"Mark {n}.", 1, marked=Stamp(MODIFIED, DateSource.FILE)) for n in range(3)]
    lines = list(json_lines(marks))
    text = lines[0] + lines[1][:60] + "\n" + '{"marked_at": 7, "text": ""}\n' + "[1]\n" + lines[2]
    stated = list(digest_jsonl.parse(Document("x.jsonl", text, MODIFIED, ZONE)))
    assert [one.text if isinstance(one, Clipping) else one.line for one in stated] == [
        "Mark 0.",
        2,
        3,
        4,
        "Mark 2.",
    ]


def test_works_of_one_title_have_files_of_their_own() -> None:
    works = [
        StatedWork(title, author=f"Author {n}")
        for n, title in enumerate(["A/B", "a b", "...", "?", "../../etc/passwd", "/etc/hosts\0"])
    ]
    names = [name for name, _ in notes([Clipping(work, "Words.", 1) for work in works])]
    assert names == ["A B.md", "a b (2).md", "Untitled.md", "Untitled (2).md", "etc passwd.md", "etc hosts.md"]
