"""Which service is at work for a library: one at a time, by a lock of the kernel that ends with its process.

Writers wait for one another (``Library.writing``); a second service has nothing to wait for and is refused.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from digest.errors import LibraryBusy, LibraryError

_PATIENCE = 1.0
"""Seconds: longer than it takes another process to look whether a service is there."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process of a service, the machine that it runs on, and why it sees some folders by looking only."""

    pid: int
    host: str
    polled: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"pid {self.pid} on {self.host}"


@contextlib.contextmanager
def only_service(library: Path) -> Iterator[None]:
    """Be the only service of the library at ``library``, which need not be there yet.

    Raises:
        LibraryBusy: another one is at work; names its process and machine.
        LibraryError: the lock cannot be made.
    """
    lock, card = _lock(library, _PATIENCE), _card(library)
    try:
        library.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
        tell(library, {})
    except Timeout:
        raise LibraryBusy(
            f"a service is at work for the library '{library}' already ({_read(card) or 'who is not known'})",
            hint="stop that one first, or let it work",
        ) from None
    except OSError as error:
        lock.release()
        raise LibraryError(
            f"the library '{library}' cannot be locked: {error.strerror}",
            hint="check the space and the rights of its folder",
        ) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # a card without its lock says nothing
            card.unlink()
        lock.release()


def tell(library: Path, polled: Mapping[str, str]) -> None:
    """Say who the only service is, and which folders it sees by looking only.

    Raises:
        OSError: that cannot be written.
    """
    card = _card(library)
    new = Path(f"{card}.new")
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "polled": dict(polled)}
    new.write_text(json.dumps(holder), "utf-8")
    new.replace(card)  # whoever reads it meets a whole one


def service_at_work(library: Path) -> Holder | None:
    """The service of the library at ``library``, if there is one. Changes nothing."""
    if (holder := _read(_card(library))) is None:
        return None
    try:
        with _lock(library, 0):
            return None  # it was killed, and its card was left behind
    except Timeout:
        return holder
    except OSError:
        return holder  # somebody else's, by the rights of its lock


def _lock(library: Path, patience: float) -> FileLock:
    return FileLock(f"{library.resolve()}.service.lock", timeout=patience, mode=0o600)


def _card(library: Path) -> Path:
    return Path(f"{library.resolve()}.service")


def _read(card: Path) -> Holder | None:
    try:
        told = json.loads(card.read_text("utf-8"))
        return Holder(told["pid"], told["host"], told["polled"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
