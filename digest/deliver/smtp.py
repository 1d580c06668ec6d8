"""Handing a message to the mail server (RFC 5321), over a connection whose certificate was checked."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator

from digest.core.text import one_line
from digest.deliver.address import parse_mailbox
from digest.errors import Deferred, DeliveryError, Rejected
from digest.model.letter import MailServer

TIMEOUT = 30.0
"""Seconds that the server may take for each answer."""


def send(server: MailServer, message: bytes, *, sender: str, recipient: str) -> None:
    """Hand ``message`` to ``server`` for one recipient.

    Raises:
        Rejected: the server refused with a permanent code.
        Deferred: anything that may be better later: the network, the certificate, the login, a temporary code.
    """
    try:
        with _connected(server) as connection:
            connection.sendmail(parse_mailbox(sender).address, [parse_mailbox(recipient).address], message)
    except smtplib.SMTPAuthenticationError as error:
        told = _words(error.smtp_code, error.smtp_error)
        raise Deferred(f"{server} refuses the login: {told}", hint="check [smtp] username and password") from error
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _refusal(server, code, words) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(server, error.smtp_code, error.smtp_error) from error
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or str(error)
        hint = "check [smtp] host, port and security; a certificate that does not fit is never accepted"
        raise Deferred(f"no safe connection to {server}: {reason}", hint=hint) from error
    except UnicodeError as error:
        hint = "check [smtp] host, username and password: this server takes ASCII"
        raise Deferred(f"{server} cannot be told a name or a password", hint=hint) from error
    except (OSError, smtplib.SMTPException) as error:
        hint = "check [smtp] host and port, or try again later"
        raise Deferred(f"{server} cannot be used: {one_line(str(error))}", hint=hint) from error


@contextlib.contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    # Without a context of ours smtplib accepts any certificate.
    trusted = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trusted)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if connection.sock is not None:
            # Small answers over TLS wait 40 ms each otherwise.
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.security == "starttls":
            connection.starttls(context=trusted)
        if server.username:
            connection.login(server.username, server.password)
        yield connection
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()  # the server has answered for the message: how it says goodbye changes nothing
    finally:
        connection.close()


def _refusal(server: MailServer, code: int, words: bytes | str) -> DeliveryError:
    kind = Rejected if 500 <= code < 600 else Deferred
    return kind(f"{server} says: {_words(code, words)}")


def _words(code: int, words: bytes | str) -> str:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {one_line(told)[:300]}"
