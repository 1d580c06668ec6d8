"""An IMAP server on this machine with one mailbox: enough of RFC 3501 to log in, open a folder and search it."""

from __future__ import annotations

import base64
import contextlib
import email
import re
import socketserver
import ssl
from collections import Counter
from dataclasses import dataclass, field
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
        elif command == "SEARCH":
            wanted = rest.rpartition(" ")[2].strip('"')
            messages = map(email.message_from_bytes, self._mailbox.folders[self._folder])
            found = [str(number) for number, one in enumerate(messages, 1) if one["Message-ID"] == wanted]
            self._say(" ".join(["* SEARCH", *found]))
        elif command not in ("ID", "LOGOUT", "STARTTLS"):
            return "BAD what?"
        return "OK done"

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
