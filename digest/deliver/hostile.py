"""A mail server on this machine that fails as it is told to, and writes down what it took before it says so.

It is the witness of every trial: what digest has recorded is compared with what this server took, never with
itself. A rule is ``VERB[:n]=action``, for every occurrence of a verb or for the n-th::

    DOT:2=accept-drop      the second message is taken, and the line is cut instead of the answer
    RCPT=451 later         every recipient is told so

``VERBS`` has the verbs; among them are ``BODY``, ``HALFWAY`` and ``NEARLY``: the first line, half and 99 of a
hundred bytes of a message have come.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import re
import socket
import socketserver
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

_ANSWERS = {
    "CONNECT": "220 hostile ESMTP",
    "HELO": "250 hostile",
    "STARTTLS": "220 go on",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 taken",
    "RSET": "250 2.0.0 ok",
    "NOOP": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
}
_IN_THE_BODY = {"BODY": 0.0, "HALFWAY": 0.5, "NEARLY": 0.99}
VERBS = ("EHLO", *_ANSWERS, *_IN_THE_BODY)

_ACTION = re.compile(
    r"(?P<kept>accept-)?(?P<name>drop|rst|hang)|slow:(?P<pause>\d+(\.\d+)?)|(?P<way>raw|endless):(?P<words>.*)"
    r"|(?P<answer>\d{3}[ -].*)",
    re.DOTALL,
)
_LARGEST = 10_485_760
_MESSAGE_ID = re.compile(rb"(?mi)^Message-ID: *(\S+)")


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the server took responsibility for: for whom, its Message-ID, and its bytes."""

    recipient: str
    message_id: str
    content: bytes


def read_rules(told: Iterable[str]) -> dict[str, str]:
    """Rules as ``HostileServer`` has them: an action by verb, or by verb and number.

    An action is an answer (``451 later``; one whose first digit is that of the ordinary one means the same),
    ``drop``, ``rst``, ``hang``, ``slow:S`` (the ordinary answer, S seconds between two bytes), ``raw:TEXT`` (these
    characters and nothing else) or ``endless:TEXT`` (over and over). At ``DOT`` there are also ``accept-drop``,
    ``accept-rst`` and ``accept-hang``: the message is taken and nobody told.

    Raises:
        ValueError: one of them is none, in a sentence.
    """
    rules: dict[str, str] = {}
    for rule in told:
        where, _, action = rule.partition("=")
        verb, _, number = where.partition(":")
        known = _ACTION.fullmatch(action)
        if verb not in VERBS or not (number or "1").isdecimal() or not known or (known["kept"] and verb != "DOT"):
            raise ValueError(f"'{rule}' is no rule of the hostile server")
        rules[where] = action
    return rules


class HostileServer:
    """The server, at work inside ``with``; every connection has a thread of its own.

    Attributes:
        port: where it listens, on 127.0.0.1.
        taken: what it took, in order.
        heard: how often each verb was, over all connections.
        connections: how many there were.
        secrets: every password that was told, and whether the line was safe.
        over: set when the server ends; whoever hangs waits for it.
    """

    def __init__(
        self,
        rules: Iterable[str] = (),
        *,
        journal: Path | None = None,
        offers: Sequence[str] = ("PIPELINING", f"SIZE {_LARGEST}"),
        context: ssl.SSLContext | None = None,
        safe_at_once: bool = False,
        login: tuple[str, str] | None = None,
    ) -> None:
        """Make a server.

        Args:
            rules: see ``read_rules``.
            journal: a line of JSON for each message, forced to disk before the answer.
            offers: extensions that it speaks of; ``STARTTLS`` and ``AUTH`` are added where they are due.
            context: its certificate, for ``STARTTLS``; with ``safe_at_once`` for TLS from the first byte.
            login: user name and password; who has not told them is refused.
        """
        self.rules = read_rules(rules)
        self.taken: list[Taken] = []
        self.heard: Counter[str] = Counter()
        self.connections = 0
        self.secrets: list[tuple[str, bool]] = []
        self.port = 0
        self._journal = journal.open("ab", buffering=0) if journal else None
        self.offers, self.context, self.safe_at_once, self.login = offers, context, safe_at_once, login
        self.over = threading.Event()
        self._counting = threading.Lock()

    def __enter__(self) -> Self:
        hostile = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError, _HangUp):
                    hostile.converse(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 128

        self._listener = Server(("127.0.0.1", 0), Handler)
        self.port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._listener.shutdown()
        self._listener.server_close()
        if self._journal:
            self._journal.close()

    @property
    def recipients(self) -> Counter[str]:
        """How many messages it took for each address."""
        return Counter(taken.recipient for taken in self.taken)

    def converse(self, client: socket.socket) -> None:
        """Hold one conversation."""
        with self._counting:
            self.connections += 1
        if self.context and self.safe_at_once:
            client = self.context.wrap_socket(client, server_side=True)
        conversation = _Conversation(self, client)
        try:
            conversation.hold()
        finally:
            conversation.close()

    def act_at(self, verb: str) -> str | None:
        """What to do instead of the ordinary, at this occurrence of ``verb``."""
        with self._counting:
            self.heard[verb] += 1
            return self.rules.get(f"{verb}:{self.heard[verb]}", self.rules.get(verb))

    def take(self, recipients: Iterable[str], content: bytes) -> None:
        """Take responsibility for a message: from here on it is delivered."""
        found = _MESSAGE_ID.search(content)
        message_id = found[1].decode("ascii", "replace") if found else ""
        with self._counting:
            for recipient in recipients:
                if self._journal:
                    line = json.dumps({"recipient": recipient, "message_id": message_id})
                    self._journal.write(line.encode() + b"\n")
                    os.fsync(self._journal.fileno())
                self.taken.append(Taken(recipient, message_id, content))


class _HangUp(Exception):
    """The conversation ends."""


class _Conversation:
    """One connection."""

    def __init__(self, server: HostileServer, client: socket.socket) -> None:
        self._server = server
        self._client = client
        self._lines: BinaryIO = client.makefile("rb")
        self._known = server.login is None
        self._recipients: list[str] = []
        self._size = 0
        self._begun = False
        self._special = {
            "EHLO": self._greet,
            "STARTTLS": self._make_safe,
            "AUTH": self._log_in,
            "MAIL": self._begin,
            "RCPT": self._address,
            "DATA": self._data,
            "RSET": self._reset,
            "QUIT": self._leave,
        }

    def hold(self) -> None:
        """Talk until one of the two hangs up."""
        self._answer("CONNECT")
        while line := self._lines.readline(_LARGEST):
            self._hear(line.decode("utf-8", "replace").strip())

    def close(self) -> None:
        """Hang up, if the conversation has not ended with that."""
        self._lines.close()
        self._client.close()

    def _hear(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        if verb in ("MAIL", "RCPT", "DATA") and not self._known:
            self._send("530 5.7.0 authentication required\r\n")
        elif verb in self._special:
            self._special[verb](rest)
        elif verb in ("HELO", "NOOP"):
            self._answer(verb)
        else:
            self._send("502 5.5.2 no\r\n")

    def _greet(self, _: str) -> None:
        self._recipients = []
        self._answer("EHLO", self._extensions())

    def _make_safe(self, _: str) -> None:
        if self._server.context is None or self._is_safe:
            self._send("502 5.5.1 no\r\n")
        elif self._answer("STARTTLS"):
            self._client = self._server.context.wrap_socket(self._client, server_side=True)
            self._lines = self._client.makefile("rb")

    def _begin(self, told: str) -> None:
        announced = re.search(r"(?i)\bSIZE=(\d+)", told)
        self._recipients, self._size = [], int(announced[1]) if announced else 0
        self._begun = self._answer("MAIL")

    def _address(self, told: str) -> None:
        if not self._begun:
            self._send("503 5.5.1 MAIL first\r\n")
        elif self._answer("RCPT"):
            self._recipients.append(told.partition("<")[2].partition(">")[0])

    def _data(self, _: str) -> None:
        if not self._recipients:
            self._send("554 5.5.1 no valid recipients\r\n")
        elif self._answer("DATA"):
            self._receive()

    def _reset(self, _: str) -> None:
        self._recipients = []
        self._answer("RSET")

    def _leave(self, _: str) -> None:
        self._answer("QUIT")
        raise _HangUp

    @property
    def _is_safe(self) -> bool:
        return isinstance(self._client, ssl.SSLSocket)

    def _extensions(self) -> str:
        offers = [*self._server.offers]
        if self._server.context and not self._is_safe:
            offers.append("STARTTLS")
        elif self._server.login:
            offers.append("AUTH PLAIN LOGIN")
        return "\r\n".join(["250-hostile", *(f"250-{one}" for one in offers), "250 HELP"])

    def _log_in(self, rest: str) -> None:
        mechanism, _, told = rest.partition(" ")
        if mechanism.upper() == "LOGIN":
            words = [_decoded(told) if told else self._asked("VXNlcm5hbWU6"), self._asked("UGFzc3dvcmQ6")]
        else:
            words = (_decoded(told) if told else self._asked("")).split("\0")[1:]
        self._server.secrets.append((words[-1] if words else "", self._is_safe))
        if tuple(words) != self._server.login and self._server.login:
            self._send("535 5.7.8 not you\r\n")
        elif self._answer("AUTH"):
            self._known = True

    def _asked(self, challenge: str) -> str:
        self._send(f"334 {challenge}\r\n")
        return _decoded(self._lines.readline(4096).decode("ascii", "replace").strip())

    def _receive(self) -> None:
        lines: list[bytes] = []
        received, moments = 0, dict(_IN_THE_BODY)
        while (line := self._lines.readline(_LARGEST)) != b".\r\n":
            if not line:
                raise _HangUp  # gone before the last dot: nothing was delivered
            received += len(line)
            for moment in [name for name, share in moments.items() if received >= share * self._size]:
                del moments[moment]
                action = self._server.act_at(moment)
                if action:
                    self._do(action, "")
                    raise _HangUp
            lines.append(line.removeprefix(b"."))
        action = self._server.act_at("DOT")
        if _takes(action):
            self._server.take(self._recipients, b"".join(lines))
        self._recipients = []
        self._do((action or _ANSWERS["DOT"]).removeprefix("accept-"), _ANSWERS["DOT"])

    def _answer(self, verb: str, ordinary: str = "") -> bool:
        """Answer; tell whether the answer means the ordinary."""
        ordinary = ordinary or _ANSWERS[verb]
        action = self._server.act_at(verb) or ordinary
        self._do(action, ordinary)
        return action[0] == ordinary[0] or action.startswith("slow:")

    def _do(self, action: str, ordinary: str) -> None:
        if action == "drop":
            raise _HangUp
        if action == "rst":
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._lines.close()  # which would keep the connection from being closed
            self._client.close()
            raise _HangUp
        if action == "hang":
            self._server.over.wait()
            raise _HangUp
        way, _, words = action.partition(":")
        if way == "slow":
            for byte in f"{ordinary}\r\n":
                self._send(byte)
                self._server.over.wait(float(words))
        elif way == "raw":
            self._send(words)
        elif way == "endless":
            while not self._server.over.wait(0.001):
                self._send(words)
        else:
            self._send(f"{action}\r\n")
            if action.startswith("421"):
                raise _HangUp

    def _send(self, words: str) -> None:
        self._client.sendall(words.encode("latin-1"))


def _takes(action: str | None) -> bool:
    """Whether the message is taken; what is no clear refusal may mean anything, and here it means the worst."""
    return action is None or not (action in ("drop", "rst", "hang") or action[0] in "45")


def _decoded(told: str) -> str:
    try:
        return base64.b64decode(told).decode("utf-8", "replace")
    except binascii.Error:
        return ""
