"""The hostile server keeps to the protocol but for its rules, and its journal is ahead of its answers."""

from __future__ import annotations

import json
import smtplib
from pathlib import Path

import pytest

from digest.deliver.hostile import HostileServer, read_rules

MESSAGE = "Message-ID: <1@example.net>\r\n\r\n..\r\n.a dot\r\n"


@pytest.mark.parametrize("rule", ["DOT", "DOTS=drop", "DOT:x=drop", "DOT=explode", "RCPT=accept-drop", "DOT=slow:"])
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="no rule of the hostile server"):
        read_rules([rule])


def test_what_it_takes_is_in_the_journal_though_it_never_says_so(tmp_path: Path) -> None:
    with HostileServer(["DOT=accept-drop"], journal=tmp_path / "journal") as server:
        with smtplib.SMTP("127.0.0.1", server.port) as client, pytest.raises(smtplib.SMTPServerDisconnected):
            client.sendmail("from@example.net", ["to@example.net"], MESSAGE)
        line = json.loads((tmp_path / "journal").read_text("utf-8"))
    assert line == {"recipient": "to@example.net", "message_id": "<1@example.net>"}
    assert server.taken[0].content == MESSAGE.encode()


def test_a_message_without_its_last_dot_is_not_taken() -> None:
    with HostileServer(["HALFWAY=drop"]) as server, smtplib.SMTP("127.0.0.1", server.port) as client:
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            client.sendmail("from@example.net", ["to@example.net"], MESSAGE, ["size=40"])
        assert server.taken == []


def test_it_keeps_to_the_order_of_commands_and_to_its_login() -> None:
    with HostileServer(["MAIL:1=451 later"], login=("me", "secret")) as server:
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            client.ehlo()
            assert client.mail("from@example.net")[0] == 530
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("me", "guess")
            client.login("me", "secret")
            assert client.mail("from@example.net")[0] == 451
            assert client.rcpt("to@example.net")[0] == 503
            client.mail("from@example.net")
            assert client.docmd("DATA")[0] == 554
        assert server.secrets == [("guess", False), ("guess", False), ("secret", False)]
