"""A mail server on this machine that does what its script says, and keeps what it took responsibility for."""

from __future__ import annotations

import email
import email.policy
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

from tests.server import HangUp, Server

ANSWERS = {
    "CONNECT": "220 postbox ESMTP",
    "EHLO": "250-postbox\r\n250-PIPELINING\r\n250 SIZE 10000000",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 kept",
    "AUTH": "235 welcome",
    "RSET": "250 ok",
    "NOOP": "250 ok",
    "QUIT": "221 bye",
}

PLAIN = {"EHLO": "250 postbox"}
"""The script of a server that offers nothing: no commands in advance either."""


@dataclass
class Postbox(Server):
    """The server, running inside ``with``.

    ``script`` says what to do instead of the ordinary at a verb (``RCPT``), at its n-th occurrence (``DOT:2``)
    or for one recipient (``RCPT reader@example.net``): an answer (``451 later``), ``drop``, ``reset``, ``hang``,
    ``drip`` (an answer without end),
    or at ``DOT`` ``keep and drop`` and ``keep and hang``: the message is taken and nobody told. ``BODY`` is the
    moment after the first bytes of a message; an answer there ends the conversation. ``kept`` has recipient and
    message of all that was taken, ``heard`` how often each verb was; ``hung_up`` and ``hanging`` tell that it has
    come to that. ``DATA nobody`` is the answer to a DATA after a refused recipient, ``EHLO`` says what is offered:
    ``PLAIN`` offers nothing. ``most_at_once`` counts connections.
    """

    script: dict[str, str] = field(default_factory=dict)
    kept: list[tuple[str, bytes]] = field(default_factory=list)
    heard: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    hanging: threading.Event = field(default_factory=threading.Event)
    most_at_once: int = 0
    _at_once: int = 0

    @property
    def recipients(self) -> list[str]:
        """Who was served, in order."""
        return [recipient for recipient, _ in self.kept]

    def messages(self) -> Iterator[EmailMessage]:
        """What was taken, as a mail reader reads it."""
        for _, content in self.kept:
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            yield message

    def converse(self, client: socketserver.StreamRequestHandler) -> None:
        self.connections += 1
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            self._talk(client)
        finally:
            self._at_once -= 1

    def _talk(self, client: socketserver.StreamRequestHandler) -> None:
        self._answer(client, "CONNECT")
        recipient = ""
        while line := client.rfile.readline():
            verb = line.split()[0].decode().upper()
            if verb == "RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
                if not self._answer(client, verb, self.script.get(f"RCPT {recipient}")):
                    recipient = ""
            elif verb == "DATA":
                if self._answer(
                    client, verb, None if recipient else self.script.get("DATA nobody", "503 to nobody")
                ):
                    self._take(client, recipient)
                elif not recipient:
                    self._hear_nothing(client)
            elif verb in ANSWERS:
                self._answer(client, verb)
                if verb == "QUIT":
                    return
            else:
                client.wfile.write(b"502 no\r\n")

    def _hear_nothing(self, client: socketserver.StreamRequestHandler) -> None:
        """The dot of an empty message, if a message to nobody was asked for."""
        asked = self.script.get("DATA nobody", "").startswith("354")
        if asked and client.rfile.readline() == b".\r\n":
            self.heard["DOT"] += 1
            client.wfile.write(b"554 to nobody\r\n")

    def _take(self, client: socketserver.StreamRequestHandler, recipient: str) -> None:
        lines: list[bytes] = []
        while (line := client.rfile.readline()) != b".\r\n":
            if not line:
                return  # gone before the last dot: nothing was delivered
            if not lines and not self._answer(client, "BODY"):
                return
            lines.append(line.removeprefix(b"."))
        action = self._next("DOT")
        if action is None or action.startswith("keep and"):
            self.kept.append((recipient, b"".join(lines)))
        if action == "keep and drop":
            raise HangUp
        if action == "keep and hang":
            self._hang()
            raise HangUp
        self._do(client, "DOT", action)

    def _answer(self, client: socketserver.StreamRequestHandler, verb: str, action: str | None = None) -> bool:
        return self._do(client, verb, action or self._next(verb))

    def _next(self, verb: str) -> str | None:
        self.heard[verb] += 1
        return self.script.get(f"{verb}:{self.heard[verb]}", self.script.get(verb))

    def release(self) -> None:
        """Go on where it hangs."""
        self.over.set()

    def _hang(self) -> None:
        self.hanging.set()
        self.over.wait()

    def _do(self, client: socketserver.StreamRequestHandler, verb: str, action: str | None) -> bool:
        """Act; tell whether it was the ordinary answer."""
        if action == "drop":
            raise HangUp
        if action == "reset":
            client.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.request.close()
            raise HangUp
        if action == "hang":
            self._hang()
            action = None
        if action == "drip":
            while not self.over.wait(0.1):
                client.wfile.write(b"2")
            raise HangUp
        if answer := action or ANSWERS.get(verb):
            client.wfile.write(f"{answer}\r\n".encode())
        if action and action.startswith("421"):
            raise HangUp
        return action is None
