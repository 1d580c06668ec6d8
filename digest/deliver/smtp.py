"""Handing messages to the mail server (RFC 5321), over a connection whose certificate was checked.

The last dot is sent apart from the message, so that "from here on it may be delivered" can be written down just
before it: whoever dies earlier can try again without a second letter (measured: marked before connecting, 38 of
146 crash points ended in needless doubt; marked here, 6 of 149).

Where the server takes commands in advance (RFC 2920), the envelope of the next message goes out with that dot: what
costs time is waiting for answers. Each is judged by itself, and no dot is ever sent in advance.
"""

from __future__ import annotations

import contextlib
import functools
import re
import select
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digest.core.text import one_line
from digest.deliver.address import parse_mailbox
from digest.deliver.login import Login, without_secret
from digest.deliver.message import Mail
from digest.errors import Deferred, DeliveryError, LoginRefused, Rejected, Unavailable, Unsure
from digest.failpoints import failpoint
from digest.model.letter import MailServer

CONNECTING = 30.0
"""Seconds for the connection to stand."""

ANSWER = 60.0
"""Seconds for each answer but the last one, from its first byte asked for to its last byte read."""

LAST_ANSWER = 600.0
"""Seconds for the answer to the last dot: who hangs up earlier makes duplicates (RFC 5321, 4.5.3.2.6)."""

LONGEST_ANSWER = 65_536
"""Bytes: a server that says more is taken for one that never ends."""

_BLOCK = 262_144
"""Bytes of a message that a server must read within ``ANSWER``."""

_BEGINNING = 16_384
"""Bytes that a line takes at once when all that was said over it is answered: what TLS sends as one."""

_GOODBYE = 2.0
_GO_ON, _GO_AWAY, _TOO_LARGE = 354, 421, 552
_AGREED = ((250,), (250, 251), (_GO_ON,))
"""The answers with which a server agrees to sender, recipient and message."""

_AGREED_AT_ONCE = re.compile(rb"250 [^\n]*\n25[01] [^\n]*\n354 [^\n]*\n")

_WHO_ARE_YOU = (530, 535, 538)
"""Answers that speak of us and not of a recipient, wherever they come (RFC 4954)."""

_OURSELVES = "[127.0.0.1]"
"""What we call ourselves: the name of a reader's computer is nobody's business, and looking it up takes time."""


class _Conversation(smtplib.SMTP):
    """``smtplib``'s, with answers that are bounded in size and time, and read no further than they go."""

    patience: float | None = None
    """Seconds for the next answers, if not ``ANSWER``."""

    _unread = b""

    def getreply(self) -> tuple[int, bytes]:
        """The next answer, its code -1 if it has none.

        Raises:
            smtplib.SMTPServerDisconnected: there is no whole answer within ``patience``, or no end of it.
        """
        deadline = time.monotonic() + (self.patience or ANSWER)
        told: list[bytes] = []
        room = LONGEST_ANSWER
        while True:
            line = self._line(deadline, room)
            room -= len(line)
            told.append(line[4:].strip())
            if not line[:3].isdigit():
                return -1, line.strip()
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(told)

    def interrupted(self) -> bool:
        """Whether the server has said something, or hung up, without being asked."""
        if self._unread or self.sock is None:
            return True
        held = self.sock.pending() if isinstance(self.sock, ssl.SSLSocket) else 0
        return bool(held or select.select([self.sock], [], [], 0)[0])

    def send_beginning(self, message: bytes) -> int:
        """Send what the line takes at once of ``message``, and return how many bytes that is."""
        try:
            return self.sock.send(memoryview(message)[:_BEGINNING]) if self.sock else 0
        except OSError:
            return 0  # who sends the rest has it raised

    def send_whole(self, message: memoryview) -> None:
        """Send all of ``message``; a server that stops reading is given up.

        Raises:
            smtplib.SMTPServerDisconnected: it reads less than a block within ``ANSWER``, or hung up.
        """
        for start in range(0, len(message), _BLOCK):
            if self.sock is None:
                raise smtplib.SMTPServerDisconnected("the line is gone")
            try:
                self.sock.sendall(message[start : start + _BLOCK])
            except TimeoutError:
                self.close()
                raise smtplib.SMTPServerDisconnected("it stopped reading the message") from None

    def take_agreement(self) -> bool:
        """Whether a server that has been told an envelope agreed to all of it, and said nothing else."""
        agreed = bool(_AGREED_AT_ONCE.fullmatch(self._unread))
        if agreed:
            self._unread = b""
        return agreed

    def send_last_dot(self, commands: bytes) -> None:
        """Send the last dot, and ``commands`` with it.

        Raises:
            OSError: the dot was not sent. When what follows it is not, the answer to the dot will tell.
        """
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the line is gone")
        packet = b".\r\n" + commands
        sent = self.sock.send(packet)
        with contextlib.suppress(OSError):
            self.sock.sendall(packet[sent:])

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]
        """As ``smtplib`` does it; what was said before the line was safe is not listened to."""
        answer = super().starttls(context=context)
        if self._unread:
            raise smtplib.SMTPException("it spoke out of turn before the line was safe")
        return answer

    def _line(self, deadline: float, most: int) -> bytes:
        while most < 0 or b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or len(self._unread) > most or self.sock is None:
                self.close()
                raise smtplib.SMTPServerDisconnected(
                    "no end of its answer" if self._unread else "no answer in time"
                )
            self.sock.settimeout(left)
            try:
                heard = self.sock.recv(4096)
            except TimeoutError:
                continue
            except OSError as error:
                self.close()
                raise smtplib.SMTPServerDisconnected(one_line(str(error))) from error
            if not heard:
                self.close()
                raise smtplib.SMTPServerDisconnected("it hung up without a whole answer")
            self._unread += heard
            self.sock.settimeout(ANSWER)
        line, _, self._unread = self._unread.partition(b"\n")
        return line


class _SafeConversation(_Conversation, smtplib.SMTP_SSL):
    """The same over TLS from the first byte (RFC 8314)."""


@dataclass(frozen=True, eq=False)
class Envelope:
    """A message for one recipient; ``sender``, who it may be returned to, and ``recipient`` are mailboxes."""

    sender: str
    recipient: str
    message: Mail

    @functools.cached_property
    def lines(self) -> bytes:
        """The message as it is sent, up to the last dot."""
        return _doubled(self.message.head) + _doubled_once(self.message.body)


class Line:
    """A connection to a mail server, logged in.

    Attributes:
        alive: another message can be handed over.
        taken: how many messages the server has taken over it.
        dismissed: the server has ended it with a 421, as one does that wants less.
    """

    def __init__(self, server: MailServer, smtp: _Conversation) -> None:
        self.alive = True
        self.taken = 0
        self.dismissed = False
        self._server = server
        self._smtp = smtp
        self._in_advance: Envelope | None = None
        self._begun: int | None = None

    def hand_over(
        self,
        envelope: Envelope,
        *,
        before_last_dot: Callable[[], object],
        following: Callable[[], Envelope | None] = lambda: None,
    ) -> str:
        """Hand a message to the server for its one recipient, and return the words it was accepted with.

        Args:
            envelope: what ``following`` gave the last time, if it was asked.
            before_last_dot: called once the server has the whole message; when it raises, nothing was delivered.
            following: asked before that for what is handed over next, if the server takes commands in advance.

        Raises:
            Rejected: the server refused the recipient or the message for good.
            Deferred: it asks to wait, or the line was lost before the last dot.
            Unavailable: it takes no message of this sender at all.
            Unsure: the last dot may have reached it and its answer is lost.
        """
        self.alive = False  # until this message has ended well
        with _told(self._server, lost=Deferred):
            begun = self._agree(envelope)
            failpoint("before-body")
            self._smtp.send_whole(memoryview(envelope.lines)[begun:])
            # The server is still reading.
            upcoming = following() if self._smtp.has_extn("pipelining") else None
            commands = self._in_one(upcoming) if upcoming else b""
            before_last_dot()
            self._refuse_if_interrupted()
            self._in_advance = upcoming
            failpoint("before-last-dot")
            self._smtp.send_last_dot(commands)
            failpoint("after-last-dot")
        code, words = self._last_answer()
        self.dismissed = code == _GO_AWAY
        if not 200 <= code < 300:
            if self._in_advance:
                self.alive = not self.dismissed
            else:
                self._start_anew()
            raise self._refusal(code, words)
        self.alive = True
        self.taken += 1
        if self._in_advance and self._smtp.take_agreement():
            self._begun = self._smtp.send_beginning(self._in_advance.lines)  # it need not wait for our bookkeeping
        return _words(self._server, code, words)

    @property
    def at_rest(self) -> bool:
        """Whether the server waits for nothing: within a message it would take a goodbye for a part of it."""
        return self.alive and self._in_advance is None

    def ask_for(self, sender: str) -> None:
        """Ask whether the server takes messages of ``sender``, a mailbox; nothing is sent.

        Raises:
            Deferred: it does not, or cannot say.
        """
        with _told(self._server, lost=Deferred):
            code, words = self._smtp.mail(parse_mailbox(sender).address)
            if code != 250:
                raise self._refusal(code, words, of_sender=True)
            self._smtp.rset()

    def _agree(self, envelope: Envelope) -> int:
        """Have the server agree to take the message; returns how many bytes of it were sent already."""
        if self._begun is not None and self._in_advance is envelope:
            begun, self._begun, self._in_advance = self._begun, None, None
            return begun
        refusal: DeliveryError | None = None
        to_nobody, code = False, 0
        try:
            for command, wanted in zip(self._unsaid(envelope), _AGREED, strict=True):
                if command:
                    self._smtp.send(command)
                code, words = self._smtp.getreply()
                self.dismissed |= code == _GO_AWAY
                if code not in wanted:
                    to_nobody |= wanted is _AGREED[1] and 400 <= code < 600
                    refusal = refusal or self._refusal(code, words, of_sender=wanted is _AGREED[0])
                if refusal and (command or self.dismissed):
                    break
        except (OSError, smtplib.SMTPException):
            if refusal is None:
                raise
        if refusal:
            if code != _GO_ON or to_nobody:  # else a dot might deliver: this line is over
                self._start_anew(empty=code == _GO_ON)
            raise refusal
        return 0

    def _unsaid(self, envelope: Envelope) -> list[bytes]:
        """The commands of an envelope, each empty if the server has them all already."""
        failpoint("before-envelope")
        if self._in_advance not in (None, envelope):
            raise RuntimeError("the server waits for another message")
        if not self._smtp.has_extn("pipelining"):
            return self._commands(envelope)
        if self._in_advance is None:
            self._smtp.send(self._in_one(envelope))
        self._in_advance = None
        return [b""] * len(_AGREED)

    def _in_one(self, envelope: Envelope) -> bytes:
        """The commands of an envelope as one packet, its message made ready."""
        _ = envelope.lines
        return b"".join(self._commands(envelope))

    def _commands(self, envelope: Envelope) -> list[bytes]:
        sender, recipient = (parse_mailbox(one).address for one in (envelope.sender, envelope.recipient))
        size = f" SIZE={len(envelope.message)}" if self._smtp.has_extn("size") else ""
        return [f"MAIL FROM:<{sender}>{size}\r\n".encode(), f"RCPT TO:<{recipient}>\r\n".encode(), b"DATA\r\n"]

    def _start_anew(self, *, empty: bool = False) -> None:
        """Make the line ready for the next message after a refusal.

        A server that waits for a message to nobody is sent an ``empty`` one, as RFC 2920, 3.1 has it.
        """
        if self.dismissed:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if empty:
                self._smtp.send(b".\r\n")
                self._smtp.getreply()
            self.alive = self._smtp.rset()[0] == 250

    def _refuse_if_interrupted(self) -> None:
        """A server that speaks or hangs up before the last dot is done with the message, and out of step."""
        if self._smtp.interrupted():
            code, words = self._smtp.getreply()
            raise self._refusal(code, words, when=" in the middle of the message")

    def _last_answer(self) -> tuple[int, bytes]:
        self._smtp.patience = LAST_ANSWER
        try:
            code, words = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            reason = f"{self._server} did not answer whether it took the letter: {one_line(str(error))}"
            raise Unsure(reason) from error
        finally:
            self._smtp.patience = None
        if not 200 <= code < 600 or 300 <= code < 400:
            raise Unsure(f"{self._server} answered without a word of whether it took the letter: {code}")
        return code, words

    def _refusal(self, code: int, words: bytes, *, of_sender: bool = False, when: str = "") -> DeliveryError:
        told = f"{self._server} says{when}: {_words(self._server, code, words)}"
        if code in _WHO_ARE_YOU:
            return LoginRefused(told, hint="check [smtp] username and password")
        if of_sender and code != _TOO_LARGE:
            return Unavailable(told, hint="check [smtp] from: the server must accept it as a sender")
        return Rejected(told) if 500 <= code < 600 else Deferred(told)


def _doubled(lines: bytes) -> bytes:
    """``lines`` with every dot doubled that begins one (RFC 5321, 4.5.2)."""
    return re.sub(rb"^\.", b"..", lines, flags=re.MULTILINE)


_doubled_once = functools.lru_cache(maxsize=4)(_doubled)
"""For bodies: all copies of a letter share one."""


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
        _hang_up(smtp, politely=line.at_rest)


def _connect(server: MailServer) -> _Conversation:
    if server.security == "tls":
        smtp: _Conversation = _SafeConversation(
            server.host, server.port, _OURSELVES, timeout=CONNECTING, context=ssl.create_default_context()
        )
    else:
        smtp = _Conversation(server.host, server.port, _OURSELVES, timeout=CONNECTING)
    if smtp.sock is not None:
        # Small answers over TLS wait 40 ms each otherwise.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return smtp


def _log_in(server: MailServer, smtp: _Conversation) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        # Without a context of ours smtplib accepts any certificate.
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    if not server.username:
        return
    login = Login(server, smtp.esmtp_features.get("auth", "").upper().split())
    try:
        smtp.auth(login.mechanism, login)  # type: ignore[arg-type]
    except smtplib.SMTPAuthenticationError as error:
        raise login.refused(_words(server, error.smtp_code, error.smtp_error)) from error


def _hang_up(smtp: _Conversation, *, politely: bool) -> None:
    if politely and smtp.sock is not None:
        # The server has answered for every message: how it says goodbye changes nothing.
        smtp.patience = _GOODBYE
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.quit()
    smtp.close()


@contextlib.contextmanager
def _told(server: MailServer, *, lost: type[Deferred]) -> Iterator[None]:
    """What ``smtplib`` raises before a last dot, in our words; ``lost`` is raised for a line that gets lost."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise Unavailable(f"{server} says: {_words(server, error.smtp_code, error.smtp_error)}") from error
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or str(error)
        hint = "check [smtp] host, port and security; a certificate that does not fit is never accepted"
        raise Unavailable(f"no safe connection to {server}: {reason}", hint=hint) from error
    except UnicodeError as error:
        hint = "check [smtp] host, username and password: this server takes ASCII"
        raise LoginRefused(f"{server} cannot be told a name or a password", hint=hint) from error
    except ValueError as error:  # a challenge that is none
        raise LoginRefused(f"{server} does not speak as a login wants: {one_line(str(error))}") from error
    except (OSError, smtplib.SMTPException) as error:
        hint = "check [smtp] host, port and security (465 is for tls, 587 for starttls)"
        raise lost(f"{server} cannot be used: {one_line(str(error))}", hint=hint) from error


def _words(server: MailServer, code: int, words: bytes | str) -> str:
    """What a server said, on one line and cut; the password is not in it, however the server had it."""
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {one_line(without_secret(server, told))[:300]}"
