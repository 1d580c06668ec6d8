"""``digest run --to``: a test copy by a real mail server on this machine, with nothing recorded."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from tests.acceptance.home import Home, cubox

CARD = 7421446577446000001


class Postbox:
    def __init__(self) -> None:
        self.kept: list[tuple[list[str], bytes]] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such reader"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        self.kept.append((list(envelope.rcpt_tos), envelope.content))
        return "250 kept"


@pytest.fixture
def postbox(home: Home) -> Iterator[Postbox]:
    home.write("tides.md", cubox(CARD, "潮汐表", {CARD + 1: "A mark for the letter."}))
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "Digest <digest@example.net>"\n'
    home.settings.write_text(smtp + home.settings.read_text("utf-8"), "utf-8")
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box
    controller.stop()


def test_a_test_copy_arrives_and_nothing_is_recorded(home: Home, postbox: Postbox) -> None:
    before = home.traces()
    report = home.answer("run", "--to", "me@example.net", "--to", "Her <her@example.org>")
    assert home.traces() == before
    assert (report["outcome"], report["edition"], report["folder"]) == ("test", 1, None)
    assert report["deliveries"] == [
        {"recipient": "me@example.net", "state": "accepted"},
        {"recipient": "Her <her@example.org>", "state": "accepted"},
    ]
    assert [recipients for recipients, _ in postbox.kept] == [["me@example.net"], ["her@example.org"]]
    copies = [email.message_from_bytes(content, policy=email.policy.default) for _, content in postbox.kept]
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


def test_regular_letters_by_mail_are_refused_until_they_are_there(home: Home, postbox: Postbox) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + 'deliver = ["outbox", "smtp"]\n', "utf-8")
    done = home.call("run")
    assert (done.status, "not sent by mail yet" in done.err) == (78, True)
