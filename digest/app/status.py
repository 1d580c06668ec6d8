"""What is known, what went out and what comes next: the facts behind ``digest status``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from digest.app.due import due_slot, stands_still
from digest.app.settings import DigestSettings, Settings
from digest.app.survey import absence
from digest.core.schedule import next_fire_time
from digest.core.select import choose
from digest.intake.folder import shown
from digest.model.delivery import Delivery, DeliveryState
from digest.model.letter import Issue
from digest.store import deliveries, ledger
from digest.store.catalogue import Size, size
from digest.store.holdings import standing_problems
from digest.store.library import Connection, Library
from digest.store.places import problems_of_places
from digest.store.presence import Holder, service_at_work

_OVERDUE = timedelta(minutes=5)
"""Far more than a service needs to issue a letter."""


@dataclass(frozen=True, slots=True)
class DigestStatus:
    """One digest: its last edition with its deliveries, its next moment, and how many highlights are fresh.

    ``next_fire_time`` is None for a schedule without one, and for one that stands still as the clock ran ahead.
    """

    settings: DigestSettings
    last: Issue | None
    next_fire_time: datetime | None
    fresh: int
    deliveries: Sequence[Delivery] = ()


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """A watched folder: how a running service learns of changes in it, and why by ``polling``.

    ``watched`` is None when no service is running.
    """

    path: str
    watched: Literal["events", "polling"] | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The whole of it.

    ``service`` is the one at work, ``deliveries`` counts them by state, ``warnings`` are sentences.
    """

    folders: Sequence[FolderStatus]

    library: Size
    digests: Sequence[DigestStatus]
    service: Holder | None
    deliveries: Mapping[DeliveryState, int]
    warnings: Sequence[str]


def status(settings: Settings, now: datetime) -> Status:
    """Look, and change nothing; a library that is not there yet counts as empty."""
    gone = list(filter(None, map(absence, settings.library.folders)))
    service = service_at_work(settings.library.state)
    folders = [_folder(shown(str(folder)), service) for folder in settings.library.folders]
    if not os.path.exists(settings.library.state):
        digests = [_digest(None, digest, now) for digest in settings.digests.values()]
        none = dict.fromkeys(DeliveryState, 0)
        unread = [*gone, "nothing was read yet; 'digest scan' reads the folders"]
        return Status(folders, Size(0, 0, 0), digests, service, none, unread)
    with Library(settings.library.state) as library, library.reading() as connection:
        late = [told for digest in settings.digests.values() for told in _late(connection, digest, now, service)]
        problems = [str(one) for one in (*problems_of_places(connection), *standing_problems(connection))]
        digests = [_digest(connection, digest, now) for digest in settings.digests.values()]
        undelivered = list(_undelivered(connection, settings))
        counts = deliveries.count_by_state(connection)
        return Status(folders, size(connection), digests, service, counts, [*gone, *late, *undelivered, *problems])


def _folder(path: str, service: Holder | None) -> FolderStatus:
    if service is None:
        return FolderStatus(path, None)
    reason = service.polled.get(path, "")
    return FolderStatus(path, "polling" if reason else "events", reason)


def _undelivered(connection: Connection, settings: Settings) -> Iterator[str]:
    """What a person should know of letters by mail: all that wait or are in doubt, and what failed of the last."""
    if settings.smtp.server is None and deliveries.waiting(connection):
        yield "letters wait to be delivered, and there is no mail server in the settings"
    for delivery in deliveries.in_states(connection, [DeliveryState.UNSURE]):
        settle = "'digest deliver --unsure resend' sends it again, 'drop' gives it up"
        yield f"{_named(delivery)} is unsure: {delivery.receipt}; {settle}"
    for delivery in deliveries.in_states(connection, [DeliveryState.DEFERRED]):
        yield f"{_named(delivery)} waits: {delivery.receipt}; 'digest deliver' tries it now"
    for digest in settings.digests.values():
        last = ledger.last_issue(connection, digest.name)
        for delivery in deliveries.of_edition(connection, digest.name, last.number) if last else ():
            if delivery.state == DeliveryState.REJECTED:
                again = f"'digest deliver --edition {delivery.number} --digest {delivery.digest} --to ADDR'"
                yield f"{_named(delivery)} was rejected: {delivery.receipt}; correct 'to', then {again}"
            if delivery.state == DeliveryState.EXPIRED:
                yield f"{_named(delivery)} was given up: {delivery.receipt}"


def _named(delivery: Delivery) -> str:
    return f"edition {delivery.number} of '{delivery.digest}' to {delivery.recipient}"


def _digest(connection: Connection | None, digest: DigestSettings, now: datetime) -> DigestStatus:
    upcoming = next_fire_time(digest.schedule, digest.timezone, now)
    if connection is None:
        return DigestStatus(digest, None, upcoming, 0)
    if stands_still(connection, digest, now):
        upcoming = None  # a warning says since when and why
    last = ledger.last_issue(connection, digest.name)
    since = ledger.settled_until(connection, digest.name)
    choice = choose(ledger.candidates(connection, digest.name), digest.fresh, since=since)
    sent = deliveries.of_edition(connection, digest.name, last.number) if last else ()
    return DigestStatus(digest, last, upcoming, choice.units + choice.waiting, sent)


def _late(connection: Connection, digest: DigestSettings, now: datetime, service: Holder | None) -> Iterator[str]:
    """What is wrong with the schedule of a digest that a service, or ``run --due``, has met."""
    if told := stands_still(connection, digest, now):
        yield told
    slot = due_slot(connection, digest, now)
    if slot and now - slot.moment > _OVERDUE:
        look = "look at the log of the service" if service else "start 'digest serve' and look at its log"
        yield (
            f"the slot {slot.name} of '{digest.name}' is due and has no letter yet; "
            f"{look}, or issue it with 'digest run --due'"
        )
