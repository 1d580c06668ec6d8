"""Looking for letters, and for answers to them, in a mailbox (IMAP4rev1, RFC 3501).

The server's certificate is verified, and folders are opened for reading only: nothing is changed, and no mail is
marked as read.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import imaplib
import itertools
import re
import socket
import ssl
import threading
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from digest.core.text import one_line
from digest.deliver.answers import FIELDS
from digest.deliver.login import Login, without_secret
from digest.errors import LoginRefused, Unavailable
from digest.model.letter import ImapServer

ANSWER = 30.0
"""Seconds for the connection to stand, and for each answer to begin."""

LOOK = 120.0
"""Seconds for all of it: a server that drips is taken for one that hangs."""

MOST = 1_000_000
"""Bytes that a server may say in all."""

MOST_HEADS = 100
"""Mails that are looked at over one connection."""

_LONGEST_HEAD = 8_192
"""Bytes of the fields that are asked for: all of them together are fewer than the server may say."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def find(server: ImapServer, message_ids: Sequence[str]) -> dict[str, str]:
    """Which letters have arrived: by Message-ID the folder that holds one.

    Raises:
        LoginRefused: the user, the password or the token.
        Unavailable: the mailbox cannot be looked into, or a folder is not there.
    """
    found: dict[str, str] = {}
    with _opened(server) as mailbox:
        for folder in server.folders:
            _open(server, mailbox, folder)
            for message_id in message_ids:
                if _searched(server, mailbox, folder, f'HEADER Message-ID "{message_id}"'):
                    found.setdefault(message_id, folder)
    return found


def heads(
    server: ImapServer, subjects: Sequence[str], replied_to: Sequence[str], since: datetime, seen: Collection[str]
) -> list[tuple[str, bytes]]:
    """The heads of mails that came since that day, by a name that stays theirs, in the order of their coming.

    They have one of ``subjects`` in their subject, or one of ``replied_to`` in the Message-ID that they reply to.
    Those whose names are in ``seen`` are left out, and of all others the newest ``MOST_HEADS`` are returned.

    Raises:
        LoginRefused, Unavailable: as ``find``.
    """
    wanted = [f'SUBJECT "{words}"' for words in subjects] + [f'HEADER In-Reply-To "{id_}"' for id_ in replied_to]
    day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
    query = f"SINCE {day} {functools.reduce(lambda one, other: f'OR {other} {one}', wanted)}"
    found: list[tuple[str, bytes]] = []
    with _opened(server) as mailbox:
        for folder in server.folders:
            _open(server, mailbox, folder)
            validity = (mailbox.response("UIDVALIDITY")[1] or [None])[0] or b""
            place = f"{folder}/{validity.decode('ascii', 'replace')}"
            unseen = [uid for uid in _searched(server, mailbox, folder, query) if f"{place}/{uid}" not in seen]
            newest = unseen[max(0, len(unseen) - MOST_HEADS + len(found)) :]
            read = _fetched(server, mailbox, folder, newest)
            found += [(f"{place}/{uid}", head) for uid, head in read if uid in newest]
    return found


def _open(server: ImapServer, mailbox: _Session, folder: str) -> None:
    kind, told = mailbox.select(_named(folder), readonly=True)
    if kind != "OK":
        hint = "name folders that are there in [imap] folders"
        raise Unavailable(f"{server} does not open '{folder}': {_words(server, told[-1])}", hint=hint)


def _searched(server: ImapServer, mailbox: _Session, folder: str, query: str) -> list[int]:
    """The mails of the open folder that ``query`` means, the oldest first."""
    kind, told = mailbox.uid("SEARCH", query)
    if kind != "OK":
        raise Unavailable(f"{server} does not search '{folder}': {_words(server, told[-1])}")
    return sorted(int(number) for some in told if some for number in some.split() if number.isdigit())


def _fetched(
    server: ImapServer, mailbox: _Session, folder: str, uids: Sequence[int]
) -> Iterator[tuple[int, bytes]]:
    """The head of each mail, cut where it is too long; none of them is marked as read."""
    if not uids:
        return
    asked = f"(UID BODY.PEEK[HEADER.FIELDS ({' '.join(FIELDS).upper()})]<0.{_LONGEST_HEAD}>)"
    kind, told = mailbox.uid("FETCH", ",".join(map(str, uids)), asked)
    if kind != "OK":
        raise Unavailable(f"{server} does not read out '{folder}': {_words(server, told[-1])}")
    for part, after in itertools.pairwise([*told, b""]):
        # The number stands before the head, or behind it.
        around = part[0] + (after if isinstance(after, bytes) else b"") if isinstance(part, tuple) else b""
        if isinstance(part, tuple) and (number := re.search(rb"\bUID (\d+)", around)):
            yield int(number[1]), part[1]


class _Session(imaplib.IMAP4):
    """``imaplib``'s, with an end to what it reads."""

    _room = MOST

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        self._end = threading.Timer(LOOK, self._cut)
        self._end.daemon = True
        self._end.start()

    def read(self, size: int) -> bytes:
        return self._bounded(super().read(min(size, self._room + 1)))

    def readline(self) -> bytes:
        return self._bounded(super().readline())

    def shutdown(self) -> None:
        self._end.cancel()
        super().shutdown()

    def _bounded(self, heard: bytes) -> bytes:
        self._room -= len(heard)
        if self._room < 0:
            raise self.abort("no end of what it says")
        return heard

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


class _SafeSession(_Session, imaplib.IMAP4_SSL):  # type: ignore[misc]
    """The same over TLS from the first byte (RFC 8314)."""


@contextlib.contextmanager
def _opened(server: ImapServer) -> Iterator[_Session]:
    try:
        mailbox = _connected(server)
        try:
            if server.security == "starttls":
                mailbox.starttls(ssl.create_default_context())
            _log_in(server, mailbox)
            yield mailbox
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                mailbox.logout()
            with contextlib.suppress(OSError):  # closed already
                mailbox.shutdown()
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or str(error)
        hint = "check [imap] host, port and security; a certificate that does not fit is never accepted"
        raise Unavailable(f"no safe connection to {server}: {reason}", hint=hint) from error
    except (OSError, imaplib.IMAP4.error) as error:
        hint = "check [imap] host, port and security (993 is for tls, 143 for starttls)"
        raise Unavailable(f"{server} cannot be used: {_words(server, str(error))}", hint=hint) from error


def _connected(server: ImapServer) -> _Session:
    if server.security == "tls":
        return _SafeSession(server.host, server.port, ssl_context=ssl.create_default_context(), timeout=ANSWER)
    return _Session(server.host, server.port, timeout=ANSWER)


def _log_in(server: ImapServer, mailbox: _Session) -> None:
    offered = [
        told.upper().removeprefix("AUTH=") for told in mailbox.capabilities if told.upper().startswith("AUTH=")
    ]
    if server.login == "password" and "PLAIN" not in offered:
        offered = ["LOGIN"]  # a command of IMAP itself, which needs no offer
    login = Login(server, offered)
    try:
        if login.mechanism == "LOGIN":
            mailbox.login(_quoted(server.username), server.password)
        else:
            mailbox.authenticate(login.mechanism, login)  # type: ignore[arg-type]
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise login.refused(_words(server, str(error))) from error
    except UnicodeError as error:
        raise LoginRefused(f"{server} cannot be told a name or a password that is not ASCII") from error
    if "ID" in mailbox.capabilities:
        # RFC 2971. Some, 163.com among them, open no folder for a program that does not say what it is.
        mailbox.xatom("ID", '("name" "digest")')


def _named(folder: str) -> str:
    """The name of a folder as IMAP has it: in modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    return _quoted(re.sub(r"&|[^\x20-\x7e]+", _modified, folder))


def _modified(found: re.Match[str]) -> str:
    if found[0] == "&":
        return "&-"
    return f"&{base64.b64encode(found[0].encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace("\\", r"\\").replace('"', r"\""))


def _words(server: ImapServer, told: bytes | str | None) -> str:
    """What a server said, on one line and cut, without the password in it."""
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else told or ""
    return one_line(without_secret(server, text))[:300]
