"""What happens to a home over the years: other settings, odd places, large letters, a library lost."""

from __future__ import annotations

import os

import pytest

from tests.acceptance.home import Home, cubox
from tests.acceptance.test_main_job import works

CARD = 7421446577446000001
QUOTING = "---\ntitle: A note of mine\n---\n\n> A plain quotation in a note that names no source.\n"


def test_a_setting_that_changes_what_is_read_reaches_files_that_have_not_changed(home: Home) -> None:
    home.write("note.md", QUOTING)
    assert home.answer("scan")["files"]["empty"] == 1
    settings = home.settings.read_text("utf-8")
    home.settings.write_text(settings.replace("[library]\n", '[library]\nquotes = "all"\n'), "utf-8")
    assert home.answer("scan")["highlights"]["new"] == 1
    assert home.answer("scan")["files"]["unchanged"] == 1


def test_an_outbox_inside_a_watched_folder_is_passed_over(home: Home) -> None:
    places = '[outbox]\nfolder = "../clippings/letters"\n'
    home.settings.write_text(places + home.settings.read_text("utf-8"), "utf-8")
    home.write("tides.md", cubox(CARD, "Reading the tides", {CARD + 1: "A mark that is printed once."}))
    assert home.answer("run")["outcome"] == "issued"
    again = home.answer("run")
    assert (again["outcome"], again["warnings"]) == ("empty", [])


def test_folders_inside_one_another_are_read_once(home: Home) -> None:
    settings = home.settings.read_text("utf-8")
    home.settings.write_text(settings.replace('["../clippings"]', '["../clippings", "../clippings/sub"]'), "utf-8")
    home.write("a.md", cubox(CARD, "A", {CARD + 1: "The mark of the outer folder."}))
    home.write("sub/b.md", cubox(CARD + 5, "B", {CARD + 6: "The mark of the inner folder."}))
    files = home.answer("scan")["files"]
    assert (files["seen"], files["read"]) == (2, 2)


@pytest.mark.parametrize("moment", [-(2**40), 2**62, 253_402_300_800 * 10**9])
def test_a_time_of_change_that_cannot_be_costs_nothing(home: Home, moment: int) -> None:
    path = home.write("tides.md", QUOTING.replace("---\n\n>", "source: https://example.org\n---\n\n>"))
    os.utime(path, ns=(moment, moment))
    assert home.answer("run")["highlights"] == 1
    assert home.answer("scan")["files"]["unchanged"] == 1


def test_a_long_note_leaves_room_for_the_other_works(home: Home) -> None:
    for number in range(6):
        card = CARD + number * 10**12
        note = {card + 1: "What I thought about it, at great length. " * 2500} if number == 5 else None
        home.write(f"{number}.md", cubox(card, f"Work {number}", {card + 1: f"Mark {number}."}, notes=note))
    report = home.answer("run")
    assert (report["works"], report["waiting"]) == (6, 0)


def test_a_thought_that_contradicts_one_removed_long_ago_is_printed(home: Home) -> None:
    note = "---\ntitle: T\nsource: https://example.org/\n---\n\n==Another sentence that stays.==\n\n"
    home.write("n.md", note + "==Freedom is the recognition of what cannot be otherwise.==\n")
    assert home.answer("run")["highlights"] == 2
    home.write("n.md", note)
    home.answer("scan")
    home.write("n.md", note + "==Freedom is not the recognition of what cannot be otherwise.==\n")
    assert home.answer("run")["highlights"] == 1


def test_a_summary_that_waits_comes_whole_and_never_in_part(home: Home) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + "fresh = 1\n", "utf-8")
    home.write("tides.md", cubox(CARD, "Reading the tides", {CARD + 1: "A newer mark."}))
    page = "Title\nThe Desk·2026-01-20 08:00\n\nCore Viewpoint - First point [1]. Costs - Second point [2]."
    home.write("page.txt", page)
    first = home.answer("run")
    assert (first["works"], first["waiting"]) == (1, 1)
    home.write("page.txt", page + " - Third point [3].")
    second = home.answer("run")
    assert (second["works"], second["waiting"]) == (1, 0)
    assert home.answer("run")["outcome"] == "empty"


def test_a_watched_folder_may_be_a_link_and_hold_the_outbox(home: Home) -> None:
    (home.path / "link").symlink_to(home.clippings)
    settings = home.settings.read_text("utf-8").replace("../clippings", "../link")
    home.settings.write_text('[outbox]\nfolder = "../clippings/letters"\n' + settings, "utf-8")
    home.write("tides.md", cubox(CARD, "Reading the tides", {CARD + 1: "A mark that is printed once."}))
    assert home.answer("run")["outcome"] == "issued"
    again = home.answer("run")
    assert (again["outcome"], again["warnings"]) == ("empty", [])


def test_a_summary_is_printed_whole_and_once(home: Home) -> None:
    page = "Title\nThe Desk·2026-01-20 08:00\n\nCore Viewpoint - First point [1]. Costs - Second point [2]."
    home.write("page.txt", page)
    assert [len(work["highlights"]) for work in works(home.answer("run")["folder"])] == [2]
    home.write("page.txt", page + " - Third point [3].")
    assert home.answer("run")["outcome"] == "empty"


def test_what_waits_goes_on_waiting_when_letters_get_shorter(home: Home) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + "fresh = 5\n", "utf-8")
    home.write("first.md", cubox(CARD, "First", {CARD + 1: "The mark of the first edition."}))
    home.answer("run", "--at", "2026-03-01T09:00")
    home.write("more.md", cubox(CARD + 9, "More", {CARD + 10**9 * n: f"Mark {n} of twenty." for n in range(1, 21)}))
    report = home.answer("run", "--at", "2026-03-02T09:00")
    assert (report["highlights"], report["waiting"]) == (5, 15)
    home.settings.write_text(home.settings.read_text("utf-8").replace("fresh = 5", "fresh = 2"), "utf-8")
    report = home.answer("run", "--at", "2026-03-03T09:00")
    assert (report["highlights"], report["waiting"]) == (2, 13)


def test_a_letter_of_a_thousand_works_is_fitted_in_seconds(home: Home) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + "fresh = 1000\nmax_bytes = 24000\n", "utf-8")
    for number in range(1000):
        card = CARD + number * 10**9
        home.write(f"{number}.md", cubox(card, f"Work {number}", {card + 1: f"Mark {number} of a thousand."}))
    report = home.answer("run", "--at", "2026-03-01T09:00")
    assert report["html_bytes"] <= 24_000
    assert report["highlights"] + report["waiting"] == 1000


def test_a_file_that_trips_a_format_costs_no_letter(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write("tides.md", cubox(CARD, "Reading the tides", {CARD + 1: "A mark."}))
    bug = home.path / "bug"
    bug.mkdir()
    (bug / "sitecustomize.py").write_text(
        "import digest.intake.formats.markdown as markdown\n"
        "def parse(document):\n    raise KeyError('a bug')\n    yield\n"
        "markdown.parse = parse\n"
    )
    home.write("note.md", QUOTING)
    report = home.answer("run", PYTHONPATH=str(bug))
    assert (report["outcome"], report["highlights"]) == ("issued", 1)
    assert [warning for warning in report["warnings"] if "note.md" in warning and "bug in digest" in warning]


def test_a_folder_that_is_bare_for_want_of_its_disk_loses_nothing(home: Home) -> None:
    for number in range(3):
        home.write(f"{number}.md", cubox(CARD + 9 * number, "A work", {CARD + 9 * number + 1: f"Mark {number}."}))
    home.answer("scan")
    for path in home.clippings.iterdir():
        path.unlink()
    report = home.answer("run")
    assert report["highlights"] == 3
    assert "mount its disk" in report["warnings"][0]
    home.write("3.md", cubox(CARD + 50, "Another work", {CARD + 51: "The mark of a file put there."}))
    assert home.answer("scan")["problems"] == []
    assert home.answer("status")["library"]["files"] == 1
