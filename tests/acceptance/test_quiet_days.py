"""Scheduled mornings with nothing fresh, letters of a week, and what the archive makes of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.acceptance.home import Home, cubox

CARD = 7421446577446000001
MARKS = {
    7421447099390000001: "The second mark of the day is printed with the first.",
    7421446625697000001: "The first mark of the day is the one to be met again.",
}


@pytest.fixture
def printed(home: Home) -> Home:
    """A home whose two highlights were printed on 20 February 2026."""
    home.write("tides.md", cubox(CARD, "Reading the tides", MARKS))
    assert home.answer("run", "--at", "2026-02-20T07:30")["highlights"] == 2
    return home


def when_empty(home: Home, what: str) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + f'when_empty = "{what}"\n', "utf-8")


def record(report: Any) -> Any:
    return json.loads((Path(report["folder"]) / "edition.json").read_text("utf-8"))


def letter(report: Any) -> str:
    return (Path(report["folder"]) / "message.txt").read_text("utf-8")


def marked_on(home: Home) -> datetime:
    """When the first mark was made."""
    ids = (home.answer("highlight", str(id_)) for id_ in (1, 2))
    return min(datetime.fromisoformat(told["marked_at"]) for told in ids)


def test_a_morning_with_nothing_fresh_has_no_letter(printed: Home) -> None:
    report = printed.answer("run", "--at", "2026-02-21T07:30")
    assert (report["outcome"], report["edition"], report["quiet"]) == ("empty", None, False)


@pytest.mark.parametrize("what", ["note", "revisit"])
def test_by_hand_there_is_never_a_letter_without_anything_fresh(printed: Home, what: str) -> None:
    when_empty(printed, what)
    assert printed.answer("run", "--at", "2026-02-21T07:31")["outcome"] == "empty"
    assert printed.answer("run", "--dry-run", "--at", "2026-02-21T07:31")["outcome"] == "empty"


def test_a_note_is_an_edition_like_any_other(printed: Home) -> None:
    when_empty(printed, "note")
    at = ("--at", "2026-02-21T07:30")
    assert printed.answer("run", "--dry-run", *at)["quiet"] is True
    report = printed.answer("run", *at)
    assert [report[key] for key in ("outcome", "edition", "works", "highlights", "quiet")] == [
        "issued",
        2,
        0,
        0,
        True,
    ]
    assert "Nothing new today." in letter(report)
    assert "Nothing new today." in (printed.outbox / "index.html").read_text("utf-8")
    told = record(report)
    assert (told["quiet"], told["works"], told["lead"]) == (True, [], None)
    assert printed.answer("run", *at)["outcome"] == "already-issued"
    assert printed.call("edition", "2").status == 0
    assert printed.call("editions").status == 0
    assert printed.call("editions", "withdraw", "2").status == 0


def test_an_old_highlight_is_met_again_and_takes_nothing_from_what_is_fresh(printed: Home) -> None:
    when_empty(printed, "revisit")
    report = printed.answer("run", "--at", "2026-02-21T07:30")
    assert [report[key] for key in ("outcome", "works", "highlights", "quiet")] == ["issued", 1, 1, True]
    [work] = record(report)["works"]
    [old] = work["highlights"]
    assert old["text"] == MARKS[min(MARKS)]
    assert (old["lane"], old["reason"]) == ("revisit", "old: not met since 2026-02-20, before 1 other")
    [next_one] = record(printed.answer("run", "--at", "2026-02-22T07:30"))["works"]
    assert next_one["highlights"][0]["text"] == MARKS[max(MARKS)]
    printed.write("more.md", cubox(CARD + 1, "More", {7421446931722000009: "A fresh mark comes before old ones."}))
    report = printed.answer("run", "--at", "2026-02-23T07:30")
    assert (report["highlights"], report["quiet"], report["edition"]) == (1, False, 4)


def test_on_the_day_of_a_mark_a_year_later_it_is_that_one(printed: Home) -> None:
    when_empty(printed, "revisit")
    day = marked_on(printed) + timedelta(days=365)
    report = printed.answer("run", "--at", f"{day:%Y-%m-%d}T07:30")
    assert "A year ago today\nThe " in letter(report)
    assert record(report)["works"][0]["highlights"][0]["lane"] == "on-this-day"


def test_what_is_erased_or_gone_is_never_met_again(printed: Home) -> None:
    when_empty(printed, "revisit")
    ids = {printed.answer("highlight", str(id_))["text"]: id_ for id_ in (1, 2)}
    assert printed.call("forget", str(ids[MARKS[min(MARKS)]])).status == 0
    for day in (21, 22):
        assert MARKS[max(MARKS)] in letter(printed.answer("run", "--at", f"2026-02-{day}T07:30"))
    (printed.clippings / "tides.md").unlink()
    report = printed.answer("run", "--at", "2026-02-23T07:30")
    assert (report["quiet"], report["works"]) == (True, 0)
    assert "Nothing new today." in letter(report)


def test_a_withdrawn_letter_with_an_old_highlight_frees_nothing(printed: Home) -> None:
    when_empty(printed, "revisit")
    printed.answer("run", "--at", "2026-02-21T07:30")
    done = printed.call("editions", "withdraw", "2")
    assert "0 highlights can be printed again" in done.err
    assert printed.answer("run", "--at", "2026-02-22T07:31")["outcome"] == "empty"


def test_a_new_home_without_clippings_gets_a_note(home: Home) -> None:
    when_empty(home, "revisit")
    preview = home.path / "preview"
    assert home.call("preview", "--at", "2026-02-21T07:30", "--out", str(preview)).status == 0
    report = home.answer("run", "--at", "2026-02-21T07:30")
    assert (report["edition"], report["works"], report["quiet"]) == (1, 0, True)
    assert (preview / "message.html").read_bytes() == (Path(report["folder"]) / "message.html").read_bytes()


def test_the_strip_of_a_letter_stays_as_it_was_issued(printed: Home) -> None:
    html = next(printed.outbox.glob("daily/*/*-0001/message.html"))
    before = html.read_bytes()
    assert b"today last: " in before
    earlier = {7421447099390000009: "A mark that arrives late, of a day the first letter shows."}
    printed.write("late.md", cubox(CARD + 7, "Late", earlier))
    html.unlink()
    assert printed.answer("run", "--at", "2026-02-21T07:30")["outcome"] == "issued"
    assert html.read_bytes() == before


def test_a_weekly_digest(home: Home) -> None:
    home.write("tides.md", cubox(CARD, "Reading the tides", MARKS))
    weekly = home.settings.read_text("utf-8").replace("[digests.daily]", "[digests.weekly]")
    home.settings.write_text(weekly + 'form = "weekly"\nschedule = "0 18 * * 0"\n', "utf-8")
    home.answer("scan")
    day = marked_on(home)
    year, week, weekday = day.isocalendar()
    sunday = day + timedelta(days=7 - weekday)
    report = home.answer("run", "--at", f"{sunday:%Y-%m-%d}T18:00")
    assert report["slot"] == f"{sunday:%Y-%m-%d}T18:00"
    text = letter(report)
    assert f"Week {week}, {year}" in text.splitlines()[0]
    assert "\n2 highlights\nHighlights on each day: Mon " in text
    assert record(report)["form"] == "weekly"
    assert "<small>Weekly</small>" in (home.outbox / "index.html").read_text("utf-8")


def test_the_archive_shows_the_year_and_its_feed_follows_the_editions(printed: Home) -> None:
    when_empty(printed, "note")
    printed.answer("run", "--at", "2026-02-21T07:30")
    index = (printed.outbox / "index.html").read_text("utf-8")
    day = marked_on(printed)
    assert f'title="{day.day} {day:%B} 2026: 2 highlights"' in index
    assert 'title="20 February 2026: 0 highlights, No. 1"' in index

    def entries() -> list[str | None]:
        feed = ET.fromstring((printed.outbox / "feed.xml").read_text("utf-8"))  # noqa: S314
        return [entry.findtext("{*}title") for entry in feed.findall("{*}entry")]

    assert entries() == ["Gleanings 2 | Nothing new today.", "Gleanings 1 | Reading the tides"]
    assert printed.call("editions", "withdraw", "2").status == 0
    assert entries() == ["Gleanings 1 | Reading the tides"]
