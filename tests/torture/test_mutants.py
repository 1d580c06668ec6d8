"""A sample of the mutants that ``./dev torture`` tries all of, and what becomes of them in a library."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.registry import FORMATS, Format
from tests.acceptance.home import make_home
from tests.golden import pairs
from tests.intake.nasty import NASTY
from tests.torture.mutants import mutants, some_mutants
from tests.torture.oracle import look

GOLDEN = pairs.inputs()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_broken_file_ends_as_clippings_and_problems(path: Path) -> None:
    raw = path.read_bytes()
    chance = random.Random(path.stem)  # noqa: S311 - a sample is told by the name of its file
    for mutant in some_mutants(raw, NASTY, 45, chance):
        assert not look(mutant.raw).wrong, mutant.how


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.NAME)
@given(st.data())
def test_any_lines_of_its_files_in_any_order_are_read_by_any_format(form: Format, data: st.DataObject) -> None:
    files = [path.read_text("utf-8", "replace") for path in GOLDEN if path.parent.name == form.NAME]
    first = data.draw(st.sampled_from(files)).split("\n")
    lines = st.sampled_from(sorted({*first, *NASTY.values()}))
    head = first[: data.draw(st.integers(0, len(first)))]
    text = "\n".join([*head, *data.draw(st.lists(lines, max_size=12))])
    assert not look(text.encode("utf-8", "surrogatepass")).wrong


def test_the_counts_of_a_folder_of_broken_files_add_up(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    chance = random.Random(1)  # noqa: S311
    written = 0
    for path in GOLDEN:
        for mutant in some_mutants(path.read_bytes(), NASTY, 6, chance):
            written += 1
            home.write(f"{path.parent.name}/{written}{path.suffix}", mutant.raw)
    report = home.answer("scan")
    files = report["files"]
    assert files["seen"] == sum(number for kind, number in files.items() if kind != "seen") == written
    assert sum(report["formats"].values()) == files["read"] + files["empty"]
    assert len({problem["path"] for problem in report["problems"]}) >= files["unrecognised"] + files["unreadable"]
    again = home.answer("scan")
    assert again["files"]["unchanged"] == written
    assert again["problems"] == report["problems"]


def test_a_mutant_of_each_kind_is_made() -> None:
    made = {mutant.how: mutant.raw for mutant in mutants(b"# A title\n\nsome ==words==\n", {"x": "\ud83d!"})}
    assert made["cut at 10"] == b"# A title\n"
    assert made["without line 1"] == b"\nsome ==words==\n"
    assert made["line 2 twice"] == b"# A title\n\n\nsome ==words==\n"
    assert made["line 1 below the next"] == b"\n# A title\nsome ==words==\n"
    assert b"# \xed\xa0\xbd!\n\nsome ==words==\n" in made.values()
