"""A message is handed over to a real server on this machine, or not at all and with the reason."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session

from digest.deliver.smtp import send
from digest.errors import Deferred, Rejected
from digest.model.letter import MailServer

MESSAGE = b"Subject: Gleanings\r\n\r\nA line.\r\n..\r\n.leading dot\r\n"


class Postbox:
    """Keeps what it is given; refuses the recipients it is told to."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, list[str], bytes]] = []
        self.refused: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        self.kept.append((envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content))
        return "250 kept"


def serve(postbox: Postbox, **options: Any) -> Iterator[MailServer]:
    security: Literal["starttls", "none"] = "starttls" if "tls_context" in options else "none"
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, security)
    finally:
        controller.stop()


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[MailServer]:
    yield from serve(postbox)


def test_the_server_receives_the_very_message_for_the_one_recipient(server: MailServer, postbox: Postbox) -> None:
    send(server, MESSAGE, sender="Digest <digest@example.net>", recipient="A Reader <reader@example.net>")
    assert postbox.kept == [("digest@example.net", ["reader@example.net"], MESSAGE)]


@pytest.mark.parametrize(("answer", "kind"), [("550 no such reader", Rejected), ("450 come back later", Deferred)])
def test_a_refused_recipient_is_told_in_the_servers_words(
    server: MailServer, postbox: Postbox, answer: str, kind: type[Exception]
) -> None:
    postbox.refused["reader@example.net"] = answer
    with pytest.raises(kind, match=answer):
        send(server, MESSAGE, sender="digest@example.net", recipient="reader@example.net")
    assert postbox.kept == []


def test_a_server_that_is_not_there_is_deferred() -> None:
    with pytest.raises(Deferred, match="cannot be used"):
        send(
            MailServer("127.0.0.1", 1, "none"), MESSAGE, sender="digest@example.net", recipient="reader@example.net"
        )


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_is_told(postbox: Postbox) -> None:
    told: list[bytes] = []

    def login(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        told.append(data.password)
        return AuthResult(success=True)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    for server in serve(postbox, tls_context=context, authenticator=login):
        known = MailServer(server.host, server.port, "starttls", "digest", "secret")
        with pytest.raises(Deferred, match="no safe connection"):
            send(known, MESSAGE, sender="digest@example.net", recipient="reader@example.net")
    assert told == []
    assert postbox.kept == []


def test_a_trusted_certificate_and_a_login_deliver(
    postbox: Postbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    def login(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"secret", handled=False)

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    for server in serve(postbox, tls_context=context, authenticator=login, auth_required=True):
        right = MailServer(server.host, server.port, "starttls", "digest", "secret")
        send(right, MESSAGE, sender="digest@example.net", recipient="reader@example.net")
        wrong = MailServer(server.host, server.port, "starttls", "digest", "guess")
        with pytest.raises(Deferred, match="refuses the login"):
            send(wrong, MESSAGE, sender="digest@example.net", recipient="reader@example.net")
    assert len(postbox.kept) == 1
