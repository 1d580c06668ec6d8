"""systemd, where it started this process: what sd_notify(3) says, to the socket that it names."""

from __future__ import annotations

import contextlib
import socket


class Supervisor:
    """Whoever started the service and wants to hear of it.

    Args:
        address: of its datagram socket; ``@`` stands for the first byte of an abstract one. Empty: nobody listens.
        patience: seconds after which it takes silence for death; 0 for never.
    """

    def __init__(self, address: str = "", patience: float = 0.0) -> None:
        self._address = address
        self.patience = patience

    def tell(self, *states: str) -> None:
        """Tell it some states, ``READY=1``; one that is not there is told nothing."""
        if not self._address:
            return
        name = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto("\n".join(states).encode(), name)
