"""A library written out, and read back into an empty one, by the real command."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from digest.shipped import folder
from tests.acceptance.home import Home, cubox, make_home

CARD = 7421446577446000001


def fill(home: Home) -> None:
    """Everything that comes with digest, and a highlight that stands nowhere any more."""
    for sample in folder("seeds").iterdir():
        home.write(sample.name, sample.read_bytes())
    home.write("undated.md", "# Undated\n\nSource: https://example.org/undated\n\n==A mark without a date.==\n")
    gone = home.write(
        "gone.md", cubox(CARD, "Reading the tides", {CARD + 1: "潮水不等人。"}, notes={CARD + 1: "> 记"})
    )
    home.answer("scan")
    gone.unlink()
    home.answer("scan")


def exported(home: Home, *words: str) -> str:
    done = home.call("export", *words)
    assert done.status == 0, done.err
    return done.out


@pytest.mark.parametrize(("form", "name"), [("jsonl", "all.jsonl"), ("csv", "all.csv"), ("markdown", "notes")])
def test_an_empty_library_that_reads_an_export_has_the_same_content(home: Home, form: str, name: str) -> None:
    fill(home)
    other = make_home(home.path.parent / "other")
    assert home.call("export", "--format", form, "--out", str(other.clippings / name)).status == 0
    report = other.answer("scan")
    assert report["problems"] == []
    assert set(report["formats"]) == {f"digest-{form}"}
    assert exported(other) == exported(home)
    lines = [json.loads(line) for line in exported(home).splitlines()]
    assert {"潮水不等人。"} <= {line["text"] for line in lines}
    assert {line["date_source"] for line in lines} >= {"id", "file"}


def test_an_export_beside_what_it_was_made_from_says_nothing_new(home: Home) -> None:
    fill(home)
    before = exported(home)
    assert home.call("export", "--out", str(home.clippings / "all.jsonl")).status == 0
    counts = home.answer("scan")["highlights"]
    assert (counts["new"], counts["amended"]) == (0, 0)
    assert exported(home) == before


def test_the_order_of_import_and_the_names_of_files_do_not_show(home: Home) -> None:
    files = [("b.md", cubox(CARD, "B", {CARD + 1: "One."})), ("a.md", cubox(CARD + 5, "A", {CARD + 6: "Two."}))]
    other = make_home(home.path.parent / "other")
    for name, content in files:
        home.write(name, content)
        home.answer("scan")
    for name, content in reversed(files):
        other.write(f"sub/x{name}", content)
        other.answer("scan")
    assert exported(home) == exported(other) != ""


def test_the_table_has_the_columns_that_others_import(home: Home) -> None:
    home.write("tides.md", cubox(CARD, "Reading the tides", {CARD + 1: 'A "mark", with a comma.'}))
    home.answer("scan")
    header, row = csv.reader(exported(home, "--format", "csv").splitlines())
    assert header[:7] == ["Highlight", "Title", "Author", "URL", "Note", "Location", "Date"]
    assert row[:2] == ['A "mark", with a comma.', "Reading the tides"]


def test_an_export_is_there_whole_or_not_at_all(home: Home, tmp_path: Path) -> None:
    fill(home)
    old = tmp_path / "notes"
    old.mkdir()
    (old / "mine.md").write_text("mine")
    for words in (
        ("--format", "markdown", "--out", str(old)),
        ("--out", str(tmp_path / "missing" / "all.jsonl")),
        ("--out", str(old)),
    ):
        done = home.call("export", *words)
        assert (done.status, done.out) == (73, ""), words
    assert home.call("export", "--format", "markdown").status == 2
    assert [path.name for path in tmp_path.iterdir() if path != home.path] == ["notes"]
    assert [path.name for path in old.iterdir()] == ["mine.md"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_a_full_disk_behind_standard_output_is_told(home: Home) -> None:
    fill(home)
    command = [sys.executable, "-m", "digest", "--config", str(home.settings), "export"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 73
    assert b"the export cannot be written" in done.stderr


def test_who_stops_reading_has_heard_enough(home: Home) -> None:
    fill(home)
    command = [sys.executable, "-m", "digest", "--config", str(home.settings), "export"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
