"""What is known, what went out and what comes next: the facts behind ``digest status``."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from digest.app.choosing import stock_of
from digest.app.draftfiles import is_unchanged
from digest.app.due import next_slot
from digest.app.settings import DigestSettings, Settings
from digest.app.warnings import standing, without_library
from digest.core.fresh import count_units
from digest.core.quality import Flaw
from digest.core.schedule import next_fire_time
from digest.core.warnings import is_hung
from digest.errors import NotAlive
from digest.intake.folder import shown
from digest.model.choice import Moment
from digest.model.delivery import Delivery, DeliveryState
from digest.model.letter import Issue
from digest.model.warning import StandingWarning
from digest.store import deliveries, ledger
from digest.store import warnings as recorded
from digest.store.catalogue import Size, size
from digest.store.drafts import held_drafts
from digest.store.holdings import standing_problems
from digest.store.library import Connection, Library
from digest.store.places import problems_of_places
from digest.store.presence import Holder, service_at_work
from digest.store.quality import count_flawed, flaws_in

UNREAD = "nothing was read yet; 'digest scan' reads the folders"


@dataclass(frozen=True, slots=True)
class DigestStatus:
    """One digest: its last edition with its deliveries, its next moment, and how much it has to print.

    ``fresh`` counts the news that was not printed and has a place in a letter, a summary as one. Of the reader's
    own highlights that were never printed, ``passed_over`` counts what was news for too long, and ``imports`` what
    came with imports.

    ``next_fire_time`` is that of the next slot that is neither settled nor issued by hand. None for a schedule
    without one, and for one that stands still as the clock ran ahead.
    """

    settings: DigestSettings
    last: Issue | None
    next_fire_time: datetime | None
    fresh: int
    passed_over: int = 0
    imports: int = 0
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
class Told:
    """A warning that stands, and since when; None when that was not recorded yet."""

    warning: StandingWarning
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole of it.

    ``service`` is the one at work, ``deliveries`` counts them by state, ``problems`` are those of the clippings,
    and what there is to say of a library that is not there yet. ``flawed`` counts the highlights that are not worth
    a place, by flaw. ``drafts`` are those that are held, each with the moment until which it is.
    """

    folders: Sequence[FolderStatus]
    library: Size
    digests: Sequence[DigestStatus]
    service: Holder | None
    deliveries: Mapping[DeliveryState, int]
    standing: Sequence[Told]
    problems: Sequence[str]
    flawed: Mapping[Flaw, int] = field(default_factory=dict)
    drafts: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def warnings(self) -> Sequence[str]:
        """All that a person should know, in sentences."""
        return [*(one.warning.message for one in self.standing), *self.problems]


def status(settings: Settings, now: datetime) -> Status:
    """Look, and change nothing; a library that is not there yet counts as empty."""
    service = service_at_work(settings.library.state)
    folders = [_folder(shown(str(folder)), service) for folder in settings.library.folders]
    if not os.path.exists(settings.library.state):
        digests = [_digest(None, digest, now) for digest in settings.digests.values()]
        none = dict.fromkeys(DeliveryState, 0)
        told = [Told(one) for one in without_library(settings)]
        return Status(folders, Size(0, 0, 0), digests, service, none, told, (UNREAD,))
    with Library(settings.library.state) as library, library.reading() as connection:
        known = recorded.known(connection)
        told = [
            Told(one, known[one.key].since if one.key in known else None) for one in standing(connection, settings)
        ]
        messages = {one.warning.message for one in told}
        problems = (str(one) for one in (*problems_of_places(connection), *standing_problems(connection)))
        digests = [_digest(connection, digest, now) for digest in settings.digests.values()]
        counts = deliveries.count_by_state(connection)
        others = tuple(problem for problem in problems if problem not in messages)
        flawed = count_flawed(connection)
        held = _held_drafts(connection, settings)
        return Status(folders, size(connection), digests, service, counts, told, others, flawed, held)


def see_alive(settings: Settings, now: datetime) -> Holder:
    """The service at work for these settings, which comes round.

    Raises:
        NotAlive: there is none, or it has not come round for minutes.
    """
    service = service_at_work(settings.library.state)
    if service is None:
        raise NotAlive("no service is running", hint="start 'digest serve'")
    if is_hung(service.came_round, now):
        raise NotAlive(
            f"the service ({service}) has not come round for minutes", hint="start it anew: nothing is lost"
        )
    return service


def _folder(path: str, service: Holder | None) -> FolderStatus:
    if service is None:
        return FolderStatus(path, None)
    reason = service.polled.get(path, "")
    return FolderStatus(path, "polling" if reason else "events", reason)


def _held_drafts(connection: Connection, settings: Settings) -> dict[str, datetime]:
    return {
        path: (draft.since + settings.drafts.hold).astimezone(settings.timezone)
        for path, draft in held_drafts(connection).items()
        if not draft.wrong and is_unchanged(Path(path), draft.fingerprint)
    }


def _digest(connection: Connection | None, digest: DigestSettings, now: datetime) -> DigestStatus:
    if connection is None:
        return DigestStatus(digest, None, next_fire_time(digest.schedule, digest.timezone, now), 0)
    slot = next_slot(connection, digest, now)  # none: a warning says until when and why
    upcoming = slot.moment.astimezone(digest.timezone) if slot else None
    last = ledger.last_issue(connection, digest.name)
    stock = stock_of(connection, digest, Moment("", now, digest.timezone))
    news = stock.news() if digest.fresh else []
    flaws = flaws_in(connection, [one.id for one in news if not one.point]) if digest.quality else {}
    fresh = count_units(one for one in news if one.id not in flaws)
    passed_over, imports = stock.unprinted()
    sent = deliveries.of_edition(connection, digest.name, last.number) if last else ()
    return DigestStatus(digest, last, upcoming, fresh, passed_over, imports, sent)
