"""Whatever lies in the folder: highlights or a problem, never a lost letter, never a traceback."""

from __future__ import annotations

import contextlib
import email
import email.policy
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import escape

from digest.core.text import clean
from tests.acceptance.home import Home, cubox

CARD = 7421446577446000001
GOOD = {7421446625697000001: "A good highlight beside the bad files, printed all the same."}
NOTE = "---\ntitle: A note\nsource: https://example.org/\n---\n\nIt says that ==the marked words are kept== here.\n"
BOMB = (
    "---\na: &a [x, x]\n"
    + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9))
    + "---\n\n==A mark below a bomb.==\n"
)


@pytest.fixture
def good(home: Home) -> Home:
    home.write("good.md", cubox(CARD, "A good file", GOOD))
    return home


BAD = {
    "empty.md": b"",
    "blank.md": b"\n \n\t\n",
    "picture.md": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "zeros.txt": b"\0" * 4096,
    "too-large.md": NOTE.encode() + b"word " * 1_100_000,
    "unclosed.md": b"---\ntitle: never closed\n\n==A mark under a front matter without an end.==\n",
    "bomb.md": BOMB.encode(),
    "one-line.md": b"==" + b"A million characters in one line, and no end of it. " * 20_000 + b"==\n",
    "nothing-known.txt": b"just some words\nwithout any sign of a format\n",
    "bad\nname.md": NOTE.encode(),
    os.fsdecode(b"not-utf8-\xff.md"): NOTE.encode(),
}


@pytest.mark.parametrize("name", BAD, ids=ascii)
def test_a_bad_file_ends_as_highlights_or_as_a_problem_and_the_letter_goes_out(good: Home, name: str) -> None:
    path = good.clippings / name
    path.write_bytes(BAD[name])
    report = good.answer("run")
    assert report["outcome"] == "issued"
    letter = (Path(report["folder"]) / "message.txt").read_text("utf-8")
    assert next(iter(GOOD.values())) in letter
    assert report["html_bytes"] <= 72_000
    scanned = good.answer("scan")
    files = scanned["files"]
    assert files["seen"] == sum(number for kind, number in files.items() if kind != "seen") == 2
    path.touch()
    again = good.answer("scan")
    held = sum(again["highlights"].values()) > 0
    told = [problem for problem in again["problems"] if problem["message"]]
    assert held or told or again["files"]["empty"] == 1


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("gb18030", b""),
        ("utf-16-le", b""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_usual_encoding_and_line_end_gives_the_highlight(
    home: Home, encoding: str, bom: bytes, line_end: str
) -> None:
    text = NOTE.replace("the marked words are kept", "划下的句子原样保留，一字不改").replace("\n", line_end)
    home.write("note.md", bom + text.encode(encoding))
    report = home.answer("run")
    assert report["highlights"] == 1
    assert "> 划下的句子原样保留，一字不改" in (Path(report["folder"]) / "message.txt").read_text("utf-8")


HOSTILE = (
    "{{ 7*7 }} {% for x in y %} {# c #}",
    '<mj-include path="/etc/passwd" /> ]]> <![endif]--> <!--[if mso]>',
    "<script>alert(1)</script> <img src=x onerror=alert(2)>",
    "=?utf-8?q?a=0D=0ABcc=3A_evil=40example.org?=",
    "Subject: x\x0bBcc: evil@example.org",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text_and_nothing_else(home: Home, text: str) -> None:
    home.write("hostile.md", cubox(CARD, text, {CARD + 1: f"{text} and more."}, notes={CARD + 1: text}))
    report = home.answer("run")
    folder = Path(report["folder"])
    html = (folder / "message.html").read_text("utf-8")
    assert "<script" not in html.lower()
    assert "onerror=" not in html.lower().replace("onerror=alert(2)&gt;", "")
    assert "root:" not in html
    assert str(escape(clean(f"{text} and more."))) in html
    message = email.message_from_bytes((folder / "message.eml").read_bytes(), policy=email.policy.default)
    assert set(message.keys()) == {
        "Date",
        "From",
        "To",
        "Subject",
        "Message-ID",
        "List-Id",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    }


def test_front_matter_that_is_broken_is_told_with_its_line_and_its_note_is_kept(home: Home) -> None:
    home.write("broken.md", "---\ntitle: [unclosed\n---\n\n==A mark in a note whose front matter is broken.==\n")
    scanned = home.answer("scan")
    assert scanned["highlights"]["new"] == 1
    [problem] = scanned["problems"]
    assert problem["path"].endswith("broken.md")
    assert problem["line"] >= 1
    assert problem["hint"]


def test_strict_exits_65_when_something_was_not_understood(good: Home) -> None:
    assert good.call("scan", "--strict").status == 0
    good.write("unknown.txt", "just some words\n")
    assert good.call("scan").status == 0
    assert good.call("scan", "--strict").status == 65


def test_what_is_no_file_is_passed_over_and_the_others_are_read(good: Home) -> None:
    (good.clippings / "nowhere.md").symlink_to("/nonexistent/file.md")
    os.mkfifo(good.clippings / "pipe.md")
    assert good.answer("scan")["files"]["ignored"] == 2
    assert good.answer("run")["highlights"] == 1


def one_sentence(home: Home, *words: str, status: int, **environ: str) -> str:
    done = home.call(*words, **environ)
    assert done.status == status, done.err
    assert done.out == ""
    assert done.err.startswith("digest: ")
    return done.err


def test_a_missing_folder_is_one_sentence_and_nothing_is_lost(good: Home) -> None:
    good.answer("run")
    good.clippings.rename(good.path / "unmounted")
    before = _but_for_the_library(good)
    assert "clippings" in one_sentence(good, "run", status=78)
    assert _but_for_the_library(good) == before
    (good.path / "unmounted").rename(good.clippings)
    assert good.answer("scan")["files"]["unchanged"] == 1


def _but_for_the_library(home: Home) -> dict[str, object]:
    """The files there are; the library itself may note since when a warning stands."""
    return {name: trace for name, trace in home.traces().items() if not name.startswith("var/")}


def test_broken_settings_are_told_all_at_once(good: Home) -> None:
    good.settings.write_text('[library]\nfolders = []\n[digests.daily]\ntitel = "x"\nfresh = "many"\n', "utf-8")
    told = one_sentence(good, "run", status=78)
    assert [line for line in (":2:", ":4:", ":5:") if line in told] == [":2:", ":4:", ":5:"]
    assert "did you mean 'title'" in told


def test_missing_settings_say_how_to_make_them(good: Home) -> None:
    good.settings.unlink()
    assert "digest init" in one_sentence(good, "status", status=78)


def test_a_library_that_is_none_is_refused_and_left_alone(good: Home) -> None:
    good.library.parent.mkdir()
    good.library.write_bytes(b"This is a shopping list, not a database.\n" * 30)
    before = good.library.read_bytes()
    one_sentence(good, "run", status=74)
    assert good.library.read_bytes() == before


def test_a_library_of_a_newer_digest_is_refused_in_words(good: Home) -> None:
    good.answer("run")
    with contextlib.closing(sqlite3.connect(good.library)) as library:
        library.execute("PRAGMA user_version = 999")
        library.commit()
    assert "newer" in one_sentence(good, "run", status=74)


def test_an_outbox_that_cannot_be_written_costs_no_edition(good: Home) -> None:
    good.outbox.write_text("a file where the folder should be")
    for _ in range(2):
        assert "outbox" in one_sentence(good, "run", status=73)
    good.outbox.unlink()
    report = good.answer("run")
    assert (report["outcome"], report["edition"]) == ("issued", 1)


def test_an_edition_that_could_not_be_written_comes_with_the_next_run_and_costs_no_second_one(good: Home) -> None:
    good.settings.write_text(good.settings.read_text("utf-8") + "fresh = 1\n", "utf-8")
    good.answer("run", "--at", "2026-02-14T07:29")
    good.write("more.md", cubox(CARD + 1, "More", {CARD + n: f"Mark number {n} of many." for n in (5, 6, 7)}))
    (good.outbox / "daily" / "2027").write_text("a file where the folder of the year should be")
    for _ in range(3):
        one_sentence(good, "run", "--at", "2027-01-01T09:00", status=73)
    assert [edition["number"] for edition in good.answer("editions")["editions"]] == [2, 1]
    (good.outbox / "daily" / "2027").unlink()
    report = good.answer("run", "--at", "2027-01-02T09:00")
    assert (report["edition"], report["waiting"]) == (3, 1)
    assert [warning for warning in report["warnings"] if "-0002" in warning]
    assert len(list(good.outbox.rglob("message.html"))) == 3


def test_what_the_user_may_not_read_is_one_sentence(good: Home) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    good.answer("run")
    good.outbox.chmod(0)
    one_sentence(good, "run", status=73)
    good.outbox.chmod(0o755)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], check=False, capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("a small disk can only be mounted by root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_one_sentence_and_the_letter_is_whole_when_there_is_space_again(
    good: Home, small_disk: Path
) -> None:
    outbox = small_disk / "outbox"
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * 250_000)
    told = one_sentence(good, "run", status=73, DIGEST_OUTBOX__FOLDER=str(outbox))
    assert "full" in told
    assert not list(outbox.rglob("*.tmp"))
    filler.unlink()
    good.answer("run", DIGEST_OUTBOX__FOLDER=str(outbox))
    assert len(list(outbox.rglob("message.*"))) == 3


@pytest.mark.parametrize("size", ["96k", "128k", "160k"])
def test_a_full_disk_below_the_library_leaves_none_that_is_broken(good: Home, small_disk: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(small_disk)], check=True)
    library = str(small_disk / "var" / "digest.db")
    one_sentence(good, "run", status=74, DIGEST_LIBRARY__STATE=library)
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    assert good.answer("run", DIGEST_LIBRARY__STATE=library)["edition"] == 1


def test_no_message_can_steer_the_terminal(good: Home) -> None:
    good.settings.write_text(good.settings.read_text("utf-8") + '"\\u001b]0;x\\u0007" = 1\n', "utf-8")
    told = one_sentence(good, "run", "\x1b]0;x\x07\nforged", status=78)
    assert "\x1b" not in told
    assert "\x07" not in told


def test_two_names_that_look_alike_when_written_out_are_two_files(home: Home) -> None:
    for name, mark in ((os.fsdecode(b"bad\xff.md"), "One mark."), ("bad\\xff.md", "Another mark.")):
        home.write(name, NOTE.replace("the marked words are kept", mark))
    assert home.answer("scan")["files"]["read"] == 2


def test_names_that_are_not_there_are_a_usage_error(good: Home) -> None:
    good.answer("run")
    for words in (
        ("run", "weekly"),
        ("edition", "9"),
        ("highlight", "999"),
        ("forget", "999"),
        ("mark", "999", "favorite"),
        ("editions", "withdraw", "9"),
    ):
        one_sentence(good, *words, status=2)
    assert good.call("run", "--at", "yesterday").status == 2


def test_an_ascii_terminal_still_gets_its_sentences(good: Home) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "digest", "--config", str(good.settings), "check"],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
@pytest.mark.parametrize("form", [["--json"], []], ids=["stdout", "stderr"])
def test_a_command_that_can_say_nothing_has_done_its_work_once(good: Home, form: list[str]) -> None:
    command = [sys.executable, "-m", "digest", "--config", str(good.settings), "run", *form]
    with Path("/dev/full").open("wb") as full:
        out, err = (full, subprocess.PIPE) if form else (subprocess.PIPE, full)
        done = subprocess.run(command, stdout=out, stderr=err, check=False)
    assert (done.returncode, done.stdout) == (74, None if form else b"")
    assert not form or done.stderr.startswith(b"digest: standard output cannot be written: ")
    assert [edition["number"] for edition in good.answer("editions")["editions"]] == [1]
    assert good.answer("run")["outcome"] == "empty"
