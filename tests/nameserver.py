"""A name server on this machine, which knows what its zone says and nothing else."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, cast

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from digest.model.dns import Kind, Question

Zone = Mapping[Question, str | list[str]]
"""Records as they stand in a zone, or instead of them ``SERVFAIL``, ``REFUSED``, ``silent`` or ``nonsense``."""


@dataclass
class Nameserver:
    """The server, running inside ``with``.

    Attributes:
        zone: what it knows; a name with records of another kind is there, and any other is not.
        asked: the questions, in order.
        port: where it listens, on 127.0.0.1 by UDP.
    """

    zone: Zone
    asked: list[Question] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        ours = self

        class Conversation(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                content, line = self.request
                if told := ours._answer(content):
                    line.sendto(told, self.client_address)

        self._listener = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Conversation)
        self.port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def _answer(self, content: bytes) -> bytes:
        query = dns.message.from_wire(content)
        [asked] = query.question
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), cast("Kind", asked.rdtype.name)
        self.asked.append((kind, name))
        told = self.zone.get((kind, name), [])
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if told == "silent":
            return b""
        if told == "nonsense":
            return reply.to_wire()[:7]
        if isinstance(told, str):
            reply.set_rcode(dns.rcode.from_text(told))
        elif told:
            reply.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", kind, told))
        elif name not in {known for _, known in self.zone}:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()
