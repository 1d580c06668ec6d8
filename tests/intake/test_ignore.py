"""What a ``.digestignore`` says is passed over, and no more than that."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from digest.intake.folder import walk

TREE = [
    *("a.md", "b.md", "drafts/c.md", "drafts/deep/d.md", "work/a.md", "work/drafts/e.md", "work/keep/f.md"),
    *("work/draft.md", "private.txt", "灯塔/私.md", "灯塔/塔.md", "trailing .md", "#sharp.md", "!bang.md"),
]


def write(place: Path, files: dict[str, str]) -> None:
    for path in TREE:
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text("text")
    for path, rules in files.items():
        (place / path).write_text(rules, "utf-8")


def found(place: Path) -> set[str]:
    return {os.path.relpath(path, place) for path in walk(place).files}


RULES = [
    {".digestignore": "drafts/\n*.txt\n"},
    {".digestignore": "/drafts/\n/a.md\n"},
    {".digestignore": "# a comment\n\n*.md\n!b.md\n!/work/\n"},
    {".digestignore": "work/*\n!work/keep/\n"},
    {".digestignore": "灯塔/私.md\r\n**/deep\r\n"},
    {".digestignore": "\\#sharp.md\n\\!bang.md\ntrailing\\ .md\n"},
    {".digestignore": "*.md\n", "work/.digestignore": "!a.md\n!keep/\n!*.md\n"},
    {"work/.digestignore": "/drafts\na.md\n"},
    {".digestignore": "work/\n", "work/.digestignore": "!a.md\n"},
    {".digestignore": "\ufeffa.md\n[bd].md\nwork/**/f.md"},
    {".digestignore": "*\n"},
    {".digestignore": ""},
]


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git here to ask")
@pytest.mark.parametrize("rules", RULES, ids=lambda rules: repr(rules)[:60])
def test_rules_mean_what_they_mean_to_git(tmp_path: Path, rules: dict[str, str]) -> None:
    write(tmp_path, rules)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    listed = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files", "-co", "-z", "--exclude-per-directory=.digestignore"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert found(tmp_path) == {path for path in listed.split("\0") if path and not path.endswith(".digestignore")}


def test_what_is_passed_over_is_counted_and_named(tmp_path: Path) -> None:
    write(tmp_path, {".digestignore": "drafts/\nprivate.txt\n"})
    there = walk(tmp_path)
    passed = {os.path.relpath(path, tmp_path) for path in there.unwanted}
    assert passed == {"drafts", "work/drafts", "private.txt"}
    assert there.ignored == 4
    assert not there.problems


def test_a_broken_line_is_told_with_its_number_and_the_others_hold(tmp_path: Path) -> None:
    write(tmp_path, {".digestignore": "a.md\n!\n[z-a].md\nprivate.txt\n"})
    there = walk(tmp_path)
    assert [problem.line for problem in there.problems] == [2, 3]
    assert {problem.path for problem in there.problems} == {str(tmp_path / ".digestignore")}
    assert not found(tmp_path) & {"a.md", "private.txt"}


def test_where_the_rules_cannot_be_read_nothing_is(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "work" / ".digestignore").symlink_to(tmp_path / "a.md")
    there = walk(tmp_path)
    assert not any("/work/" in path for path in there.files)
    assert there.unseen == [str(tmp_path / "work")]
    assert there.problems[0].path == str(tmp_path / "work" / ".digestignore")


def test_names_that_are_not_utf8_can_be_ruled_out(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"bad\xff.md")).write_text("text")
    (tmp_path / ".digestignore").write_bytes(b"bad\xff.md\n")
    assert walk(tmp_path).files == {}
