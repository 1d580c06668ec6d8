"""What is known, what went out and what comes next: the facts behind ``digest status``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.app.settings import DigestSettings, Settings
from digest.core.select import choose
from digest.core.slots import next_fire_time
from digest.model.letter import Issue
from digest.store import ledger
from digest.store.catalogue import Size, size
from digest.store.holdings import standing_problems
from digest.store.library import Connection, Library


@dataclass(frozen=True, slots=True)
class DigestStatus:
    """One digest: its last edition, its next scheduled moment, and how many highlights are fresh for it."""

    settings: DigestSettings
    last: Issue | None
    next_fire_time: datetime | None
    fresh: int


@dataclass(frozen=True, slots=True)
class Status:
    """The whole of it; ``warnings`` are sentences."""

    library: Size
    digests: Sequence[DigestStatus]
    warnings: Sequence[str]


def status(settings: Settings, now: datetime) -> Status:
    """Look, and change nothing; a library that is not there yet counts as empty."""
    gone = [
        f"the folder '{folder}' is not there" for folder in settings.library.folders if not os.path.isdir(folder)
    ]
    if not os.path.exists(settings.library.state):
        digests = [_digest(None, digest, now) for digest in settings.digests.values()]
        return Status(Size(0, 0, 0), digests, [*gone, "nothing was read yet; 'digest scan' reads the folders"])
    with Library(settings.library.state) as library, library.reading() as connection:
        problems = [str(problem) for problem in standing_problems(connection)]
        digests = [_digest(connection, digest, now) for digest in settings.digests.values()]
        return Status(size(connection), digests, gone + problems)


def _digest(connection: Connection | None, digest: DigestSettings, now: datetime) -> DigestStatus:
    upcoming = next_fire_time(digest.schedule, digest.timezone, now)
    if connection is None:
        return DigestStatus(digest, None, upcoming, 0)
    last = ledger.last_issue(connection, digest.name)
    since = ledger.settled_until(connection, digest.name)
    choice = choose(ledger.candidates(connection, digest.name), digest.fresh, since=since)
    return DigestStatus(digest, last, upcoming, choice.units + choice.waiting)
