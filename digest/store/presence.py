"""Which service is at work for a library: one at a time, by a lock of the kernel that ends with its process.

Writers wait for one another (``Library.writing``); a second service has nothing to wait for and is refused.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from digest.errors import LibraryBusy, LibraryError

_PATIENCE = 1.0
"""Seconds: longer than it takes another process to look whether a service is there."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A service: its process, its machine, and what it last said of itself (see ``tell``)."""

    pid: int
    host: str
    came_round: datetime | None
    polled: Mapping[str, str]
    failing: Mapping[str, str]

    def __str__(self) -> str:
        return f"pid {self.pid} on {self.host}"


@contextlib.contextmanager
def only_service(library: Path) -> Iterator[None]:
    """Be the only service of the library at ``library``, which need not be there yet.

    Raises:
        LibraryBusy: another one is at work; names its process and machine.
        LibraryError: the lock cannot be made.
    """
    with no_service(library):
        try:
            tell(library)
        except OSError as error:
            raise _cannot_be_locked(library, error) from error
        try:
            yield
        finally:
            _take_away_card(library)


@contextlib.contextmanager
def no_service(library: Path) -> Iterator[None]:
    """Let no service of the library at ``library`` be at work, nor begin.

    Raises:
        LibraryBusy: one is at work; names its process and machine.
        LibraryError: the lock cannot be made.
    """
    lock = _lock(library, _PATIENCE)
    try:
        library.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout:
        if holder := _read(_card(library)):
            told = f"a service is at work for the library '{library}' already ({holder})"
            raise LibraryBusy(told, hint="stop that one first, or let it work") from None
        told = f"the library '{library}' is being restored, or a service begins with it"
        raise LibraryBusy(told, hint="try again when it is done") from None
    except OSError as error:
        raise _cannot_be_locked(library, error) from error
    try:
        _take_away_card(library)  # of a service that was killed
        yield
    finally:
        lock.release()


def tell(
    library: Path,
    came_round: datetime | None = None,
    polled: Mapping[str, str] | None = None,
    failing: Mapping[str, str] | None = None,
) -> None:
    """Say who the only service is, and how it is.

    Args:
        library: the service's.
        came_round: when all its duties were last known to come round.
        polled: the folders that it sees by looking only, each with the reason.
        failing: what it fails at again and again, each with what is wrong.

    Raises:
        OSError: that cannot be written.
    """
    card = _card(library)
    new = Path(f"{card}.new")
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "came_round": came_round.isoformat() if came_round else None,
        "polled": dict(polled or {}),
        "failing": dict(failing or {}),
    }
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


def _cannot_be_locked(library: Path, error: OSError) -> LibraryError:
    return LibraryError(
        f"the library '{library}' cannot be locked: {error.strerror}",
        hint="check the space and the rights of its folder",
    )


def _take_away_card(library: Path) -> None:
    with contextlib.suppress(OSError):  # without its lock it says nothing
        _card(library).unlink()


def _card(library: Path) -> Path:
    return Path(f"{library.resolve()}.service")


def _read(card: Path) -> Holder | None:
    try:
        told = json.loads(card.read_text("utf-8"))
        came_round = told["came_round"] and datetime.fromisoformat(told["came_round"])
        return Holder(told["pid"], told["host"], came_round, told["polled"], told["failing"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
