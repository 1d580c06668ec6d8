"""An IMAP server on this machine with one mailbox: enough of RFC 3501 to log in, search a folder and read it."""

from __future__ import annotations

import base64
import contextlib
import email
import re
import shlex
import socketserver
import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from typing import Any

from tests.server import Server

PASSWORD, TOKEN = "open sesame", "ya29.token"
_LINE = re.compile(r"(\S+) (UID )?(\w+) ?(.*)")


@dataclass
class Mailbox(Server):
    """The server, running inside ``with``.

    ``folders`` holds messages by the name of the folder as IMAP has it. ``script`` says what to do instead of the
    ordinary at a command: the end of its tagged answer (``NO [AUTHENTICATIONFAILED] no``), ``hang``, ``drop`` or
    ``endless``. ``heard`` counts commands. With ``context`` the line can be made safe by STARTTLS, with ``tls``
    too it is from the first byte.
    """

    folders: dict[str, list[bytes]] = field(default_factory=lambda: {"INBOX": []})
    script: dict[str, str] = field(default_factory=dict)
    capabilities: str = "AUTH=PLAIN AUTH=XOAUTH2 ID"
    context: ssl.SSLContext | None = None
    tls: bool = False
    heard: Counter[str] = field(default_factory=Counter)

    def converse(self, client: socketserver.StreamRequestHandler) -> None:
        with contextlib.closing(_Talk(self, client.request)) as talk:
            talk.go_on()


class _Talk:
    """One conversation."""

    def __init__(self, mailbox: Mailbox, line: Any) -> None:
        self._mailbox = mailbox
        self._folder = ""
        self._line = line
        if mailbox.tls:
            self._make_safe()
        self._file = self._line.makefile("rb")

    def go_on(self) -> None:
        self._say("* OK ready")
        while match := _LINE.match(self._file.readline().decode()):
            tag, _, command, rest = match.groups()
            command = command.upper()
            self._mailbox.heard[command] += 1
            action = self._mailbox.script.get(command)
            if action == "drop":
                return
            if action == "hang":
                self._mailbox.over.wait()
                return
            while action == "endless" and not self._mailbox.over.is_set():
                self._say("* OK " + "more " * 2000)
            self._say(f"{tag} {action or self._done(command, rest.rstrip())}")
            if command == "STARTTLS":
                self._make_safe()
                self._file = self._line.makefile("rb")
            if command == "LOGOUT":
                return

    def close(self) -> None:
        self._file.close()
        self._line.close()

    def _done(self, command: str, rest: str) -> str:
        """Do as asked, and return the end of the tagged answer."""
        if command == "CAPABILITY":
            starttls = "STARTTLS" if self._mailbox.context and not self._mailbox.tls else ""
            self._say(f"* CAPABILITY IMAP4rev1 {self._mailbox.capabilities} {starttls}".rstrip())
        elif command == "LOGIN":
            return "OK welcome" if rest == f'"reader" "{PASSWORD}"' else "NO [AUTHENTICATIONFAILED] no"
        elif command == "AUTHENTICATE":
            return self._authenticated(rest)
        elif command == "EXAMINE":
            self._folder = rest.strip('"')
            if self._folder not in self._mailbox.folders:
                return "NO [NONEXISTENT] no such folder"
            self._say(f"* {len(self._mailbox.folders[self._folder])} EXISTS")
            self._say("* OK [UIDVALIDITY 7] theirs")
        elif command == "SEARCH":
            query = shlex.split(rest)
            found = [str(uid) for uid, head in self._heads() if _is_meant(list(query), head)]
            self._say(" ".join(["* SEARCH", *found]))
        elif command == "FETCH":
            self._read_out(rest)
        elif command not in ("ID", "LOGOUT", "STARTTLS"):
            return "BAD what?"
        return "OK done"

    def _heads(self) -> Iterator[tuple[int, Message]]:
        return enumerate(map(email.message_from_bytes, self._mailbox.folders[self._folder]), 1)

    def _read_out(self, rest: str) -> None:
        """The fields that are asked for, cut as is asked; the number of the mail comes last, as some have it."""
        asked = re.fullmatch(r"([\d,]+) \(UID BODY\.PEEK\[HEADER\.FIELDS \((.*)\)\]<0\.(\d+)>\)", rest)
        assert asked
        for uid, head in self._heads():
            if str(uid) in asked[1].split(","):
                fields = [(name, value) for name, value in head.raw_items() if name.upper() in asked[2].split()]
                told = "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
                part = told.encode("ascii", "surrogateescape")[: int(asked[3])]
                self._say(f"* {uid} FETCH (BODY[HEADER.FIELDS ({asked[2]})]<0> {{{len(part)}}}")
                self._line.sendall(part)
                self._say(f" UID {uid})")

    def _authenticated(self, mechanism: str) -> str:
        told = self._ask("")
        if (
            told
            == {"PLAIN": f"\0reader\0{PASSWORD}", "XOAUTH2": f"user=reader\1auth=Bearer {TOKEN}\1\1"}[mechanism]
        ):
            return "OK welcome"
        if mechanism == "XOAUTH2":
            self._ask('{"status":"401","scope":"https://mail.example.net/"}')
        return f"NO [AUTHENTICATIONFAILED] {told!r} is wrong"

    def _ask(self, challenge: str) -> str:
        self._say(f"+ {base64.b64encode(challenge.encode()).decode()}")
        return base64.b64decode(self._file.readline()).decode()

    def _say(self, line: str) -> None:
        self._line.sendall(f"{line}\r\n".encode())

    def _make_safe(self) -> None:
        assert self._mailbox.context
        self._line = self._mailbox.context.wrap_socket(self._line, server_side=True)


def _is_meant(query: list[str], head: Message) -> bool:
    """Whether all keys of a search (RFC 3501, 6.4.4) hold for a mail; those that were asked are taken off."""
    held = _holds(query, head)
    return (_is_meant(query, head) and held) if query else held


def _holds(query: list[str], head: Message) -> bool:
    key = query.pop(0).upper()
    if key == "OR":
        one = _holds(query, head)
        return _holds(query, head) or one
    if key == "SINCE":
        datetime.strptime(query.pop(0), "%d-%b-%Y")  # noqa: DTZ007 - a day without a zone, as IMAP has it
        return True
    name = query.pop(0) if key == "HEADER" else key
    return query.pop(0).lower() in str(head[name]).lower()
