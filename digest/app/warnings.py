"""The warnings that stand: what ``status`` tells, what a letter tells at its foot, and what a notice tells.

Facts are gathered here from the library, the disks and the card of the service; ``core.warnings`` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from digest.app.behind import how_behind
from digest.app.bootstrap import now
from digest.app.draftfiles import is_unchanged
from digest.app.due import due_slot, stands_still
from digest.app.settings import Settings
from digest.app.space import disks
from digest.app.survey import absence
from digest.core import warnings as decide
from digest.core.doubt import INTERRUPTED
from digest.core.mishaps import Mishap, gathered, is_by_hand
from digest.core.text import counted
from digest.errors import OutboxUnwritable
from digest.intake.folder import shown
from digest.model.delivery import TO_TRY, DeliveryState
from digest.model.warning import Cause, StandingWarning
from digest.store import deliveries
from digest.store import warnings as recorded
from digest.store.drafts import held_drafts
from digest.store.library import Connection, Library
from digest.store.places import problems_of_places
from digest.store.presence import Holder, service_at_work

_MOST = 100
"""Mishaps that are told, the newest: a list may have a thousand dead addresses."""


def standing(connection: Connection, settings: Settings) -> list[StandingWarning]:
    """Every warning that stands now, the same one perhaps in several sentences."""
    service = service_at_work(settings.library.state)
    present = now()
    return [
        *without_library(settings),
        *_of_folders(connection, settings, present),
        *_of_schedules(connection, settings, service, present),
        *_of_service(service, present),
        *_of_drafts(connection),
        *_of_outbox(connection, settings),
        *_of_deliveries(connection, settings, present),
    ]


def without_library(settings: Settings) -> Iterator[StandingWarning]:
    """What can be seen without a library."""
    for folder in settings.library.folders:
        if away := absence(folder):
            told = f"{away}; mount it, or correct [library] folders"
            yield StandingWarning(Cause.FOLDER, shown(str(folder)), told)
    for disk in disks(settings):
        if disk.is_nearly_full:
            told = disk.too_little() or f"{disk}, which is little"
            yield StandingWarning(Cause.DISK, str(disk.folder), f"{told}; free some space")


def look(library: Library, settings: Settings, *, comes_round: bool = False) -> bool:
    """Record the warnings that have begun, and forget those that have ended; tell whether any have begun.

    ``comes_round`` is said by the service itself, which knows better than a card from before the machine slept.
    """
    with library.reading() as connection:
        stand, known = standing(connection, settings), recorded.known(connection)
    if comes_round:
        stand = [one for one in stand if one.cause is not Cause.HUNG]
    begun, ended = decide.begun(stand, known), decide.ended(stand, known)
    if begun or ended:
        with library.transaction() as connection:
            recorded.end(connection, ended)
            known = recorded.known(connection)  # another process may have looked meanwhile
            recorded.begin(connection, (key for key in begun if key not in known), now())
    return bool(begun)


def unprinted(connection: Connection, settings: Settings) -> tuple[StandingWarning, ...]:
    """What the next letter tells."""
    return decide.to_print(standing(connection, settings), recorded.known(connection))


def note_printed(connection: Connection, printed: Iterable[StandingWarning]) -> None:
    """Record, in the transaction that freezes a letter, that it tells of these."""
    known = recorded.known(connection)
    keys = dict.fromkeys(one.key for one in printed)
    recorded.begin(connection, (key for key in keys if key not in known), now())
    recorded.note_printed(connection, keys)


def _of_folders(connection: Connection, settings: Settings, present: datetime) -> Iterator[StandingWarning]:
    folders = {shown(str(folder)) for folder in settings.library.folders}
    for problem in problems_of_places(connection):
        if problem.path in folders:
            yield StandingWarning(Cause.FOLDER, problem.path, str(problem))
    newest, days = recorded.newest_arrival(connection, present), settings.library.quiet_days
    if newest and decide.is_quiet(newest, present, days):
        told = f"nothing new has come into the clippings since {newest.astimezone(settings.timezone):%Y-%m-%d}"
        hint = "see that your programs still export; [library] quiet_days says when this is told"
        yield StandingWarning(Cause.QUIET, "", f"{told}; {hint}")


def _of_schedules(
    connection: Connection, settings: Settings, service: Holder | None, present: datetime
) -> Iterator[StandingWarning]:
    for digest in settings.digests.values():
        if told := stands_still(connection, digest, present):
            yield StandingWarning(Cause.CLOCK, digest.name, told)
        slot = due_slot(connection, digest, present)
        if slot and decide.is_overdue(slot, present):
            hint = "look at the log of the service" if service else "start 'digest serve' and look at its log"
            told = f"the slot {slot.name} of '{digest.name}' is due and has no letter yet"
            yield StandingWarning(Cause.LATE, digest.name, f"{told}; {hint}, or issue it with 'digest run --due'")


def _of_service(service: Holder | None, present: datetime) -> Iterator[StandingWarning]:
    if service is None:
        return
    if service.came_round and decide.is_hung(service.came_round, present):
        told = f"the service ({service}) has not come round since {service.came_round:%Y-%m-%d %H:%M} UTC"
        yield StandingWarning(Cause.HUNG, "", f"{told}; look at its log, then start it anew: nothing is lost")
    for subject, wrong in service.failing.items():
        yield StandingWarning(Cause.SERVICE, subject, f"the service keeps failing at {subject}: {wrong}")
    for folder, reason in service.polled.items():
        told = f"'{folder}' is looked through every five minutes only: {reason}"
        yield StandingWarning(Cause.WATCHER, folder, told)


def _of_drafts(connection: Connection) -> Iterator[StandingWarning]:
    for path, draft in held_drafts(connection).items():
        if draft.wrong and is_unchanged(Path(path), draft.fingerprint):
            first, *others = draft.wrong.split("\n")
            more = f" (and {counted(len(others), 'other thing')})" if others else ""
            told = f"the draft '{path}' is ready and cannot be issued: {first}{more}"
            yield StandingWarning(Cause.DRAFT, path, f"{told}; 'digest publish' tells all that is wrong with it")


def _of_outbox(connection: Connection, settings: Settings) -> Iterator[StandingWarning]:
    try:
        behind = how_behind(connection, settings)
    except OutboxUnwritable as error:
        yield StandingWarning(Cause.BEHIND, "", f"{error}; until then nothing is printed or sent")
        return
    if behind:
        told = f"the library does not know {behind}, which the outbox has: nothing is printed or sent"
        yield StandingWarning(Cause.BEHIND, "", f"{told}; restore a newer copy, or see 'digest outbox adopt'")


def _of_deliveries(connection: Connection, settings: Settings, present: datetime) -> Iterator[StandingWarning]:
    counts = deliveries.count_by_state(connection)
    if settings.smtp.server is None and any(counts[state] for state in TO_TRY):
        told = "letters wait to be delivered, and there is no mail server in the settings"
        yield StandingWarning(Cause.UNSENDABLE, "", f"{told}; set [smtp] host")
    found = recorded.undelivered(
        connection,
        settings.library.state,
        untried_since=present - decide.PATIENCE,
        failed_since=present - decide.RECENT,
    )
    can_be_sent = settings.smtp.server is not None  # else that is told already
    mishaps = gathered(one for one in found if can_be_sent or one.state is not DeliveryState.PENDING)
    for mishap in mishaps[-_MOST:]:
        tried_lately = mishap.cause is Cause.WAITING and not decide.waits_long(mishap.since, present)
        passing = tried_lately or is_by_hand(mishap.last)
        yield StandingWarning(mishap.cause, mishap.subject, _in_words(mishap), passing, mishap.letters)


def _in_words(mishap: Mishap) -> str:
    """What became of letters, and what to do about it."""
    last = mishap.last
    edition = f"edition {last.number} of '{last.digest}'"
    if len(mishap.editions) == 1:
        letters, it, is_, was, waits = f"{edition} to {mishap.whom}", "it", "is", "was", "waits"
    else:
        letters = f"{mishap.letters:,} letters to {mishap.whom}, the last of them {edition},"
        it, is_, was, waits = "them", "are", "were", "wait"
    again = f"'digest deliver --edition {last.number} --digest {last.digest} --to ADDR'"
    match mishap.cause:
        case Cause.UNSURE:
            settle = f"'digest deliver --unsure resend' sends {it} again, 'drop' gives {it} up"
            return f"{letters} {is_} unsure: {last.receipt or INTERRUPTED}; {settle}"
        case Cause.WAITING:
            return f"{letters} {waits}: {last.receipt or 'not tried yet'}; 'digest deliver' tries {it} now"
        case Cause.REJECTED:
            return f"{letters} {was} rejected: {last.receipt}; correct 'to', then {again}"
        case _:
            words = last.receipt.removeprefix("given up: ")
            return f"{letters} {was} given up: {words}; {again} sends that edition after all"
