"""Letters by mail: each recipient is served once, whatever the server does and wherever we are killed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.home import Home, cubox
from tests.postbox import PLAIN, Postbox

CARD = 7421446577446000001
HER, HIM = "her@example.net", "A Reader <him@example.net>"


def with_mail(home: Home, postbox: Postbox, *recipients: str) -> None:
    """Let the digest of ``home`` be sent by ``postbox``."""
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {postbox.port}\nsecurity = "none"\nfrom = "digest@example.net"\n'
    to = f'deliver = ["outbox", "smtp"]\nto = {list(recipients)}\n'
    home.settings.write_text(smtp + home.settings.read_text("utf-8") + to, "utf-8")


def name_many(home: Home, count: int) -> None:
    """Let letters go to so many recipients, ``r0@example.net`` and on."""
    to = f"to = {[f'r{number}@example.net' for number in range(count)]}"
    home.settings.write_text(re.sub("(?m)^to = .*", to, home.settings.read_text("utf-8")), "utf-8")


@pytest.fixture
def postbox(home: Home) -> Iterator[Postbox]:
    home.write("tides.md", cubox(CARD, "潮汐表", {CARD + 1: "A mark for the letter."}))
    with Postbox() as postbox:
        with_mail(home, postbox, HER, HIM)
        yield postbox


def states(report: Any) -> list[tuple[str, str]]:
    return [(delivery["recipient"], delivery["state"]) for delivery in report["deliveries"]]


def counts(home: Home) -> dict[str, int]:
    return {state: count for state, count in home.answer("status")["deliveries"].items() if count}


def headers_without(content: bytes, *left_out: str) -> bytes:
    return re.sub(rb"(?m)^(?:%s): [^\r]*(?:\r\n [^\r]*)*\r\n" % "|".join(left_out).encode(), b"", content)


def test_the_letter_that_arrives_is_the_one_in_the_outbox(home: Home, postbox: Postbox) -> None:
    report = home.answer("run")
    assert states(report) == [(HER, "accepted"), (HIM, "accepted")]
    assert postbox.recipients == ["her@example.net", "him@example.net"]
    folder = Path(report["folder"])
    [to_her, to_him] = [content for _, content in postbox.kept]
    stored = (folder / "message.eml").read_bytes()
    assert to_her == stored
    assert headers_without(to_him, "To", "Message-ID") == headers_without(stored, "To", "Message-ID")
    for message in postbox.messages():
        text, html = message.iter_parts()
        assert html.get_payload(decode=True) == (folder / "message.html").read_bytes()
        assert text.get_payload(decode=True) == (folder / "message.txt").read_bytes()
        assert (message["From"], message["Auto-Submitted"]) == ("digest@example.net", "auto-generated")
        assert message["List-Id"] == "<daily.example.net>"
    assert [message["To"] for message in postbox.messages()] == [HER, HIM]
    assert len({message["Message-ID"] for message in postbox.messages()}) == 2


def test_status_says_what_became_of_the_last_letter(home: Home, postbox: Postbox) -> None:
    postbox.script["RCPT him@example.net"] = "451 later"
    home.call("run")
    assert "last letter accepted for 1, deferred for 1" in home.call("status").err
    postbox.script.clear()
    home.call("deliver")
    assert "last letter accepted by 127.0.0.1" in home.call("status").err


def test_nobody_is_served_twice(home: Home, postbox: Postbox) -> None:
    home.answer("run")
    assert home.answer("run")["outcome"] == "empty"
    assert home.answer("deliver") == {"deliveries": []}
    assert len(postbox.kept) == 2
    assert counts(home) == {"accepted": 2}


def test_one_refused_recipient_touches_no_other(home: Home, postbox: Postbox) -> None:
    postbox.script["RCPT her@example.net"] = "550 5.1.1 no such reader"
    done = home.call("run", "--json")
    assert (done.status, states(done.json)) == (69, [(HER, "rejected"), (HIM, "accepted")])
    assert "550 5.1.1 no such reader" in done.err
    assert home.call("deliver").status == 0
    assert postbox.recipients == ["him@example.net"]
    assert "no such reader" in " ".join(home.answer("status")["warnings"])


def test_an_address_that_is_refused_twice_is_asked_for_no_more_until_a_person_does(
    home: Home, postbox: Postbox
) -> None:
    postbox.script["RCPT her@example.net"] = "550 5.1.1 no such reader"
    for number in range(3):
        home.write(
            f"{number}.md", cubox(CARD + number * 10**9, "潮", {CARD + number * 10**9 + 1: f"Mark {number}."})
        )
        report = home.call("run", "--json").json
        assert states(report) == [(HER, "rejected"), (HIM, "accepted")]
        assert ("not tried" in report["deliveries"][0]["receipt"]) == (number == 2)
    assert postbox.recipients == ["him@example.net"] * 3
    assert "refused the address 2 times in a row" in " ".join(home.answer("status")["warnings"])
    del postbox.script["RCPT her@example.net"]
    assert states(home.answer("deliver", "--edition", "3", "--to", "her@example.net")) == [(HER, "accepted")]
    home.write("3.md", cubox(CARD + 3 * 10**9, "潮", {CARD + 3 * 10**9 + 1: "Mark 3."}))
    assert states(home.answer("run")) == [(HER, "accepted"), (HIM, "accepted")]


def test_what_was_deferred_is_tried_again_by_the_next_run(home: Home, postbox: Postbox) -> None:
    postbox.script["RCPT:1"] = "451 greylisted, come back"
    done = home.call("run", "--json")
    assert (done.status, states(done.json)) == (75, [(HER, "deferred"), (HIM, "accepted")])
    assert "greylisted" in " ".join(home.answer("status")["warnings"])
    again = home.call("run", "--json")
    assert (again.status, again.json["outcome"], states(again.json)) == (0, "empty", [])
    assert postbox.recipients == ["him@example.net", "her@example.net"]
    assert counts(home) == {"accepted": 2}


def test_a_server_that_is_down_costs_nothing_and_deliver_makes_up_for_it(home: Home, postbox: Postbox) -> None:
    postbox.script["CONNECT"] = "421 down for the night"
    done = home.call("run", "--json")
    assert (done.status, states(done.json)) == (75, [(HER, "deferred"), (HIM, "deferred")])
    assert done.err.count("down for the night") == 1, "said once, not for each recipient"
    assert postbox.connections == 1
    del postbox.script["CONNECT"]
    assert states(home.answer("deliver", "--to", "him@example.net")) == [(HIM, "accepted")]
    assert states(home.answer("deliver")) == [(HER, "accepted")]


def test_the_archive_tells_what_was_not_sent_until_it_is(home: Home, postbox: Postbox) -> None:
    postbox.script["CONNECT"] = "421 down for the night"
    home.call("run")
    archive = home.outbox / "index.html"
    assert "Not sent" in archive.read_text("utf-8")
    del postbox.script["CONNECT"]
    home.call("deliver")
    assert "Not sent" not in archive.read_text("utf-8")


def test_a_server_that_keeps_hanging_up_ends_the_round(home: Home, postbox: Postbox) -> None:
    name_many(home, 9)
    postbox.script["DATA"] = "drop"
    report = home.call("run", "--json")
    assert (report.status, {state for _, state in states(report.json)}) == (75, {"deferred"})
    assert postbox.connections == 3


def test_an_answer_that_is_lost_is_shown_and_never_guessed(home: Home, postbox: Postbox) -> None:
    postbox.script["DOT:1"] = "keep and drop"
    done = home.call("run", "--json")
    assert (done.status, states(done.json)) == (75, [(HER, "unsure"), (HIM, "accepted")])
    home.answer("run")
    home.answer("deliver")
    assert postbox.recipients == ["her@example.net", "him@example.net"]
    [warning] = [told for told in home.answer("status")["warnings"] if "unsure" in told]
    assert "--unsure resend" in warning
    assert states(home.answer("deliver", "--unsure", "resend")) == [(HER, "accepted")]
    assert postbox.recipients[2:] == ["her@example.net"]


def test_an_unsure_delivery_can_be_given_up(home: Home, postbox: Postbox) -> None:
    postbox.script["DOT:1"] = "drop"
    home.call("run")
    assert "1 unsure" in home.call("deliver").err
    assert states(home.answer("deliver", "--unsure", "drop")) == [(HER, "expired")]
    assert counts(home) == {"accepted": 1, "expired": 1}
    told = home.call("status").err
    assert ("given up for 1" in told, f"to {HER} was given up: " in told) == (True, True)
    assert postbox.recipients == ["him@example.net"]


@pytest.mark.parametrize(
    ("where", "state"),
    [
        ("CONNECT", "pending"),
        ("MAIL", "pending"),
        ("RCPT", "pending"),
        ("DATA", "pending"),
        ("DOT", "handing-over"),
    ],
)
def test_killed_anywhere_nobody_is_served_twice_and_nothing_is_lost(
    home: Home, postbox: Postbox, where: str, state: str
) -> None:
    postbox.script[f"{where}:1"] = "keep and hang" if where == "DOT" else "hang"
    running = subprocess.Popen(
        [sys.executable, "-m", "digest", "--config", str(home.settings), "run"], stderr=subprocess.DEVNULL
    )
    assert postbox.hanging.wait(60)
    running.kill()
    running.wait()
    with sqlite3.connect(home.library) as library:
        assert library.execute("SELECT state FROM deliveries ORDER BY id").fetchall()[0] == (state,)
    home.call("run")
    home.call("deliver")
    assert sorted(postbox.recipients) == ["her@example.net", "him@example.net"]
    assert counts(home) == ({"accepted": 1, "unsure": 1} if where == "DOT" else {"accepted": 2})


@pytest.mark.skipif(os.name != "posix", reason="this system has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_end_hears_the_answer_to_the_letter_at_hand(
    home: Home, postbox: Postbox, number: signal.Signals
) -> None:
    postbox.script = {"DOT:1": "hang"} | PLAIN
    command = [sys.executable, "-m", "digest", "--config", str(home.settings), "run"]
    hearing = partial(signal.signal, number, signal.SIG_DFL)  # in the background of a shell it may be ignored
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=hearing) as running:  # noqa: PLW1509
        assert postbox.hanging.wait(60)
        running.send_signal(number)
        time.sleep(1)  # of the three seconds that it waits for the answer
        postbox.release()
        _, told = running.communicate(timeout=60)
    assert (running.returncode, told.strip()) == (130, "digest: stopped; 'digest status' says how things stand")
    assert counts(home) == {"accepted": 1, "pending": 1}
    assert home.call("deliver").status == 0
    assert (counts(home), postbox.heard["DOT"]) == ({"accepted": 2}, 2)


def test_an_edition_is_sent_again_on_request(home: Home, postbox: Postbox) -> None:
    home.answer("run")
    assert states(home.answer("deliver", "--edition", "1", "--to", "new@example.net")) == [
        ("new@example.net", "accepted")
    ]
    again = home.answer("deliver", "--edition", "1", "--to", "her@example.net")
    assert states(again) == [(HER, "accepted")]
    assert postbox.recipients == ["her@example.net", "him@example.net", "new@example.net", "her@example.net"]
    first, *_, last = postbox.messages()
    assert first["Message-ID"] == last["Message-ID"]
    assert home.call("deliver", "--edition", "7").status == 2


def test_an_edition_of_before_there_was_mail_can_be_sent(home: Home, postbox: Postbox) -> None:
    mail = home.settings.read_text("utf-8")
    home.settings.write_text(mail.replace('"outbox", "smtp"', '"outbox"'), "utf-8")
    assert home.answer("run")["deliveries"] == []
    home.settings.write_text(mail, "utf-8")
    assert home.answer("run")["outcome"] == "empty"
    assert states(home.answer("deliver", "--edition", "1")) == [(HER, "accepted"), (HIM, "accepted")]


def test_a_withdrawn_edition_is_not_sent_any_more(home: Home, postbox: Postbox) -> None:
    postbox.script["CONNECT"] = "421 later"
    home.call("run")
    home.call("editions", "withdraw", "1")
    del postbox.script["CONNECT"]
    assert home.answer("deliver") == {"deliveries": []}
    assert postbox.kept == []


def test_withdrawing_stops_a_round_under_way_and_what_was_unsure(home: Home, postbox: Postbox) -> None:
    postbox.script["RCPT:2"] = "hang"
    running = subprocess.Popen(
        [sys.executable, "-m", "digest", "--config", str(home.settings), "run"], stderr=subprocess.DEVNULL
    )
    assert postbox.hanging.wait(60)
    assert home.call("editions", "withdraw", "1").status == 0
    postbox.release()
    running.wait(60)
    assert postbox.recipients == ["her@example.net"]
    assert counts(home) == {"accepted": 1, "expired": 1}
    done = home.call("deliver", "--edition", "1")
    assert (done.status, "was withdrawn" in done.err) == (2, True)


@pytest.mark.parametrize("trouble", ["drop", "keep and drop"])
def test_a_server_that_loses_line_after_line_at_the_last_dot_costs_three_doubts_at_most(
    home: Home, postbox: Postbox, trouble: str
) -> None:
    name_many(home, 9)
    postbox.script["DOT"] = trouble
    home.call("run")
    assert counts(home) == {"unsure": 3, "deferred": 6}


def test_refusal_after_refusal_ends_the_round_before_the_list_is_burnt(home: Home, postbox: Postbox) -> None:
    name_many(home, 30)
    postbox.script["RCPT"] = "550 5.7.1 your address has a bad name"
    assert home.call("run").status == 69
    assert counts(home) == {"rejected": 20, "deferred": 10}


def test_those_who_cost_the_line_do_not_starve_those_behind_them(home: Home, postbox: Postbox) -> None:
    name_many(home, 6)
    postbox.script |= {f"RCPT r{number}@example.net": "drop" for number in range(3)}
    home.call("run")
    assert postbox.kept == []
    home.call("run")
    assert postbox.recipients == ["r3@example.net", "r4@example.net", "r5@example.net"]


def test_a_server_that_wants_a_login_first_refuses_nobody_for_good(home: Home, postbox: Postbox) -> None:
    postbox.script["RCPT"] = "530 5.7.0 authentication required"
    done = home.call("run")
    assert (done.status, "check [smtp] username and password" in done.err) == (75, True)
    assert counts(home) == {"deferred": 2}


def test_one_damaged_letter_keeps_no_other_back(home: Home, postbox: Postbox) -> None:
    postbox.script["CONNECT"] = "421 later"
    home.call("run")
    home.write("moon.md", cubox(CARD + 10**9, "月", {CARD + 10**9 + 1: "A mark for the next letter."}))
    home.call("run")
    with sqlite3.connect(home.library) as library:
        library.execute("UPDATE editions SET message = x'00' WHERE number = 1")
    library.close()
    del postbox.script["CONNECT"]
    done = home.call("deliver")
    assert (done.status, "is damaged" in done.err) == (75, True)
    assert counts(home) == {"accepted": 2, "deferred": 2}


def test_somebody_named_twice_is_sent_one_letter(home: Home, postbox: Postbox) -> None:
    home.answer("run")
    twice = ["--to", "new@example.net", "--to", "New <NEW@example.net>"]
    assert len(home.answer("deliver", "--edition", "1", *twice)["deliveries"]) == 1


def test_without_a_host_letters_go_to_the_outbox_only(home: Home, postbox: Postbox) -> None:
    home.settings.write_text(home.settings.read_text("utf-8").replace('host = "127.0.0.1"', 'host = ""'), "utf-8")
    report = home.answer("run")
    assert (report["outcome"], report["deliveries"]) == ("issued", [])
    assert home.call("deliver").status == 78


@pytest.mark.parametrize(
    "words", [["run", "--at", "2026-02-14T07:30"], ["run", "--due", "--at", "2026-02-14T08:00"]]
)
def test_a_letter_by_mail_does_not_wait_for_an_outbox_that_cannot_be_written(
    home: Home, postbox: Postbox, words: list[str]
) -> None:
    in_the_way = home.outbox / "index.html"
    in_the_way.mkdir(parents=True)
    for _ in range(2):
        done = home.call(*words)
        assert (done.status, f"cannot write '{in_the_way}'" in done.err) == (73, True)
        assert postbox.recipients == ["her@example.net", "him@example.net"]
    in_the_way.rmdir()
    assert home.answer(*words)["outcome"] == "already-issued"
    assert in_the_way.is_file()
    assert (len(postbox.kept), counts(home)) == (2, {"accepted": 2})


def test_what_waits_goes_out_though_no_edition_can_be_frozen(home: Home, postbox: Postbox) -> None:
    postbox.script["RCPT her@example.net"] = "451 later"
    home.call("run")
    postbox.script.clear()
    shutil.rmtree(home.outbox)
    home.outbox.write_text("in the way")
    home.write("moon.md", cubox(CARD + 9, "The Moon", {CARD + 10: "A mark for the next letter."}))
    assert home.call("run").status == 73
    assert (counts(home), len(home.answer("editions")["editions"])) == ({"accepted": 2}, 1)


def test_two_runs_at_once_serve_everybody_once(home: Home, postbox: Postbox) -> None:
    command = [sys.executable, "-m", "digest", "--config", str(home.settings), "run", "--at", "2026-02-14T07:30"]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for run in runs:
        _, told = run.communicate(timeout=120)
        assert run.returncode == 0, told
    assert sorted(postbox.recipients) == ["her@example.net", "him@example.net"]


@pytest.mark.parametrize(
    ("changed", "to", "told"),
    [
        ('from = "digest@example.net"', "", "from is needed with a host"),
        ("to = ", "to = [] #", "names nobody"),
        ("'her@example.net', ", "'her@example.net', 'Her <HER@example.net>', ", "names her@example.net twice"),
    ],
)
def test_settings_that_cannot_deliver_are_told_before_the_morning(
    home: Home, postbox: Postbox, changed: str, to: str, told: str
) -> None:
    home.settings.write_text(home.settings.read_text("utf-8").replace(changed, to), "utf-8")
    done = home.call("run")
    assert (done.status, told in done.err) == (78, True), done.err


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_check_warns_of_a_password_that_others_can_read(home: Home, postbox: Postbox) -> None:
    secret = home.settings.parent / "password"
    secret.write_text("of mine", "utf-8")
    login = '[smtp]\nusername = "me"\npassword_file = "password"\n'
    home.settings.write_text(home.settings.read_text("utf-8").replace("[smtp]\n", login), "utf-8")
    secret.chmod(0o644)
    assert [f"chmod 600 {secret}" in warning for warning in home.answer("check")["warnings"]] == [True]
    secret.chmod(0o600)
    assert home.answer("check")["warnings"] == []


def test_check_logs_in_for_real_and_sends_nothing(home: Home, postbox: Postbox) -> None:
    checks = {check["subject"]: check for check in home.answer("check", "--smtp")["checks"]}
    assert "answers" in checks["mail server"]["message"]
    postbox.script["CONNECT"] = "554 not you"
    done = home.call("check", "--smtp")
    assert (done.status, "554 not you" in done.err) == (75, True)
    assert postbox.kept == []
