"""A server on this machine for as long as a test: it listens, has a thread for each line, and ends."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


class HangUp(Exception):
    """The conversation ends."""


@dataclass
class Server:
    """The server, at work inside ``with``; who derives from it says how to ``converse``.

    Attributes:
        port: where it listens, on 127.0.0.1; any that is free, unless it is set before.
        over: set when the server ends; whoever hangs waits for it.
        hung_up: set when a line was closed.
    """

    port: int = field(default=0, kw_only=True)
    over: threading.Event = field(default_factory=threading.Event, kw_only=True)
    hung_up: threading.Event = field(default_factory=threading.Event, kw_only=True)

    def converse(self, client: socketserver.StreamRequestHandler) -> None:
        """Talk with ``client`` until one of the two hangs up."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        ours = self

        class Conversation(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self) -> None:
                with contextlib.suppress(OSError, HangUp):
                    ours.converse(self)

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

            def shutdown_request(self, request: Any) -> None:
                super().shutdown_request(request)
                ours.hung_up.set()

        self._listener = Listener(("127.0.0.1", self.port), Conversation)
        self.port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._listener.shutdown()
        self._listener.server_close()
