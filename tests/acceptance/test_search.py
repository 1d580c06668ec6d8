"""Finding a highlight again, by the real command."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest
from filelock import FileLock

from tests.acceptance.home import Home, cubox
from tests.acceptance.service import Serve
from tests.acceptance.terminal import Terminal

CARD = 7421446577446000001
TIDES = cubox(
    CARD, "Reading the tides", {CARD + 1: "The ships sailed at slack water.", CARD + 2: "潮水的固定成本。"}
)


def found(home: Home, *asked: str) -> list[Any]:
    return [result["text"] for result in home.answer("search", *asked)["results"]]


def test_what_was_scanned_is_found_in_english_and_chinese(home: Home) -> None:
    home.write("tides.md", TIDES)
    home.answer("scan")
    assert found(home, "sailing ship") == ["The ships sailed at slack water."]
    assert found(home, "成本", "潮水") == found(home, "本") == ["潮水的固定成本。"]
    assert found(home, '"water slack"') == found(home, "tide", "-ship", "-潮水") == []
    assert len(found(home, "tides", "source:cubox", "after:2026-01")) == 2
    [result] = home.answer("search", "ship", "--limit", "1")["results"]
    assert (result["id"], result["title"], result["stands"]) == (1, "Reading the tides", True)


def test_a_run_makes_what_it_read_searchable_and_a_search_what_nobody_did(home: Home) -> None:
    home.write("tides.md", TIDES)
    home.answer("run")
    with closing(sqlite3.connect(home.library)) as connection:
        assert connection.execute("SELECT count(*) FROM unindexed").fetchone() == (0,)
        connection.execute("INSERT INTO entries(entries) VALUES ('delete-all')")
        connection.execute("DELETE FROM indexed")
        connection.execute("INSERT INTO unindexed SELECT id FROM highlights")
        connection.commit()
    with FileLock(f"{home.library}.lock"):
        answer = home.answer("search", "ship")
        assert (answer["total"], answer["waiting"]) == (0, 2)
        assert "2 highlights cannot be searched yet" in home.call("search", "ship").err
    answer = home.answer("search", "ship")
    assert (answer["total"], answer["waiting"]) == (1, 0)


def test_the_service_makes_what_it_reads_searchable(home: Home) -> None:
    home.answer("scan")
    with Serve(home):
        home.write("tides.md", TIDES)
        deadline = time.monotonic() + 60
        while not found(home, "ship") and time.monotonic() < deadline:
            time.sleep(0.5)
        assert found(home, "ship")


def test_what_is_forgotten_is_not_found_and_what_is_removed_is_said_to_stand_nowhere(home: Home) -> None:
    path = home.write("tides.md", TIDES)
    home.answer("scan")
    assert home.call("forget", "1").status == 0
    assert found(home, "ships") == []
    path.unlink()
    home.write("other.md", "# Nothing\n")
    home.answer("scan")
    assert home.answer("search", "潮水")["results"][0]["stands"] is False
    assert "stands in no file any more" in home.call("search", "潮水").err


def test_a_question_that_cannot_be_understood_costs_a_sentence(home: Home) -> None:
    home.answer("scan")
    for asked in ("author:holt", "after:soon", "tag:", "!!"):
        done = home.call("search", asked)
        assert (done.status, done.out) == (2, ""), asked
    assert home.call("search").status == 2
    done = home.call("search", "nothing")
    assert (done.status, done.err) == (0, "Found: 0 highlights\n")


def test_matches_are_emphasised_on_a_terminal_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    home.write("tides.md", TIDES)
    home.answer("scan")
    assert "\x1b" not in home.call("search", "ship").err
    terminal = Terminal("--config", str(home.settings), "search", "ship", cwd=home.path)
    assert terminal.end() == 0
    assert "The \x1b[1mships\x1b[0m sailed" in terminal.shown
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal("--config", str(home.settings), "search", "ship", cwd=home.path)
    assert terminal.end() == 0
    assert "The ships sailed" in terminal.shown
