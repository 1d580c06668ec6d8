"""``digest run --to``: a test copy by a real mail server on this machine, with nothing recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.home import Home, cubox
from tests.postbox import Postbox

CARD = 7421446577446000001


@pytest.fixture
def postbox(home: Home) -> Iterator[Postbox]:
    home.write("tides.md", cubox(CARD, "潮汐表", {CARD + 1: "A mark for the letter."}))
    with Postbox({"RCPT nobody@example.net": "550 no such reader"}) as box:
        smtp = f'host = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\nfrom = "Digest <digest@example.net>"\n'
        told = f"[smtp]\n{smtp}{home.settings.read_text('utf-8')}deliver = ['outbox']\n"
        home.settings.write_text(told, "utf-8")
        yield box


def test_a_test_copy_arrives_and_nothing_is_recorded(home: Home, postbox: Postbox) -> None:
    before = home.traces()
    report = home.answer("run", "--to", "me@example.net", "--to", "Her <her@example.org>")
    assert home.traces() == before
    assert (report["outcome"], report["edition"], report["folder"]) == ("test", 1, None)
    assert [(delivery["recipient"], delivery["state"]) for delivery in report["deliveries"]] == [
        ("me@example.net", "accepted"),
        ("Her <her@example.org>", "accepted"),
    ]
    assert postbox.recipients == ["me@example.net", "her@example.org"]
    copies = list(postbox.messages())
    assert copies[0]["Subject"] == "[test] Gleanings 1 | 潮汐表"
    assert copies[0]["Message-ID"] != copies[1]["Message-ID"]
    assert home.answer("run")["edition"] == 1


def test_one_refusal_stops_no_other_copy_and_ends_with_69(home: Home, postbox: Postbox) -> None:
    done = home.call("run", "--to", "nobody@example.net", "--to", "me@example.net", "--json")
    assert done.status == 69
    assert "550 no such reader" in done.err
    assert [delivery["state"] for delivery in done.json["deliveries"]] == ["rejected", "accepted"]


def test_without_a_mail_server_a_sentence_says_what_to_set(home: Home) -> None:
    before = home.traces()
    done = home.call("run", "--to", "me@example.net")
    assert (done.status, "[smtp] host" in done.err) == (78, True)
    assert home.call("run", "--to", "not an address").status == 2
    assert home.traces() == before


def test_when_nothing_is_fresh_no_copy_is_sent_and_that_is_said(home: Home, postbox: Postbox) -> None:
    home.answer("run")
    done = home.call("run", "--to", "me@example.net")
    assert "No test copy of 'daily' was sent: nothing is fresh." in done.err
    assert not postbox.recipients


def test_no_line_about_a_copy_reads_as_if_it_waited(home: Home, postbox: Postbox) -> None:
    home.settings.write_text(
        home.settings.read_text("utf-8").replace(f"port = {postbox.port}", "port = 1"), "utf-8"
    )
    done = home.call("run", "--to", "me@example.net")
    assert done.status == 75
    assert "test copy to me@example.net: not sent: " in done.err
    assert "deferred" not in done.err
