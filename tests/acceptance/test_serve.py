"""``digest serve``, by the real command, with its clock set forward and back."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from digest.disk import TEMPORARY
from tests.acceptance.home import Home, cubox
from tests.acceptance.service import PATIENCE, Clock, Serve
from tests.acceptance.test_mail import HER, HIM, counts, with_mail
from tests.postbox import Postbox

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the clock of another process is set on Linux")

CARD = 7421446577446000001


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    clock = Clock(tmp_path / "clock")
    clock.set("2026-02-13T15:00:00+08:00")
    return clock


def mark(home: Home, number: int) -> None:
    card = CARD + number * 10**9
    home.write(f"{number}.md", cubox(card, f"Work {number}", {card + 1: f"The mark of work {number}."}))


def issued(home: Home) -> list[tuple[int, str]]:
    """Number and slot of every edition, the oldest first."""
    return [(row["number"], row["slot"]) for row in reversed(home.answer("editions")["editions"])]


def set_settle(home: Home, settle: str) -> None:
    text = home.settings.read_text("utf-8").replace("[library]\n", f'[library]\nsettle = "{settle}"\n')
    home.settings.write_text(text, "utf-8")


def last_status(home: Home, clock: Clock) -> Any:
    return home.answer("status", **clock.environ)


def next_fire_time(home: Home, clock: Clock) -> Any:
    return last_status(home, clock)["digests"][0]["next_fire_time"]


def test_each_slot_has_one_letter_whatever_the_clock_does(home: Home, clock: Clock) -> None:
    mark(home, 1)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        clock.set("2026-02-13T16:00:00+08:00")
        serve.settle()
        assert issued(home) == []  # this morning's slot was before the service came
        clock.set("2026-02-14T07:30:00+08:00")
        serve.wait_for("edition 1 of 'daily' for 2026-02-14T07:30")
        mark(home, 2)
        clock.set("2026-02-14T06:45:00+08:00")  # back, past the slot
        serve.settle()
        clock.set("2026-02-14T07:30:00+08:00")
        serve.settle()
        assert len(issued(home)) == 1
        clock.set("2026-02-17T06:00:00+08:00")  # asleep over two slots
        serve.wait_for("edition 2 of 'daily' for 2026-02-16T07:30")
        mark(home, 3)
        clock.set("2026-02-15T09:00:00+08:00")  # back to a slot that was slept over
        serve.settle()
        assert len(issued(home)) == 2
        clock.set("2026-02-17T07:29:57+08:00")  # and by itself, as on any morning
        serve.wait_for("edition 3 of 'daily' for 2026-02-17T07:30")
        assert serve.stop() < 5
    assert issued(home) == [(1, "2026-02-14T07:30"), (2, "2026-02-16T07:30"), (3, "2026-02-17T07:30")]


def test_thirty_slots_that_were_slept_through_bring_one_letter_that_says_from_which_days_it_is(
    home: Home, clock: Clock
) -> None:
    mark(home, 1)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        clock.set("2026-02-14T07:30:01+08:00")
        serve.wait_for("edition 1 of 'daily' for 2026-02-14T07:30")
        mark(home, 2)
        clock.set("2026-03-16T09:00:00+08:00")
        serve.wait_for("edition 2 of 'daily' for 2026-03-16T07:30")
        clock.set("2026-03-16T09:30:00+08:00")
        serve.settle()
        serve.stop()
    assert [number for number, _ in issued(home)] == [1, 2]
    [letter] = home.outbox.rglob("*-0002/message.txt")
    assert "14 February to 16 March, 1 work, 1 highlight" in letter.read_text("utf-8")


def test_a_clock_that_was_not_set_yet_brings_nothing_and_lets_a_new_digest_wait_for_its_first_slot(
    home: Home, clock: Clock
) -> None:
    mark(home, 1)
    clock.set("1970-01-02T09:00:00+00:00")
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("the clock says 1970-01-02: no letter of 'daily' is due until it is set")
        clock.set("2026-02-14T15:00:00+08:00")
        serve.wait_for("the schedule of 'daily': well again")
        clock.set("2026-02-15T07:30:01+08:00")
        serve.wait_for("edition 1 of 'daily' for 2026-02-15T07:30")
        serve.stop()


def test_what_a_killed_run_left_in_the_outbox_is_tidied_up_and_what_is_gone_written_again(
    home: Home, clock: Clock
) -> None:
    mark(home, 1)
    folder = Path(home.answer("run", **clock.environ)["folder"])
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("watching")
        (folder / "message.html").unlink()
        leftover = folder / TEMPORARY.format("0" * 16)
        leftover.touch()
        os.utime(leftover, (0, 0))
        clock.set("2026-02-14T15:00:10+08:00")  # a day later
        serve.wait_for("an earlier edition was not in the outbox yet")
        assert (folder / "message.html").exists()
        assert not leftover.exists()
        serve.stop()


def test_twenty_commands_at_once_issue_one_edition(home: Home, clock: Clock) -> None:
    mark(home, 1)
    clock.set("2026-02-14T08:00:00+08:00")
    command = [sys.executable, "-m", "digest", "--config", str(home.settings), "run", "--due", "--json"]
    runs = [
        subprocess.Popen(
            command, env=os.environ | clock.environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for _ in range(20)
    ]
    outcomes = [json.loads(run.communicate(timeout=PATIENCE * 2)[0] or '{"outcome": "busy"}') for run in runs]
    assert [told["outcome"] for told in outcomes].count("issued") == 1
    assert {run.returncode for run in runs} <= {0, 75}
    assert issued(home) == [(1, "2026-02-14T07:30")]


def test_years_ahead_bring_one_letter_and_the_way_back_is_told(home: Home, clock: Clock) -> None:
    mark(home, 1)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        clock.set("2037-02-14T08:00:00+08:00")
        serve.wait_for("edition 1 of 'daily' for 2037-02-14T07:30")
        clock.set("2026-02-14T08:00:00+08:00")
        serve.wait_for("no letter of 'daily' is due before 2037-02-14 07:30")
        assert serve.stop() < 5
    assert len(issued(home)) == 1


def test_one_service_a_library_and_runs_beside_it(home: Home, clock: Clock) -> None:
    mark(home, 1)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        assert last_status(home, clock)["service"]["pid"] == serve.process.pid
        second = home.call("serve", **clock.environ)
        assert (second.status, f"pid {serve.process.pid}" in second.err) == (75, True)
        assert home.answer("run", **clock.environ)["edition"] == 1
        mark(home, 2)
        clock.set("2026-02-14T07:30:10+08:00")
        serve.wait_for("edition 2 of 'daily' for 2026-02-14T07:30")
        assert home.answer("run", "--due", **clock.environ)["edition"] == 2
        serve.stop()
    assert last_status(home, clock)["service"] is None
    assert "no service is running" in home.call("status").err


def test_a_service_that_was_killed_is_followed_by_one_that_goes_on(home: Home, clock: Clock) -> None:
    mark(home, 1)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        clock.set("2026-02-14T07:30:10+08:00")
        serve.wait_for("edition 1 of 'daily'")
        mark(home, 2)
        serve.process.kill()
        serve.process.wait()
    assert last_status(home, clock)["service"] is None
    shutil.rmtree(home.outbox)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("an earlier edition was not in the outbox yet")
        assert list(home.outbox.rglob("message.html"))
        clock.set("2026-02-15T09:00:00+08:00")
        serve.wait_for("edition 2 of 'daily' for 2026-02-15T07:30")
        serve.stop()


def test_it_stops_while_it_is_starting(home: Home) -> None:
    with Serve(home) as serve:
        state = Path(f"/proc/{serve.process.pid}/status")
        deadline = time.monotonic() + PATIENCE
        while not catches(state.read_text(), signal.SIGTERM):
            assert time.monotonic() < deadline
            time.sleep(0.005)
        serve.stop()
        assert serve.count("the service begins") == 0


def catches(state: str, number: signal.Signals) -> bool:
    """Whether a process of that state, as ``/proc`` tells it, does something of its own at a signal."""
    [caught] = [line.split()[1] for line in state.splitlines() if line.startswith("SigCgt:")]
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_within_five_seconds_in_the_middle_of_a_long_scan(home: Home, number: signal.Signals) -> None:
    set_settle(home, "0s")
    for one in range(5000):
        mark(home, one)
    with Serve(home) as serve:
        serve.wait_for("watching")
        with contextlib.closing(sqlite3.connect(home.library)) as library:
            deadline = time.monotonic() + PATIENCE
            while library.execute("SELECT count(*) FROM files").fetchone() == (0,):
                assert time.monotonic() < deadline, "".join(serve.lines)
                time.sleep(0.01)
        assert serve.stop(number) < 5
        assert serve.count("what was read is kept") == 1
        assert serve.count("Traceback") == 0
    files = home.answer("scan")["files"]
    assert files["read"] + files["unchanged"] == 5000
    assert files["unchanged"] >= 500


def test_it_stops_within_five_seconds_while_another_writer_keeps_the_library(home: Home) -> None:
    home.answer("scan")
    with Serve(home) as serve, FileLock(f"{home.library}.lock"):
        serve.wait_for("watching")
        assert serve.stop() < 5


def test_settings_are_read_again_and_wrong_ones_are_not_taken(home: Home, clock: Clock) -> None:
    good = home.settings.read_text("utf-8")
    mark(home, 1)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        home.settings.write_text(good + 'schedule = "61 7 * * *"\n', "utf-8")
        serve.send(signal.SIGHUP)
        serve.wait_for("the settings are wrong: the old ones stay")
        assert serve.count("bad minute") == 1
        home.settings.write_text('[library]\nstate = "../other.db"\n' + good.replace("[library]\n", ""), "utf-8")
        serve.send(signal.SIGHUP)
        serve.wait_for("start the service anew")
        home.settings.write_text(good + '[digests.evening]\nschedule = "0 18 * * *"\ntimezone = "Asia/Shanghai"\n')
        serve.send(signal.SIGHUP)
        serve.wait_for("evening: every day at 18:00, Asia/Shanghai; next 2026-02-13 at 18:00")
        clock.set("2026-02-13T18:00:01+08:00")
        serve.wait_for("edition 1 of 'evening' for 2026-02-13T18:00")
        serve.stop()
    assert issued(home) == [(1, "2026-02-13T18:00")]


def test_edited_settings_are_read_again_without_being_told(home: Home, clock: Clock) -> None:
    good = home.settings.read_text("utf-8")
    mark(home, 1)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        home.settings.write_text(good + 'schedule = "61 7 * * *"\n', "utf-8")
        serve.wait_for("the settings are wrong: the old ones stay")
        home.settings.write_text(good + 'schedule = "0 18 * * *"\n', "utf-8")
        serve.wait_for("daily: every day at 18:00, Asia/Shanghai; next 2026-02-13 at 18:00")
        clock.set("2026-02-13T18:00:01+08:00")
        serve.wait_for("edition 1 of 'daily' for 2026-02-13T18:00")
        serve.stop()
        assert serve.count("the settings are wrong") == 1
        assert serve.count("the settings were read again") == 1


def test_another_schedule_brings_no_letter_of_a_time_that_is_past(home: Home, clock: Clock) -> None:
    daily = home.settings.read_text("utf-8")
    mark(home, 1)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        clock.set("2026-02-14T07:30:01+08:00")
        serve.wait_for("edition 1 of 'daily' for 2026-02-14T07:30")
        mark(home, 2)
        clock.set("2026-02-14T14:00:00+08:00")
        serve.settle()
        home.settings.write_text(daily + 'schedule = "0 12 * * *"\n', "utf-8")
        serve.send(signal.SIGHUP)
        serve.wait_for("every day at 12:00, Asia/Shanghai; next 2026-02-15 at 12:00")
        clock.set("2026-02-14T14:10:00+08:00")
        serve.settle()
        serve.stop()
    home.settings.write_text(daily + 'schedule = "0 13 * * *"\n', "utf-8")
    mark(home, 3)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("every day at 13:00, Asia/Shanghai; next 2026-02-15 at 13:00")
        serve.wait_for("1 highlights new")
        clock.set("2026-02-14T14:20:00+08:00")
        serve.settle()
        assert serve.stop() < 5
    clock.set("2026-02-17T09:00:00+08:00")  # off over two slots of a schedule that is known
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("edition 2 of 'daily' for 2026-02-16T13:00")
        serve.stop()
    assert issued(home) == [(1, "2026-02-14T07:30"), (2, "2026-02-16T13:00")]


def test_what_is_told_to_come_next_does_come(home: Home, clock: Clock) -> None:
    mark(home, 1)
    assert home.answer("run", "--at", "2026-02-14T07:30", **clock.environ)["edition"] == 1  # tomorrow's, by hand
    mark(home, 2)
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("daily: every day at 07:30, Asia/Shanghai; next 2026-02-15 at 07:30")
        assert next_fire_time(home, clock) == "2026-02-15T07:30:00+08:00"
        clock.set("2026-02-15T07:30:01+08:00")
        serve.wait_for("edition 2 of 'daily' for 2026-02-15T07:30")
        mark(home, 3)
        there = home.settings.read_text("utf-8").replace("Asia/Shanghai", "America/New_York")
        home.settings.write_text(there, "utf-8")
        serve.send(signal.SIGHUP)
        serve.wait_for("daily: every day at 07:30, America/New_York; next 2026-02-16 at 07:30")
        assert next_fire_time(home, clock) == "2026-02-16T07:30:00-05:00"
        clock.set("2026-02-15T07:30:01-05:00")  # that date has had its letter
        serve.settle()
        assert len(issued(home)) == 2
        clock.set("2026-02-16T07:30:01-05:00")
        serve.wait_for("edition 3 of 'daily' for 2026-02-16T07:30")
        serve.stop()


def test_a_file_is_read_by_itself_once_it_is_still(home: Home) -> None:
    set_settle(home, "1s")
    with Serve(home) as serve:
        serve.wait_for("watching")
        mark(home, 1)
        serve.wait_for("1 highlights new")
        (home.clippings / "later").mkdir()
        mark(home, 2)
        (home.clippings / "2.md").rename(home.clippings / "later" / "2.md")
        serve.wait_for("1 highlights new", 2)
        unread = home.write("odd.txt", "no format knows this\n")
        serve.wait_for(f"{unread}: ")
        unread.unlink()
        serve.wait_for("1 gone")
        serve.stop()
        assert serve.count(f"{unread}: ") == 1


def test_status_says_how_folders_are_watched(home: Home) -> None:
    mark(home, 1)
    [folder] = home.answer("status")["folders"]
    assert folder == {"path": str(home.clippings), "watched": None, "reason": ""}
    with Serve(home) as serve:
        serve.wait_for("1 highlights new")
        [folder] = home.answer("status")["folders"]
        assert folder["watched"] in ("events", "polling")  # as the disk is on which tests run
        assert bool(folder["reason"]) == (folder["watched"] == "polling")


def test_an_outage_is_told_by_the_service_and_confirmed_by_a_scan(home: Home) -> None:
    for number in range(1, 13):
        mark(home, number)
    with Serve(home) as serve:
        serve.wait_for("12 highlights new")
        (home.clippings / "kept.txt").write_text("not bare")
        for path in home.clippings.glob("*.md"):
            path.unlink()
        serve.wait_for("12 of the 12 files that were in this folder are gone")
        assert home.answer("status")["library"]["files"] >= 12
        home.answer("scan", "--confirm-removals")
        assert home.answer("status")["library"]["files"] == 1


def test_once_a_day_what_looks_unchanged_is_read_too(home: Home, clock: Clock) -> None:
    mark(home, 1)
    path = home.clippings / "1.md"
    before = path.stat()
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        path.write_text(path.read_text("utf-8").replace("The mark of", "The word of"), "utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        clock.set("2026-02-13T15:30:00+08:00")
        serve.settle()
        assert serve.count("amended") == 1
        clock.set("2026-02-14T15:30:00+08:00")
        serve.wait_for("0 highlights new, 1 amended")


def test_a_folder_that_is_away_is_told_once_and_loses_nothing(home: Home, clock: Clock) -> None:
    mark(home, 1)
    mark(home, 2)
    set_settle(home, "1s")
    away = home.path / "away"
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("2 highlights new")
        home.clippings.rename(away)
        serve.wait_for("the clippings: the folder")
        clock.set("2026-02-14T06:00:00+08:00")
        serve.settle()
        assert serve.count("the clippings: the folder") == 1
        away.rename(home.clippings)
        serve.wait_for("the clippings: well again")
        mark(home, 3)
        serve.wait_for("1 highlights new")
        clock.set("2026-02-14T07:30:01+08:00")
        serve.wait_for("edition 1 of 'daily' for 2026-02-14T07:30: 3 works, 3 highlights")
        serve.stop()
        assert serve.count("gone;") == serve.count("0 gone;")


def test_an_outbox_that_cannot_be_written_is_told_once_and_costs_no_letter(home: Home, clock: Clock) -> None:
    mark(home, 1)
    with Serve(home, "--log-format", "json", **clock.environ) as serve:
        serve.wait_for("1 highlights new")
        home.outbox.write_text("a file stands where the outbox should be")
        clock.set("2026-02-14T07:30:01+08:00")
        serve.wait_for("the outbox: cannot write")
        clock.set("2026-02-14T09:00:00+08:00")
        serve.settle()
        assert serve.count("the outbox: cannot write") == 1
        home.outbox.unlink()
        clock.set("2026-02-14T10:00:00+08:00")
        serve.wait_for("edition 1 of 'daily' for 2026-02-14T07:30")
        serve.wait_for("the outbox: well again")
        serve.stop()
    assert {json.loads(line)["level"] for line in serve.lines} == {"info", "error"}


def test_letters_go_out_by_mail_and_what_was_deferred_is_tried_again_when_its_time_has_come(
    home: Home, clock: Clock
) -> None:
    mark(home, 1)
    with Postbox() as postbox:
        with_mail(home, postbox, HER, HIM)
        postbox.script["RCPT:1"] = "451 greylisted, come back"
        with Serve(home, **clock.environ) as serve:
            serve.wait_for("1 highlights new")
            clock.set("2026-02-14T07:30:01+08:00")
            serve.wait_for("deferred (")
            serve.wait_for("accepted (127.0.0.1)")
            assert postbox.recipients == ["him@example.net"]
            clock.set("2026-02-14T08:30:00+08:00")
            serve.wait_for("accepted (127.0.0.1)", 2)
            clock.set("2026-02-14T09:30:00+08:00")
            serve.settle()
            serve.stop()
        assert postbox.recipients == ["him@example.net", "her@example.net"]
    assert counts(home) == {"accepted": 2}


def test_a_mail_server_that_hangs_keeps_no_edition_and_no_stop_waiting(home: Home, clock: Clock) -> None:
    mark(home, 1)
    with Postbox() as postbox:
        with_mail(home, postbox, HER)
        postbox.script["RCPT"] = "hang"
        with Serve(home, **clock.environ) as serve:
            serve.wait_for("1 highlights new")
            clock.set("2026-02-14T07:30:01+08:00")
            serve.wait_for("edition 1 of 'daily'")
            mark(home, 2)
            clock.set("2026-02-15T07:30:01+08:00")
            serve.wait_for("edition 2 of 'daily'")
            assert serve.stop() < 5
        assert postbox.recipients == []
    assert set(counts(home)) <= {"pending", "deferred"}


def test_a_folder_that_is_away_at_the_hour_costs_no_letter(home: Home, clock: Clock) -> None:
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("watching")
        away = home.clippings.rename(home.path / "away")
        clock.set("2026-02-14T07:30:05+08:00")
        serve.wait_for("is not there")
        away.rename(home.clippings)
        mark(home, 1)
        clock.set("2026-02-14T08:00:00+08:00")
        serve.wait_for("edition 1 of 'daily' for 2026-02-14T07:30")
        assert serve.count("no letter for") == 0
