"""``digest why`` answers for any highlight, chosen or not, and what it promises comes."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from digest.app.bootstrap import open_settings
from digest.app.why import Why, why
from digest.core.text import ordinal
from digest.model.edition import Slot
from digest.shipped import folder
from digest.store.library import Library
from digest.store.schema import highlights
from tests.acceptance.home import Home, cubox

GOLDEN = Path(__file__).parents[1] / "golden"
ZONE = ZoneInfo("Asia/Shanghai")
CARD = 7421446577446000001
SAYING = "A furrow is the shortest road through a field."

THEME = """
resurface = 3

[digests.theme]
timezone = "Asia/Shanghai"
schedule = "0 18 * * 4"
fresh = 5

[digests.theme.include]
words = ["tide", "潮"]
"""


def ask_all(home: Home, at: str) -> dict[int, Why]:
    """What is told of every highlight of the library."""
    settings = open_settings(home.settings)
    with Library(home.library) as library, library.reading() as connection:
        ids = connection.scalars(select(highlights.c.id)).all()
    now = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    return why(settings, [*settings.digests.values()], ids, now, lambda done, total: None)


def nth(letter: int) -> str:
    return "next letter" if letter == 1 else f"{ordinal(letter)} letter from now"


def readwise(works: int, marked: str) -> str:
    """Three highlights each of so many works, all marked on one day, no two of them alike."""
    rows = ["Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at"]
    for work in range(works):
        for place in range(3):
            digits = hashlib.sha256(f"{work} {place}".encode()).hexdigest()
            text = " ".join(digits[n : n + 5] for n in range(0, 60, 5))
            rows.append(f"{text},Book {work},A. Author,,,,,location,{place},{marked} 10:00:00+00:00")
    return "\n".join(rows) + "\n"


@pytest.fixture
def roads(home: Home) -> Home:
    """A home with two works, of which the first has stood in a letter."""
    home.write("roads.md", cubox(CARD, "Roads", {1: SAYING, 2: "Share this", 3: "Ruts remember."}))
    assert home.answer("run", "--at", "2026-02-20T07:30")["edition"] == 1
    home.write("fields.md", cubox(CARD + 1, "Fields", {4: SAYING.lower(), 5: "A field is a slow clock."}))
    home.answer("scan")
    return home


def states(home: Home, at: str = "2026-02-20T12:00") -> dict[str, str]:
    """Where each highlight stands in the first digest, by its text."""
    told = ask_all(home, at).values()
    return {one.highlight.text: one.outlooks[0].state for one in told if one.highlight}


def test_it_answers_for_every_highlight_of_all_formats_and_what_it_promises_comes(home: Home) -> None:
    shutil.copytree(GOLDEN, home.clippings / "golden")
    shutil.copytree(folder("seeds"), home.clippings / "seeds")
    home.settings.write_text(home.settings.read_text("utf-8") + THEME, "utf-8")
    for day in (18, 19):
        home.answer("run", "--at", f"2026-11-{day}T07:30")
    told = ask_all(home, "2026-11-19T12:00")
    assert len(told) > 400
    promised: dict[Slot, set[int]] = {}
    for id_, one in told.items():
        assert [outlook.digest for outlook in one.outlooks] == ["daily", "theme"]
        for outlook in one.outlooks:
            assert outlook.sentences
            for sentence in outlook.sentences:
                assert re.match(r"\w.{15,}\w|\w.{15,}\)", sentence)
                assert not re.search(r"None|True|False|<|\d{13}", sentence.split("filter of")[0])
            if outlook.digest == "daily" and outlook.turn:
                promised.setdefault(outlook.turn.slot, set()).add(id_)
    for slot in sorted(promised, key=lambda slot: slot.moment)[:2]:
        report = home.answer("run", "--at", slot.name)
        record = home.answer("edition", str(report["edition"]), "--digest", "daily")
        assert {one["id"] for work in record["works"] for one in work["highlights"]} == promised[slot]


def test_each_is_told_where_it_stands(roads: Home) -> None:
    assert states(roads) == {
        SAYING: "resting",
        "Share this": "flawed",
        "Ruts remember.": "resting",
        SAYING.lower(): "said",
        "A field is a slow clock.": "coming",
    }
    assert states(roads, "2026-06-20T12:00")["Share this"] == "flawed"


@pytest.mark.parametrize(
    ("marked", "rules"),
    [("2026-02-27", "fresh = 4\nresurface = 0\n"), ("2024-05-01", "least = 4\nresurface = 1\n")],
    ids=["news", "imports"],
)
def test_of_a_work_one_turn_is_told_and_it_comes(home: Home, marked: str, rules: str) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + rules, "utf-8")
    home.write("readwise-data.csv", readwise(60, marked))
    home.answer("run", "--at", "2026-03-01T07:30")
    known = ask_all(home, "2026-03-01T12:00").values()
    told = [(one.highlight.work.title, one.outlooks[0]) for one in known if one.highlight]
    begun = {work for work, outlook in told if outlook.printed}
    begins: dict[str, int] = {}
    foreseen = home.answer("forecast", "-n", "50", "--at", "2026-03-01T12:00")["forecast"]
    for number, letter in enumerate(foreseen, 1):
        for work in letter["works"]:
            begins.setdefault(work["title"], number)
    later = set()
    for work, outlook in told:
        if work in begun or outlook.turn:
            continue
        if span := re.search(r" in about (\d+)(?: to (\d+))? letters?", outlook.sentences[-1]):
            assert 14 < int(span[1]) <= begins[work] <= int(span[2] or span[1])
            later.add(work)
        else:
            assert f"turn in the {nth(begins[work])}, on " in outlook.sentences[-1]
    assert later == {work for work, number in begins.items() if number > 14} - begun


def test_a_reader_takes_things_out_of_the_choice(roads: Home) -> None:
    roads.call("mark", "5", "discard")
    (roads.clippings / "roads.md").unlink()
    roads.answer("scan", "--confirm-removals")
    found = states(roads)
    assert found["A field is a slow clock."] == "discarded"
    assert found[SAYING] == "nowhere"
    told = roads.call("why", "5", "--at", "2026-02-20T12:00").err
    assert "daily: you discarded it: it is not printed ('digest mark 5 undo' takes it back)" in told


def test_what_no_file_has_any_more_stands_for_no_old_one(roads: Home) -> None:
    roads.settings.write_text(roads.settings.read_text("utf-8") + "resurface = 0\n", "utf-8")
    roads.answer("run", "--at", "2027-03-20T07:30")
    assert states(roads, "2027-06-20T12:00")[SAYING.lower()] == "said"
    (roads.clippings / "roads.md").unlink()
    roads.answer("scan", "--confirm-removals")
    assert states(roads, "2027-06-20T12:00")[SAYING.lower()] == "passed-over"


def test_it_is_told_in_words_and_as_json(roads: Home) -> None:
    told = roads.call("why", "4", "daily", "--at", "2026-02-20T12:00").err.splitlines()
    assert told == [
        f"> {SAYING.lower()}",
        "Fields",
        "daily: highlight 1, printed on 2026-02-20, reads nearly the same, and counts as one with it",
    ]
    coming = roads.answer("why", "5", "--at", "2026-02-20T12:00")
    assert coming["digests"][0]["state"] == "coming"
    assert (coming["digests"][0]["letter"], coming["digests"][0]["slot"]) == (1, "2026-02-21T07:30")
    printed = roads.answer("why", "1", "--at", "2026-02-20T12:00")["digests"][0]["printed"][0]
    assert (printed["edition"], printed["lane"]) == (1, "first-turn")


def test_an_erased_one_is_told_of_and_one_that_never_was_is_refused(roads: Home) -> None:
    roads.call("forget", "3")
    assert "erased for good" in roads.call("why", "3").err
    assert roads.answer("why", "3") == {"id": 3, "text": None, "erased": True, "digests": []}
    assert roads.call("why", "99").status == 2
    assert roads.call("why", "1", "weekly").status == 2


def test_what_is_not_worth_a_place_is_counted_found_and_printed_on_request(roads: Home) -> None:
    status = roads.answer("status")
    assert (status["flawed"], status["digests"][0]["fresh"]) == ({"furniture": 1}, 2)
    assert "not worth a place: 1 furniture ('digest search flaw:any' shows them)" in roads.call("status").err
    found = roads.answer("search", "flaw:furniture")["results"]
    assert [one["text"] for one in found] == ["Share this"]
    roads.settings.write_text(roads.settings.read_text("utf-8") + "quality = false\n", "utf-8")
    assert states(roads)["Share this"] == "coming"
