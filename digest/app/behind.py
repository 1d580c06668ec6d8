"""A library that is behind its outbox: restored from an older copy, or made anew beside the letters of another one.

It would print again what was printed and send again what was sent, so it does neither until ``app.adopting`` has
caught up. The outbox bears witness twice: it has editions that the library does not know, and it has seen more
rounds of delivering than the library has counted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from digest.app.settings import Settings
from digest.core.text import counted
from digest.deliver.outbox import bear_witness, editions_besides, rounds_witnessed
from digest.errors import LibraryError, OutboxUnwritable
from digest.store import ledger, rounds
from digest.store.library import Connection, Library


def unknown_editions(connection: Connection, settings: Settings) -> dict[str, list[str]]:
    """Where editions stand in the outbox that the library does not know, by digest; of digests of the settings."""
    found = {
        digest: editions_besides(ledger.folders(connection, digest), settings.outbox.folder, digest)
        for digest in settings.digests
    }
    return {digest: folders for digest, folders in found.items() if folders}


def how_behind(connection: Connection, settings: Settings) -> str:
    """What the library does not know and its outbox does, in words; empty for nothing."""
    unknown = unknown_editions(connection, settings)
    told = [
        f"{counted(len(folders), 'edition')} of '{digest}' up to {folders[-1]}"
        for digest, folders in unknown.items()
    ]
    if rounds_witnessed(settings.outbox.folder, rounds.name(connection)) > rounds.number(connection):
        told.append("the letters that were sent last")
    return " and ".join(told)


def insist_up_to_date(library: Library, settings: Settings) -> None:
    """Let nothing be printed or sent by a library that is behind its outbox.

    Raises:
        LibraryError: it is; says what it does not know and what to do.
    """
    for _ in range(2):  # another process may write to both between the looks at the one and at the other
        with library.reading() as connection:
            behind = how_behind(connection, settings)
        if not behind:
            return
    raise LibraryError(
        f"the library '{settings.library.state}' is older than its outbox '{settings.outbox.folder}' and does "
        f"not know {behind}: nothing is printed or sent, lest it be twice",
        hint="restore a newer copy, or let 'digest outbox adopt' take over what the outbox has; "
        "to begin anew, name another [outbox] folder",
    )


def insist_fit(library: Library, settings: Settings) -> None:
    """Let nothing be printed or sent by a library that is damaged or behind its outbox.

    Raises:
        LibraryError: it is.
    """
    library.insist_sound()
    insist_up_to_date(library, settings)


@contextlib.contextmanager
def witnessed(library: Library, outbox: Path) -> Iterator[None]:
    """A round of delivering, of which the outbox will know."""
    _count(library, outbox)
    try:
        yield
    finally:
        _count(library, outbox)


def _count(library: Library, outbox: Path) -> None:
    with library.transaction() as connection:
        name, number = rounds.name(connection), rounds.count(connection)
    with contextlib.suppress(OutboxUnwritable):  # a letter by mail does not wait for a disk to be freed
        bear_witness(outbox, name, number)
