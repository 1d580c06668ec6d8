"""Whoever listens on this machine: for requests over HTTP, and for what a service tells systemd."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.service import PATIENCE


class Listener:
    """An HTTP server inside ``with``: ``heard`` has path and body of every request; it answers ``status``."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.heard: list[tuple[str, str]] = []

    def __enter__(self) -> Listener:
        listener = self

        class Conversation(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                listener.heard.append((self.path, body))
                self.send_response(listener.status)
                self.end_headers()

            do_POST = do_GET  # noqa: N815 - as the server asks for it

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, path: str) -> str:
        """Return the body of the first request for ``path``."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for asked, body in list(self.heard):
                if asked == path:
                    return body
            assert time.monotonic() < deadline, self.heard
            time.sleep(0.05)


@contextmanager
def systemd(place: Path) -> Iterator[socket.socket]:
    """The socket that systemd hears a service by, at ``place``."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(place))
        line.settimeout(PATIENCE)
        yield line
