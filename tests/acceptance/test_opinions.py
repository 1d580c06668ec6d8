"""What a reader thinks of highlights, said by the real command and in notes."""

from __future__ import annotations

from tests.acceptance.home import Home, cubox

CARD = 7421446577446000001
MARKS = {CARD + 1: "The ships sailed at slack water.", CARD + 2: "潮水的固定成本。", CARD + 3: "Low water."}


def test_what_is_said_of_highlights_is_told_and_taken_back(home: Home) -> None:
    home.write("tides.md", cubox(CARD, "Reading the tides", MARKS))
    home.answer("scan")
    done = home.call("mark", "1", "2", "favorite")
    assert done.status == 0
    assert "1 “The ships sailed at slack water.”: a favourite" in done.err
    assert "2 “潮水的固定成本。”: a favourite" in done.err
    home.answer("mark", "1", "later")
    assert home.answer("mark", "1", "discard")["highlights"][0]["opinion"]["retired"] == "discard"
    assert home.answer("highlight", "1")["opinion"]["marked"] == ["favorite", "later", "discard"]
    assert "your opinion: a favourite; comes back later; discarded" in home.call("highlight", "1").err
    [undone] = home.answer("mark", "1", "undo")["highlights"]
    assert (undone["taken_back"], undone["opinion"]["retired"], undone["opinion"]["step"]) == ("discard", None, 1)
    assert "nothing to undo" in home.call("mark", "3", "undo").err


def test_of_what_is_not_there_nothing_is_said_and_of_the_others_neither(home: Home) -> None:
    home.write("tides.md", cubox(CARD, "Reading the tides", MARKS))
    home.answer("scan")
    assert home.call("forget", "3").status == 0
    refused = home.call("mark", "1", "3", "99", "pin")
    assert refused.status == 2
    assert "highlight 3 was erased, and there is no highlight 99; nothing was changed" in refused.err
    assert not home.answer("highlight", "1")["opinion"]["pinned"]
    assert home.call("mark", "1", "splendid").status == 2


def test_a_tag_in_a_note_counts_is_not_printed_and_stays_in_the_library(home: Home) -> None:
    notes = {CARD + 1: "As at Lindisfarne. .favorite", CARD + 2: ".later"}
    home.write("tides.md", cubox(CARD, "Reading the tides", MARKS, notes=notes))
    report = home.answer("run")
    letter = (home.path / report["folder"] / "message.html").read_text("utf-8")
    assert "As at Lindisfarne." in letter
    assert ".favorite" not in letter
    assert ".later" not in letter
    told = home.answer("highlight", "1")
    assert (told["note"], told["opinion"]["stated"]) == ("As at Lindisfarne. .favorite", ["favorite"])
    assert "its note says .favorite, which holds as long as it stands there" in home.call("mark", "1", "done").err
    home.write("tides.md", cubox(CARD, "Reading the tides", MARKS, notes={CARD + 1: "As at Lindisfarne."}))
    home.answer("scan")
    assert home.answer("highlight", "1")["opinion"]["favorite"] is False
    assert home.answer("highlight", "1")["opinion"]["retired"] == "done"
    assert home.answer("highlight", "2")["opinion"]["stated"] == []


def test_what_is_discarded_is_not_printed_and_comes_when_that_is_taken_back(home: Home) -> None:
    home.write("tides.md", cubox(CARD, "Reading the tides", MARKS, notes={CARD + 3: ".discard"}))
    home.answer("scan")
    home.answer("mark", "2", "discard")
    report = home.answer("run")
    letter = (home.path / report["folder"] / "message.txt").read_text("utf-8")
    assert "The ships sailed at slack water." in letter
    assert "潮水的固定成本。" not in letter
    assert "Low water." not in letter
    home.answer("mark", "2", "undo")
    letter = (home.path / home.answer("run")["folder"] / "message.txt").read_text("utf-8")
    assert "潮水的固定成本。" in letter
    assert "Low water." not in letter
