"""A stranger with one file asks what becomes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.home import Home, cubox

CARD = 7421446577446000001
MARKS = {CARD + 1: "The tide comes twice a day, and asks nobody.", CARD + 2: "A second mark."}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere" / "tides.md"
    path.parent.mkdir()
    path.write_text(cubox(CARD, "Reading the tides", MARKS, notes={CARD + 1: "So it does."}), "utf-8")
    return path


def alone(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command where there are no settings at all."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(cwd), "XDG_CONFIG_HOME": str(cwd)}
    command = [sys.executable, "-m", "digest", *words]
    return subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)


def test_a_file_is_read_without_settings_and_nothing_is_changed(file: Path) -> None:
    before = sorted(file.parent.iterdir())
    done = alone("check", "tides.md", cwd=file.parent)
    assert done.returncode == 0, done.stderr
    for words in (
        "✓ understood as cubox (98 of 100",
        "2 highlights of 1 work, 1 with a note",
        "2 id",
        "asks nobody",
    ):
        assert words in done.stderr
    assert sorted(file.parent.iterdir()) == before


def test_settings_decide_as_they_do_for_a_scan(home: Home, file: Path) -> None:
    note = file.with_name("note.md")
    note.write_text("# A note\n\n> A quote of nobody.\n", "utf-8")
    assert home.answer("check", str(note))["files"][0]["highlights"] == 0
    table = "[library]\nquotes = 'all'\n"
    home.settings.write_text(home.settings.read_text("utf-8").replace("[library]\n", table), "utf-8")
    assert home.answer("check", str(note))["files"][0]["highlights"] == 1
    assert not home.library.exists()


def test_programs_get_what_people_get(home: Home, file: Path) -> None:
    report = home.answer("check", str(file))
    [found] = report["files"]
    assert report["ok"]
    assert (found["format"], found["works"], found["highlights"], found["points"]) == ("cubox", 1, 2, 0)
    assert (found["notes"], found["tags"], found["dates"], found["problems"]) == (1, 0, {"id": 2}, [])
    assert found["claims"][0] == {"format": "cubox", "sure": 98}
    assert found["first"][0]["text"] == MARKS[CARD + 1]


def test_no_highlight_is_no_success(home: Home, file: Path) -> None:
    file.write_text("---\ntitle: Empty\n---\n\nNothing is marked here.\n", "utf-8")
    told = home.call("check", str(file)).err
    assert "understood as markdown" in told
    assert "it holds no highlight" in told
    assert "✓" not in told
    file.write_text("Just some words.\n", "utf-8")
    told = home.call("check", str(file)).err
    assert "no format recognises it" in told
    assert "(asked: " in told


def test_a_line_that_is_not_understood_is_told_with_its_words_and_strict_ends_with_65(
    home: Home, file: Path
) -> None:
    lines = file.read_text("utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if MARKS[CARD + 2] in line)
    lines[place] = ">"
    file.write_text("\n".join(lines), "utf-8")
    [found] = home.answer("check", str(file))["files"]
    assert found["highlights"] == 1
    [problem] = found["problems"]
    assert (problem["line"], problem["words"]) == (place + 1, ">")
    assert home.call("check", str(file)).status == 0
    done = home.call("check", str(file), "--strict")
    assert done.status == 65
    assert "1 problem" in done.err


def test_the_copy_for_a_bug_report_comes_where_it_is_asked_for(home: Home, file: Path) -> None:
    copies = file.parent / "copies"
    [found] = home.answer("check", str(file), "--sample", str(copies))["files"]
    [copy] = copies.iterdir()
    assert found["sample"] == str(copy)
    assert "tide" not in copy.read_text("utf-8")
    again = home.answer("check", str(copy))["files"][0]
    assert (again["format"], again["highlights"]) == ("cubox", 2)


def test_what_cannot_be_a_file_is_a_usage_error(home: Home, file: Path) -> None:
    for words in (
        ("check", "-"),
        ("check", str(file.parent)),
        ("check", "--strict"),
        ("check", str(file), "--smtp"),
        ("check", "--sample", str(file)),
    ):
        assert home.call(*words).status == 2, words


def test_strict_runs_read_and_issue_everything_else_first(home: Home) -> None:
    home.write("good.md", cubox(CARD, "A good file", MARKS))
    home.write("unknown.txt", "just some words\n")
    done = home.call("run", "--strict", "--json")
    assert done.status == 65
    report = json.loads(done.out)
    assert (report["outcome"], report["highlights"]) == ("issued", 2)
    assert "1 problem" in done.err


def test_a_scan_tells_its_problems_file_by_file(home: Home) -> None:
    home.write("good.md", cubox(CARD, "A good file", MARKS))
    home.write("half.md", cubox(CARD + 9, "Half", MARKS).replace(MARKS[CARD + 2], ""))
    home.write("unknown.txt", "just some words\n")
    told = home.call("scan").err
    assert "2 problems in 2 files:" in told
    assert "half.md: cubox, 1 highlight\n    - line " in told
    assert "unknown.txt: not recognised\n    - no format recognises it" in told
    assert "good.md" not in told
    assert "digest check FILE" in told
