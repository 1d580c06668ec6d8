"""A message is handed over to a real server on this machine, or not at all and with the reason."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Session
from aiosmtpd.smtp import Envelope as Received

from digest.deliver import smtp
from digest.deliver.message import parted
from digest.deliver.smtp import Envelope, connected
from digest.errors import Deferred, LoginRefused, Rejected, Unavailable, Unsure
from digest.model.letter import MailServer
from tests.postbox import PLAIN, Postbox

MESSAGE = b"Subject: Gleanings\r\n\r\nA line.\r\n..\r\n.leading dot\r\n.\r\nlast\r\n"


def hand_over(
    server: MailServer,
    recipient: str = "A Reader <reader@example.net>",
    before: Callable[[], object] = lambda: None,
) -> str:
    with connected(server) as line:
        return line.hand_over(to(recipient), before_last_dot=before)


def to(recipient: str) -> Envelope:
    return Envelope("Digest <digest@example.net>", recipient, parted(MESSAGE))


def never() -> None:
    pytest.fail("it came to that")


def at(postbox: Postbox) -> MailServer:
    return MailServer("127.0.0.1", postbox.port, "none")


def test_the_server_receives_the_very_message_for_the_one_recipient() -> None:
    with Postbox() as postbox:
        assert hand_over(at(postbox)) == "250 2.0.0 kept"
    assert postbox.kept == [("reader@example.net", MESSAGE)]


def test_several_messages_go_over_one_line() -> None:
    with Postbox({"RCPT nobody@example.net": "550 nobody"}) as postbox, connected(at(postbox)) as line:
        for number in range(5):
            recipient = "nobody@example.net" if number == 2 else f"reader{number}@example.net"
            try:
                line.hand_over(to(recipient), before_last_dot=lambda: None)
            except Rejected:
                assert line.alive
    assert postbox.recipients == [f"reader{number}@example.net" for number in (0, 1, 3, 4)]
    assert postbox.connections == 1


@pytest.mark.parametrize("nobody", ["503 to nobody", "354 go on"])
def test_a_refused_recipient_leaves_the_line_as_it_was(nobody: str) -> None:
    script = {"RCPT nobody@example.net": "550 nobody", "DATA nobody": nobody}
    with Postbox(script) as postbox, connected(at(postbox)) as line:
        with pytest.raises(Rejected, match="550 nobody"):
            line.hand_over(to("nobody@example.net"), before_last_dot=lambda: None)
        line.hand_over(to("reader@example.net"), before_last_dot=lambda: None)
    assert (postbox.recipients, postbox.connections) == (["reader@example.net"], 1)


def test_without_a_clear_refusal_there_is_no_dot_to_nobody() -> None:
    script = {"RCPT": "nonsense", "DATA nobody": "354 go on"}
    with Postbox(script) as postbox, pytest.raises(Deferred, match="-1 nonsense"):
        hand_over(at(postbox))
    assert postbox.heard["DOT"] == 0


def test_the_next_envelope_goes_out_with_the_last_dot_and_no_dot_in_advance() -> None:
    first, second = to("first@example.net"), to("second@example.net")
    with Postbox() as postbox:
        with connected(at(postbox)) as line:
            line.hand_over(first, before_last_dot=lambda: None, following=lambda: second)
            with pytest.raises(RuntimeError):
                line.hand_over(first, before_last_dot=lambda: None)
        assert postbox.recipients == ["first@example.net"]
        with connected(at(postbox)) as line:
            line.hand_over(first, before_last_dot=lambda: None, following=lambda: second)
            line.hand_over(second, before_last_dot=lambda: None)
        assert postbox.heard["MAIL"] == 4
    assert postbox.kept[1:] == [("first@example.net", MESSAGE), ("second@example.net", MESSAGE)]


def test_a_message_that_is_begun_in_advance_comes_whole() -> None:
    large = MESSAGE + b".begins with a dot\r\n" + b"A line of a long letter.\r\n" * 20_000
    first, second, third = (
        Envelope("digest@example.net", f"{name}@example.net", parted(large))
        for name in ("first", "second", "third")
    )
    with Postbox() as postbox, connected(at(postbox)) as line:
        line.hand_over(first, before_last_dot=lambda: None, following=lambda: second)
        line.hand_over(second, before_last_dot=lambda: None, following=lambda: third)
    assert postbox.kept == [("first@example.net", large), ("second@example.net", large)]


def test_a_server_that_does_not_offer_it_is_told_nothing_in_advance() -> None:
    with Postbox(PLAIN) as postbox, connected(at(postbox)) as line:
        line.hand_over(to("first@example.net"), before_last_dot=lambda: None, following=never)
        line.hand_over(to("second@example.net"), before_last_dot=lambda: None)
    assert postbox.recipients == ["first@example.net", "second@example.net"]


@pytest.mark.parametrize(
    ("answer", "kind"), [("554 spam", Rejected), ("452 disk full", Deferred), ("drop", Unsure)]
)
def test_what_becomes_of_one_is_not_what_becomes_of_the_next(answer: str, kind: type[Exception]) -> None:
    first, second = to("first@example.net"), to("second@example.net")
    with Postbox({"DOT:1": answer}) as postbox, connected(at(postbox)) as line:
        with pytest.raises(kind):
            line.hand_over(first, before_last_dot=lambda: None, following=lambda: second)
        if line.alive:
            line.hand_over(second, before_last_dot=lambda: None)
    assert postbox.recipients == (["second@example.net"] if answer != "drop" else [])


def test_a_server_that_stops_reading_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "ANSWER", 0.5)
    large = Envelope("digest@example.net", "reader@example.net", parted(MESSAGE + b"a line\r\n" * 3_000_000))
    with Postbox({"BODY": "hang"}) as postbox, connected(at(postbox)) as line:
        with pytest.raises(Deferred, match="stopped reading"):
            line.hand_over(large, before_last_dot=never)
        postbox.release()


@pytest.mark.parametrize(
    ("script", "kind", "told"),
    [
        ({"RCPT": "550 no such reader"}, Rejected, "550 no such reader"),
        ({"RCPT": "450 come back later"}, Deferred, "450 come back later"),
        ({"RCPT": "421 too many"}, Deferred, "421 too many"),
        ({"RCPT": "drop"}, Deferred, "hung up"),
        ({"RCPT": "nonsense"}, Deferred, "-1 "),
        ({"MAIL": "550 not you"}, Unavailable, "check .smtp. from"),
        ({"MAIL": "552 larger than I take"}, Rejected, "552 larger"),
        ({"DATA": "554 no"}, Rejected, "554 no"),
        ({"DATA": "451 not now"}, Deferred, "451 not now"),
        ({"BODY": "reset"}, Deferred, "hung up|cannot be used"),
        ({"BODY": "drop"}, Deferred, "hung up|cannot be used"),
        ({"BODY": "552 too large, stop"}, Rejected, "552 too large"),
        ({"DATA": "354 go on\r\n250 2.0.0 kept, honestly"}, Deferred, "in the middle of the message: 250"),
        ({"DATA": "354 go on\r\n554 spam"}, Rejected, "in the middle of the message: 554"),
        ({"RCPT": "530 authentication required"}, LoginRefused, "check .smtp. username and password"),
        ({"EHLO": "250-x\r\n" * 12000 + "250-x"}, Unavailable, "no end of its answer"),
        ({"DOT": "554 looks like spam"}, Rejected, "554 looks like spam"),
        ({"DOT": "452 disk full"}, Deferred, "452 disk full"),
        ({"DOT": "421 closing"}, Deferred, "421 closing"),
        ({"DOT": "drop"}, Unsure, "did not answer whether"),
        ({"DOT": "reset"}, Unsure, "did not answer whether"),
        ({"DOT": "nonsense"}, Unsure, "without a word of whether"),
        ({"DOT": "250 " + "x" * 70_000}, Unsure, "did not answer whether"),
        ({"DOT": "354 go on"}, Unsure, "without a word of whether"),
        ({"DOT": "keep and drop"}, Unsure, "did not answer whether"),
        ({"CONNECT": "421 busy"}, Unavailable, "421 busy"),
        ({"CONNECT": "554 go away"}, Unavailable, "554 go away"),
        ({"CONNECT": "drop"}, Unavailable, "hung up"),
        ({"EHLO": "drop"}, Unavailable, "hung up"),
    ],
    ids=str,
)
@pytest.mark.parametrize("offered", [{}, PLAIN], ids=["pipelining", "plain"])
def test_every_answer_ends_as_what_it_means(
    script: dict[str, str], kind: type[Exception], told: str, offered: dict[str, str]
) -> None:
    with Postbox(offered | script) as postbox, pytest.raises(kind, match=told) as raised:
        hand_over(at(postbox), before=lambda: "BODY" in script and postbox.hung_up.wait(10))
    assert type(raised.value) is kind
    assert bool(postbox.kept) == ("keep" in script.get("DOT", ""))


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT"])
def test_a_server_that_hangs_is_given_up(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONNECTING", "ANSWER", "LAST_ANSWER"):
        monkeypatch.setattr(smtp, name, 0.3)
    kind = Unsure if verb == "DOT" else Deferred
    with Postbox({verb: "hang"}) as postbox, pytest.raises(kind):
        hand_over(at(postbox))


@pytest.mark.parametrize("verb", ["EHLO", "DOT"])
def test_a_server_that_drips_is_given_up_too(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANSWER", "LAST_ANSWER"):
        monkeypatch.setattr(smtp, name, 0.5)
    with (
        Postbox({verb: "drip"}) as postbox,
        pytest.raises(Unsure if verb == "DOT" else Unavailable, match="no end"),
    ):
        hand_over(at(postbox))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("334 abc", "does not speak as a login wants"),
        ("501 no: AGRpZ2VzdABzZWNyZXQ= is for secret", "refuses the login: 501 no: … is for …"),
    ],
)
def test_a_login_that_goes_wrong_is_told_without_the_password(answer: str, told: str) -> None:
    script = {"EHLO": "250-postbox\r\n250 AUTH CRAM-MD5" if "334" in answer else "250-postbox\r\n250 AUTH PLAIN"}
    with Postbox(script | {"AUTH": answer}) as postbox, pytest.raises(LoginRefused, match=told):
        hand_over(MailServer("127.0.0.1", postbox.port, "none", "digest", "secret"))


def test_one_refused_login_is_one_try() -> None:
    with Postbox({"EHLO": "250-postbox\r\n250 AUTH PLAIN LOGIN CRAM-MD5", "AUTH": "535 no"}) as postbox:
        with pytest.raises(LoginRefused):
            hand_over(MailServer("127.0.0.1", postbox.port, "none", "digest", "secret"))
        assert postbox.heard["AUTH"] == 1


def test_what_happens_after_the_answer_changes_nothing() -> None:
    with Postbox({"QUIT": "drop"}) as postbox:
        assert hand_over(at(postbox)) == "250 2.0.0 kept"


def test_when_the_last_dot_may_not_be_sent_the_message_is_not_delivered() -> None:
    def forbid() -> None:
        raise LookupError

    with Postbox() as postbox:
        with pytest.raises(LookupError):
            hand_over(at(postbox), before=forbid)
        assert hand_over(at(postbox), "next@example.net")
    assert postbox.recipients == ["next@example.net"]


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot be used"):
        hand_over(MailServer("127.0.0.1", 1, "none"))


class Keeper:
    """What aiosmtpd gives its messages to."""

    def __init__(self) -> None:
        self.kept: list[bytes | str | None] = []

    async def handle_DATA(self, server: Any, session: Session, envelope: Received) -> str:  # noqa: N802 - aiosmtpd's name
        self.kept.append(envelope.content)
        return "250 kept"


def secured(
    keeper: Keeper, authority: trustme.CA, security: Literal["tls", "starttls"], *, name: str = "localhost"
) -> Iterator[MailServer]:
    """A server with a certificate of ``authority`` for ``name``, and a login."""

    def login(server: Any, session: Session, envelope: Received, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"secret", handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    options: dict[str, Any] = {"ssl_context": context} if security == "tls" else {"tls_context": context}
    encrypts = security == "starttls"  # with "tls" aiosmtpd does not see that the line is
    options |= {"authenticator": login, "auth_required": encrypts, "auth_require_tls": encrypts}
    with Postbox() as chosen:
        port = chosen.port
    controller = Controller(keeper, hostname="127.0.0.1", port=port, server_hostname="localhost", **options)
    controller.start()
    try:
        yield MailServer("localhost", port, security, "digest", "secret")
    finally:
        controller.stop()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this machine trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_trusted_certificate_and_a_login_deliver(
    authority: trustme.CA, security: Literal["tls", "starttls"]
) -> None:
    keeper = Keeper()
    for server in secured(keeper, authority, security):
        assert hand_over(server).startswith("250")
        wrong = MailServer(server.host, server.port, security, "digest", "guess")
        with pytest.raises(LoginRefused, match="refuses the login"):
            hand_over(wrong)
    assert keeper.kept == [MESSAGE]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_is_told(
    security: Literal["tls", "starttls"],
) -> None:
    keeper = Keeper()
    for server in secured(keeper, trustme.CA(), security):
        with pytest.raises(Unavailable, match="no safe connection"):
            hand_over(server)
    assert keeper.kept == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_for_another_name_is_refused(
    authority: trustme.CA, security: Literal["tls", "starttls"]
) -> None:
    for server in secured(Keeper(), authority, security, name="mail.example.org"):
        with pytest.raises(Unavailable, match=r"no safe connection.*localhost"):
            hand_over(server)


def test_a_server_that_offers_no_encryption_is_told_no_password() -> None:
    with Postbox() as postbox, pytest.raises(Unavailable, match="STARTTLS"):
        hand_over(MailServer("127.0.0.1", postbox.port, "starttls", "digest", "secret"))
    assert postbox.kept == []
