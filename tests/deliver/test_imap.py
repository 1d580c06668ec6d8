"""Letters are found in a real mailbox on this machine; what keeps us from looking is told."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest
import trustme

from digest.deliver import imap
from digest.deliver.imap import MOST_HEADS, find, heads
from digest.errors import LoginRefused, Unavailable
from digest.model.letter import ImapServer
from tests.deliver.test_message import build
from tests.deliver.test_smtp import authority
from tests.mailbox import PASSWORD, TOKEN, Mailbox

__all__ = ["authority"]

WRONG = "open barley"

LETTER = build()
ID = "<daily.27.d1cd0fd225a53b3d69e8@example.net>"
assert ID.encode() in LETTER


def at(mailbox: Mailbox, *folders: str, host: str = "127.0.0.1") -> ImapServer:
    place = host, mailbox.port, "none", "reader@example.net", folders or ("INBOX",)
    return ImapServer(*place, username="reader", password=PASSWORD)  # type: ignore[arg-type]


def certified(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_a_letter_is_found_by_its_message_id_and_others_are_not() -> None:
    with Mailbox({"INBOX": [b"Subject: other\r\n\r\n", LETTER]}) as mailbox:
        assert find(at(mailbox), [ID, "<daily.28.x@example.net>"]) == {ID: "INBOX"}
        assert mailbox.heard["LOGOUT"] == 1


def test_every_folder_that_is_named_is_looked_into_whatever_its_name() -> None:
    with Mailbox({"INBOX": [], "&V4NXPpCuTvY- &- Junk": [LETTER]}) as mailbox:
        assert find(at(mailbox, "INBOX", "垃圾邮件 & Junk"), [ID]) == {ID: "垃圾邮件 & Junk"}


@pytest.mark.parametrize("capabilities", ["AUTH=PLAIN", "ID"])
def test_a_password_by_each_way_of_logging_in(capabilities: str) -> None:
    with Mailbox({"INBOX": [LETTER]}, capabilities=capabilities) as mailbox:
        assert find(at(mailbox), [ID])
        with pytest.raises(LoginRefused, match=r"AUTHENTICATIONFAILED.*check \[imap\] username and password"):
            find(replace(at(mailbox), password=WRONG), [ID])


def test_a_token_opens_the_mailbox_and_a_stale_one_is_told_in_words() -> None:
    with Mailbox({"INBOX": [LETTER]}) as mailbox:
        server = replace(at(mailbox), login="xoauth2", password=TOKEN)
        assert find(server, [ID])
        with pytest.raises(LoginRefused, match=r"status 401.*\[imap\] password_command") as refused:
            find(replace(server, password=WRONG), [ID])
    assert WRONG not in str(refused.value)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_line_that_is_safe(authority: trustme.CA, security: Literal["tls", "starttls"]) -> None:
    with Mailbox({"INBOX": [LETTER]}, context=certified(authority), tls=security == "tls") as mailbox:
        assert find(replace(at(mailbox, host="localhost"), security=security), [ID])


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("trouble", ["another name", "nobody vouches"])
def test_a_certificate_that_does_not_fit_is_told_no_password(
    authority: trustme.CA, security: Literal["tls", "starttls"], trouble: str
) -> None:
    context = certified(authority, "mail.example.org") if trouble == "another name" else certified(trustme.CA())
    with Mailbox(context=context, tls=security == "tls") as mailbox:
        with pytest.raises(Unavailable, match="no safe connection"):
            find(replace(at(mailbox, host="localhost"), security=security), [ID])
        assert mailbox.heard["AUTHENTICATE"] == 0


def test_an_encryption_that_is_broken_is_told_no_password(authority: trustme.CA) -> None:
    context = certified(authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with Mailbox(context=context, tls=True) as mailbox:
        with pytest.raises(Unavailable, match="no safe connection"):
            find(replace(at(mailbox, host="localhost"), security="tls"), [ID])
        assert mailbox.heard["AUTHENTICATE"] == 0


def test_a_server_that_offers_no_encryption_is_told_no_password() -> None:
    with Mailbox(script={"STARTTLS": "BAD what?"}) as mailbox:
        with pytest.raises(Unavailable, match="cannot be used"):
            find(replace(at(mailbox), security="starttls"), [ID])
        assert mailbox.heard["AUTHENTICATE"] == 0


@pytest.mark.parametrize(
    ("command", "action", "told"),
    [
        ("EXAMINE", "NO [NONEXISTENT] gone", r"does not open 'INBOX'.*gone; name folders that are there"),
        ("SEARCH", "NO cannot", "does not search 'INBOX': cannot"),
        ("SEARCH", "BAD what", "cannot be used"),
        ("AUTHENTICATE", "drop", "cannot be used"),
        ("SEARCH", "drop", "cannot be used"),
        ("CAPABILITY", "hang", "cannot be used"),
        ("SEARCH", "hang", "cannot be used"),
        ("SEARCH", "endless", "no end of what it says"),
    ],
)
def test_what_keeps_us_from_looking_is_told(
    command: str, action: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "LOOK", 0.5)
    with Mailbox({"INBOX": [LETTER]}, {command: action}) as mailbox, pytest.raises(Unavailable, match=told):
        find(at(mailbox), [ID])


def test_nobody_at_home() -> None:
    with Mailbox() as mailbox:
        gone = at(mailbox)
    with pytest.raises(Unavailable, match=r"cannot be used: .*refused"):
        find(gone, [ID])


SINCE = datetime(2026, 8, 24, tzinfo=UTC)
LATER = b"Subject: Re: later.812.daily.27.xxxxxxxxxxxxxxxx\r\nFrom: a@example.net\r\nX-Other: x\r\n\r\nA body.\r\n"


def read_heads(mailbox: Mailbox, *seen: str) -> list[tuple[str, bytes]]:
    return heads(at(mailbox), ["favorite.", "later."], ["<daily."], SINCE, seen)


def test_the_heads_of_answers_are_read_and_nothing_else() -> None:
    reply = b"Subject: Re: Gleanings\r\nIn-Reply-To: <daily.27.d1cd@example.net>\r\n\r\nThank you.\r\n"
    with Mailbox({"INBOX": [LETTER, LATER, b"Subject: other\r\n\r\n", reply]}) as mailbox:
        assert read_heads(mailbox) == [
            ("INBOX/7/2", b"Subject: Re: later.812.daily.27.xxxxxxxxxxxxxxxx\r\nFrom: a@example.net\r\n\r\n"),
            ("INBOX/7/4", b"Subject: Re: Gleanings\r\nIn-Reply-To: <daily.27.d1cd@example.net>\r\n\r\n"),
        ]
        assert [name for name, _ in read_heads(mailbox, "INBOX/7/2")] == ["INBOX/7/4"]


def test_a_head_without_end_costs_no_other() -> None:
    huge = LATER.replace(b"Subject: Re:", b"Subject: Re:" + b" " * 100_000)
    with Mailbox({"INBOX": [huge] * 60 + [LATER]}) as mailbox:
        assert b"later.812" in read_heads(mailbox)[-1][1]


def test_of_very_many_answers_the_newest_are_read_first() -> None:
    with Mailbox({"INBOX": [LATER] * (MOST_HEADS + 20)}) as mailbox:
        first = [name for name, _ in read_heads(mailbox)]
        assert first == [f"INBOX/7/{number}" for number in range(21, MOST_HEADS + 21)]
        assert [name for name, _ in read_heads(mailbox, *first)] == [f"INBOX/7/{number}" for number in range(1, 21)]


@pytest.mark.parametrize("command", ["SEARCH", "FETCH"])
def test_a_mailbox_that_does_not_read_out_is_told(command: str) -> None:
    with (
        Mailbox({"INBOX": [LATER]}, script={command: "NO [LIMIT] not now"}) as mailbox,
        pytest.raises(Unavailable, match=r"LIMIT.*not now"),
    ):
        read_heads(mailbox)
