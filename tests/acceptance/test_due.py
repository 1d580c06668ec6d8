"""``digest run --due``: for people who let cron call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.home import Home, cubox

CARD = 7421446577446000001


def due(home: Home, at: str, *words: str) -> Any:
    return home.answer("run", "--due", "--at", at, *words)


def mark(home: Home, number: int) -> None:
    card = CARD + number * 10**9
    home.write(f"{number}.md", cubox(card, f"Work {number}", {card + 1: f"The mark of work {number}."}))


def set_(home: Home, line: str) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + line + "\n", "utf-8")


def test_a_slot_that_is_due_is_issued_once(home: Home) -> None:
    mark(home, 1)
    report = due(home, "2026-02-14T07:31")
    assert (report["outcome"], report["slot"], report["edition"]) == ("issued", "2026-02-14T07:30", 1)
    mark(home, 2)
    again = due(home, "2026-02-14T23:59")
    assert (again["outcome"], again["slot"], again["folder"]) == (
        "already-issued",
        "2026-02-14T07:30",
        report["folder"],
    )
    assert due(home, "2026-02-15T07:29:59")["edition"] == 1
    assert due(home, "2026-02-15T07:30")["edition"] == 2


def test_of_several_missed_slots_the_latest_is_issued_and_a_clock_set_back_brings_none(home: Home) -> None:
    mark(home, 1)
    due(home, "2026-02-10T08:00")
    mark(home, 2)
    assert due(home, "2026-02-14T06:00")["slot"] == "2026-02-13T07:30"
    mark(home, 3)
    for at in ("2026-02-14T06:00", "2026-02-12T08:00", "2025-02-12T08:00"):
        assert due(home, at)["outcome"] == "already-issued"


def test_a_slot_with_nothing_fresh_is_settled_and_can_still_be_asked_for_by_its_time(home: Home) -> None:
    assert due(home, "2026-02-14T08:00")["outcome"] == "empty"
    mark(home, 1)
    again = due(home, "2026-02-14T09:00")
    assert (again["outcome"], again["slot"], again["edition"], again["folder"]) == (
        "already-issued",
        "2026-02-14T07:30",
        None,
        None,
    )
    assert home.call("run", "--due", "--at", "2026-02-14T09:00").err.startswith("Nothing is due for 'daily'")
    asked = home.answer("run", "--at", "2026-02-14T07:30")
    assert (asked["outcome"], asked["slot"]) == ("issued", "2026-02-14T07:30")
    assert due(home, "2026-02-14T10:00")["edition"] == 1


def test_a_run_by_hand_uses_no_slot_up_and_one_at_a_scheduled_time_uses_that_one(home: Home) -> None:
    mark(home, 1)
    home.answer("run", "--at", "2026-02-14T07:29")
    mark(home, 2)
    assert due(home, "2026-02-14T07:31")["edition"] == 2
    mark(home, 3)
    home.answer("run", "--at", "2026-02-16T07:30")
    mark(home, 4)
    assert due(home, "2026-02-15T08:00")["slot"] == "2026-02-15T07:30"
    assert due(home, "2026-02-16T08:00")["edition"] == 3


def test_another_zone_brings_no_second_letter_of_the_same_morning(home: Home) -> None:
    mark(home, 1)
    due(home, "2026-02-14T08:00")
    mark(home, 2)
    home.settings.write_text(home.settings.read_text("utf-8").replace("Asia/Shanghai", "America/New_York"), "utf-8")
    same_morning = due(home, "2026-02-14T08:00")
    assert (same_morning["outcome"], same_morning["edition"]) == ("already-issued", 1)
    assert due(home, "2026-02-15T08:00")["slot"] == "2026-02-15T07:30"


def test_another_schedule_counts_from_when_it_is_met(home: Home) -> None:
    daily = home.settings.read_text("utf-8")
    set_(home, 'schedule = "30 7 * * *"')
    mark(home, 1)
    assert due(home, "2026-02-14T08:00")["edition"] == 1
    for number, schedule in enumerate(("0 12 * * *", "0 13 * * *", "30 7 * * *"), 2):
        mark(home, number)
        home.settings.write_text(f'{daily}schedule = "{schedule}"\n', "utf-8")
        assert home.answer("status")["warnings"] == []
        assert due(home, "2026-02-14T14:00", "--dry-run")["outcome"] == "already-issued"
        assert due(home, "2026-02-14T14:00")["outcome"] == "already-issued"
    home.settings.write_text(f'{daily}schedule = "0 12 * * *"\n', "utf-8")
    assert due(home, "2026-02-13T14:00")["outcome"] == "already-issued"  # by a clock that was set back
    assert due(home, "2026-02-15T11:59")["outcome"] == "already-issued"
    assert due(home, "2026-02-15T12:00")["slot"] == "2026-02-15T12:00"
    mark(home, 5)
    assert due(home, "2026-02-20T08:00")["slot"] == "2026-02-19T12:00"  # asleep, by a schedule that is known


def test_a_slot_that_was_missed_is_skipped_where_that_is_wanted(home: Home) -> None:
    set_(home, 'if_missed = "skip"')
    mark(home, 1)
    told = home.call("run", "--due", "--dry-run", "--at", "2026-02-14T07:46").err
    assert ("is skipped" in told, "Nothing fresh" in told) == (True, False)
    skipped = due(home, "2026-02-14T07:46")
    assert (skipped["outcome"], skipped["edition"]) == ("empty", None)
    assert "missed and is skipped" in skipped["warnings"][0]
    assert due(home, "2026-02-14T07:47")["outcome"] == "already-issued"
    assert due(home, "2026-02-15T07:44")["outcome"] == "issued"


def test_an_edition_that_the_outbox_did_not_take_is_written_by_the_next_call(home: Home) -> None:
    mark(home, 1)
    folder = due(home, "2026-02-14T08:00")["folder"]
    letter = home.path / "outbox" / "daily" / "2026" / folder.rpartition("/")[2] / "message.html"
    letter.unlink()
    [told] = due(home, "2026-02-14T09:00")["warnings"]
    assert "is now" in told
    assert letter.exists()


@pytest.mark.parametrize("known", [False, True])
def test_a_rehearsal_of_what_is_due_changes_nothing(home: Home, known: bool) -> None:
    mark(home, 1)
    if known:
        due(home, "2026-02-13T08:00")
        mark(home, 2)
    before = home.traces()
    assert due(home, "2026-02-14T08:00", "--dry-run")["slot"] == "2026-02-14T07:30"
    assert home.traces() == before
    due(home, "2026-02-14T08:00")
    assert due(home, "2026-02-14T08:00", "--dry-run")["outcome"] == "already-issued"


def test_a_test_copy_of_what_is_due_is_refused(home: Home) -> None:
    assert home.call("run", "--due", "--to", "me@example.net").status == 2


def test_status_tells_a_slot_that_is_overdue(home: Home) -> None:
    mark(home, 1)
    home.answer("run")
    assert home.answer("status")["warnings"] == []  # nobody asked for letters by the clock
    due(home, "2026-02-14T08:00")
    [told] = home.answer("status")["warnings"]
    assert "is due and has no letter yet" in told
    home.answer("run", "--due")
    assert home.answer("status")["warnings"] == []


def test_status_and_schedule_after_a_clock_that_was_years_ahead(home: Home) -> None:
    mark(home, 1)
    due(home, "2126-02-14T08:00")
    status = home.answer("status")
    [told] = status["warnings"]
    assert status["digests"][0]["next_fire_time"] is None
    assert "before 2126-02-14 07:30" in told


def test_status_tells_the_schedule_in_words(home: Home) -> None:
    [digest] = home.answer("status")["digests"]
    assert digest["schedule"] == "every day at 07:30"
    assert "daily: every day at 07:30, Asia/Shanghai; next in " in home.call("status").err


def test_a_schedule_that_never_fires_is_refused_in_words(home: Home) -> None:
    set_(home, 'schedule = "0 0 30 2 *"')
    for command in ("status", "check", "serve", "run"):
        done = home.call(command)
        assert (done.status, "it never fires" in done.err) == (78, True)


def test_after_a_clock_that_was_years_ahead_a_person_says_which_clock_is_right(home: Home) -> None:
    mark(home, 1)
    assert due(home, "2126-02-14T08:00")["edition"] == 1
    mark(home, 2)
    assert due(home, "2026-02-14T08:00")["outcome"] == "already-issued"
    trusted = due(home, "2026-02-14T08:00", "--clock-is-right")
    assert (trusted["outcome"], trusted["edition"], trusted["slot"]) == ("issued", 2, "2026-02-14T07:30")
    mark(home, 3)
    assert due(home, "2026-02-14T09:00")["edition"] == 2
    assert due(home, "2026-02-15T08:00")["edition"] == 3
    assert home.call("run", "--clock-is-right").status == 2


def test_a_slot_that_a_clock_set_back_holds_up_is_not_told_as_settled(home: Home) -> None:
    mark(home, 1)
    first = due(home, "2026-02-13T08:00")
    mark(home, 2)
    due(home, "2126-02-14T08:00")
    mark(home, 3)
    again = due(home, "2026-02-13T09:00")
    assert (again["edition"], len(again["warnings"])) == (1, 1)
    for words in ([], ["--dry-run"]):
        held_up = due(home, "2026-02-14T08:00", *words)
        [told] = held_up["warnings"]
        assert (held_up["outcome"], held_up["slot"]) == ("already-issued", None)
        assert "no letter of 'daily' is due before 2126-02-14 07:30" in told
        said = home.call("run", "--due", "--at", "2026-02-14T08:00", *words).err
        assert (told in said, "Nothing is due" in said, "is settled" in said) == (True, True, False)
    third = due(home, "2026-02-14T08:00", "--clock-is-right")
    covers = [json.loads((Path(one["folder"]) / "edition.json").read_text())["covers"] for one in (first, third)]
    assert [one["from"] for one in covers] == [None, covers[0]["to"]]  # and not from a hundred years later


def test_by_a_clock_that_was_never_set_nothing_is_due(home: Home) -> None:
    mark(home, 1)
    never_set = due(home, "1971-01-01T08:00")
    assert (never_set["outcome"], never_set["slot"]) == ("already-issued", None)
    assert "the clock says 1971-01-01" in never_set["warnings"][0]
    assert due(home, "2026-02-14T08:00")["edition"] == 1
