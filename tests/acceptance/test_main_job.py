"""From a folder of clippings to a letter, by the real command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.home import Home, cubox

CARD = 7421446577446000001
MARKS = {
    7421447099390000001: "The second mark of the day stands first in the file.",
    7421446625697000001: "The first mark of the day stands second in the file, which is not the order of reading.",
    7421446662922000001: "A third mark keeps the other two company.",
}
SUMMARY = (
    "Workflow\nWhat a canal costs\nThe Canal Desk·2026-01-20 08:00\n\n"
    "Core Viewpoint - A canal is paid for once and used for two centuries [1][2]. "
    "Water and Money - Locks decide how many boats pass in a day [3]. - "
    "Tolls fell whenever a railway opened beside the water [4]."
)


@pytest.fixture
def two_works(home: Home) -> Home:
    home.write("tides.md", cubox(CARD, "Reading the tides", MARKS))
    home.write("canal.txt", SUMMARY)
    return home


def works(folder: str) -> Any:
    """The works of the edition in ``folder``."""
    return json.loads((Path(folder) / "edition.json").read_text("utf-8"))["works"]


def test_the_first_run_issues_edition_one_with_both_works(two_works: Home) -> None:
    report = two_works.answer("run")
    assert (report["outcome"], report["edition"], report["works"], report["highlights"]) == ("issued", 1, 2, 3)
    assert report["warnings"] == []
    assert report["deliveries"] == []
    folder = Path(report["folder"])
    assert folder.is_relative_to(two_works.outbox)
    assert {path.name for path in folder.iterdir()} == {
        "index.html",
        "message.html",
        "message.txt",
        "message.eml",
        "edition.json",
    }
    assert report["html_bytes"] == (folder / "message.html").stat().st_size
    article, summary = works(report["folder"])
    assert [mark["text"] for mark in article["highlights"]] == [MARKS[key] for key in sorted(MARKS)]
    assert [mark["url"].rpartition("=")[2] for mark in article["highlights"]] == [str(key) for key in sorted(MARKS)]
    assert {mark["date_source"] for mark in article["highlights"]} == {"id"}
    assert (summary["kind"], [point["heading"] for point in summary["highlights"]]) == (
        "summary",
        ["Core Viewpoint", "Water and Money", "Water and Money"],
    )


def test_a_second_run_is_empty_and_a_new_highlight_makes_an_edition_of_its_own(two_works: Home) -> None:
    two_works.answer("run")
    again = two_works.answer("run")
    assert (again["outcome"], again["edition"], again["folder"]) == ("empty", None, None)
    added = {7421446931722000001: "A fourth mark arrives a day later."}
    two_works.write("tides.md", cubox(CARD, "Reading the tides", MARKS | added))
    second = two_works.answer("run")
    assert (second["edition"], second["works"], second["highlights"]) == (2, 1, 1)
    [work] = works(second["folder"])
    assert [mark["text"] for mark in work["highlights"]] == list(added.values())


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--dry-run"),
        ("run", "--dry-run", "--json"),
        ("preview", "--out", "../elsewhere"),
        ("status",),
        ("check",),
    ],
)
@pytest.mark.parametrize("known", [False, True])
def test_trying_changes_nothing(two_works: Home, words: tuple[str, ...], known: bool) -> None:
    if known:
        two_works.answer("run")
        two_works.write("more.md", cubox(CARD + 1, "More", {7421446931722000009: "A mark nobody has printed yet."}))
    before = two_works.traces()
    assert two_works.call(*words).status == 0
    assert two_works.traces() == before


def test_a_preview_is_the_letter_that_the_run_then_issues(two_works: Home) -> None:
    at = ("--at", "2026-02-14T07:30")
    preview = two_works.path.parent / "preview"
    assert two_works.call("preview", *at, "--out", str(preview)).status == 0
    issued = two_works.answer("run", *at)
    for name in ("message.html", "message.txt"):
        assert (preview / name).read_bytes() == (Path(issued["folder"]) / name).read_bytes()


def test_a_scheduled_slot_is_issued_once_and_a_run_by_hand_does_not_use_it_up(two_works: Home) -> None:
    by_hand = two_works.answer("run", "--at", "2026-02-14T07:29")
    assert by_hand["slot"].startswith("by-hand:2026-02-14T07:29")
    two_works.write("more.md", cubox(CARD + 1, "More", {7421446931722000009: "A mark for the scheduled slot."}))
    scheduled = two_works.answer("run", "--at", "2026-02-14T07:30")
    assert (scheduled["slot"], scheduled["outcome"], scheduled["edition"]) == ("2026-02-14T07:30", "issued", 2)
    again = two_works.answer("run", "--at", "2026-02-14T07:30")
    assert (again["outcome"], again["edition"], again["folder"]) == ("already-issued", 2, scheduled["folder"])
    assert two_works.answer("run", "--dry-run", "--at", "2026-02-14T07:30")["outcome"] == "already-issued"


def test_renamed_edited_and_removed_highlights_are_met_as_a_reader_would_expect(two_works: Home) -> None:
    first = two_works.answer("run")
    (two_works.clippings / "tides.md").rename(two_works.clippings / "moved.md")
    assert two_works.answer("run")["outcome"] == "empty"
    two_works.write(
        "moved.md", cubox(CARD, "Reading the tides, again", MARKS, notes={min(MARKS): "A note, later."})
    )
    scanned = two_works.answer("scan")
    assert scanned["highlights"] == {"new": 0, "amended": 1, "known": 2}
    assert two_works.answer("run")["outcome"] == "empty"
    unprinted = two_works.write("new.md", cubox(CARD + 1, "New", {7421446931722000009: "Marked, then unmarked."}))
    two_works.answer("scan")
    unprinted.unlink()
    assert two_works.answer("run")["outcome"] == "empty"
    assert first["edition"] == 1


def test_a_note_moved_and_edited_between_two_runs_is_known(home: Home) -> None:
    note = (
        "---\ntitle: A note\nsource: https://example.org/note\n---\n\n==It was a bright cold day on the quay.==\n"
    )
    home.write("a.md", note)
    assert home.answer("run")["highlights"] == 1
    (home.clippings / "a.md").unlink()
    home.write("moved/b.md", note.replace("bright cold", "bright, cold"))
    assert home.answer("run")["outcome"] == "empty"


def test_a_note_that_was_away_for_a_scan_is_known_when_it_comes_back(home: Home) -> None:
    note = "---\nsource: https://example.org/\n---\n\n==A long mark that nobody else would make in these words.==\n"
    home.write("one.md", note)
    assert home.answer("run")["highlights"] == 1
    (home.clippings / "one.md").unlink()
    home.answer("scan")
    home.write("two.md", note)
    assert home.answer("run")["outcome"] == "empty"


def test_a_withdrawn_edition_frees_its_highlights_and_its_number_is_not_used_again(two_works: Home) -> None:
    two_works.answer("run")
    assert two_works.call("editions", "withdraw", "1").status == 0
    again = two_works.answer("run")
    assert (again["outcome"], again["edition"], again["highlights"]) == ("issued", 2, 3)
    numbers = [(row["number"], row["withdrawn_at"] is not None) for row in two_works.answer("editions")["editions"]]
    assert numbers == [(2, False), (1, True)]


def test_a_lost_outbox_is_written_again_byte_for_byte(two_works: Home) -> None:
    folder = Path(two_works.answer("run")["folder"])
    frozen = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(two_works.outbox)
    two_works.settings.write_text(two_works.settings.read_text("utf-8").replace("Gleanings", "Renamed"), "utf-8")
    two_works.answer("run")
    for name in ("message.html", "message.txt", "message.eml", "edition.json"):
        assert (folder / name).read_bytes() == frozen[name]


def test_a_highlight_tells_where_it_stands_and_what_printed_it(two_works: Home) -> None:
    folder = two_works.answer("run")["folder"]
    [work, _] = works(folder)
    told = two_works.answer("highlight", str(work["highlights"][0]["id"]))
    assert told["text"] == MARKS[min(MARKS)]
    assert [Path(place["path"]).name for place in told["sightings"]] == ["tides.md"]
    assert [(print_["digest"], print_["edition"]) for print_ in told["printed"]] == [("daily", 1)]


def test_a_forgotten_highlight_stays_away_and_its_text_leaves_the_library(two_works: Home) -> None:
    two_works.answer("scan")
    secret = MARKS[min(MARKS)]
    ids = {two_works.answer("highlight", str(id_))["text"]: id_ for id_ in range(1, 7)}
    assert two_works.call("forget", str(ids[secret])).status == 0
    (two_works.clippings / "tides.md").touch()
    assert two_works.answer("run")["highlights"] == 2
    assert two_works.call("highlight", str(ids[secret])).status == 2
    assert secret.encode() not in two_works.library.read_bytes()


def test_status_tells_what_is_fresh_and_what_went_out(two_works: Home) -> None:
    before = two_works.answer("status")
    assert before["library"] == {"files": 0, "works": 0, "highlights": 0}
    two_works.answer("scan")
    [fresh] = two_works.answer("status")["digests"]
    assert (fresh["name"], fresh["last"], fresh["fresh"]) == ("daily", None, 4)
    two_works.answer("run", "--at", "2026-02-14T07:30")
    after = two_works.answer("status")
    assert after["library"] == {"files": 2, "works": 2, "highlights": 3}
    assert after["digests"][0]["last"] == {"edition": 1, "slot": "2026-02-14T07:30"}
    assert after["digests"][0]["fresh"] == 0
    assert set(after["deliveries"].values()) == {0}


def test_a_large_library_neither_floods_nor_stalls(home: Home) -> None:
    for number in range(12):
        marks = {
            7421446577446000000 + number * 10**12 + n: f"Mark {n} of work {number}, told apart." for n in range(10)
        }
        home.write(f"work-{number}.md", cubox(7421446577446000000 + number, f"Work {number}", marks))
    first, second = home.answer("run"), home.answer("run")
    for report in (first, second):
        assert (report["highlights"] - report["old"], report["waiting"]) == (10, 0)
    told = [
        mark["id"] for report in (first, second) for work in works(report["folder"]) for mark in work["highlights"]
    ]
    assert len(told) == len(set(told))
    home.write("today.md", cubox(CARD + 99, "Today", {7421446931722000009: "The one mark of today."}))
    third = home.answer("run")
    assert third["highlights"] - third["old"] == 10
    assert "The one mark of today." in (Path(third["folder"]) / "message.txt").read_text("utf-8")


def test_what_does_not_fit_waits_and_comes_next(home: Home) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + "max_bytes = 24000\n", "utf-8")
    long = "A sentence that takes its time to arrive at the point it wants to make, and then makes it twice. "
    marks = {7421446577446000000 + n * 10**10: f"{n}. {long * 8}" for n in range(19)}
    home.write("long.md", cubox(CARD, "A long read", marks))
    printed: list[str] = []
    for _ in range(30):
        report = home.answer("run")
        if report["outcome"] == "empty":
            break
        assert report["html_bytes"] <= 24000
        [work] = works(report["folder"])
        printed += [mark["text"] for mark in work["highlights"]]
        assert report["waiting"] == len(marks) - len(printed)
    assert sorted(printed) == sorted(text.strip() for text in marks.values())


def test_init_makes_a_home_that_runs_and_overwrites_nothing(tmp_path: Path, home: Home) -> None:
    place = tmp_path / "fresh"
    assert home.call("init", str(place)).status == 0
    fresh = Home(place)
    settings = fresh.settings.read_bytes()
    report = fresh.answer("run")
    assert report["outcome"] == "issued"
    assert report["warnings"] == []
    assert report["works"] >= 4
    fresh.settings.write_bytes(settings + b"# mine\n")
    assert home.call("init", str(place)).status == 0
    assert fresh.settings.read_bytes() == settings + b"# mine\n"
