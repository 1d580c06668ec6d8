"""Catching up with the outbox: what is known of editions that the library does not know.

edition.json            the record: slot, moment, and what was printed
| clippings_of          as a file would state it
| holdings.merge        known again, or new: printed either way
| ledger.freeze         numbered and frozen with the letter that stands in the outbox
| deliveries            to each recipient of today: unsure, for nobody here knows
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest.app.behind import how_behind, unknown_editions
from digest.app.outbox import bring_up_to_date
from digest.app.publish import Press, by_mail, plan_deliveries
from digest.app.reading import Reader, Statement
from digest.app.settings import DigestSettings
from digest.core.record import clippings_of, reasons_of
from digest.core.slots import is_scheduled
from digest.deliver.message import is_ours
from digest.deliver.outbox import bear_witness, read_letter, rounds_witnessed
from digest.errors import LibraryError
from digest.model.clipping import SourceFile
from digest.model.delivery import TO_TRY, DeliveryState
from digest.model.edition import Slot
from digest.model.letter import Issue, Letter
from digest.store import deliveries, holdings, ledger, rounds, timetable
from digest.store.holdings import Scan
from digest.store.library import Connection, Library

_RESTORED = "the library was restored from an older copy, which does not know whether this was sent"
_ADOPTED = "taken over from the outbox, which does not know whether this was sent"
_FOREIGN = "taken over from the outbox of another library, which alone knew whether this was sent"


@dataclass(frozen=True, slots=True)
class Adopted:
    """The editions that were taken over, and how many deliveries are unsure now that were not."""

    editions: tuple[Issue, ...]
    unsure: int


def adopt(library: Library, press: Press, now: datetime) -> Adopted:
    """Take over from the outbox what the library does not know; all of it or nothing.

    What an edition printed counts as printed, its slot is settled and its number used. Whether it was sent is
    unsure, and so is whatever waits in the library; what another library sent is given up.

    Raises:
        LibraryBusy: another process is writing or delivering.
        LibraryError: an edition in the outbox is not whole, or contradicts one of the library.
    """
    settings = press.settings
    outbox = settings.outbox.folder
    with library.delivering(), library.writing():
        with library.transaction() as connection:
            if not how_behind(connection, settings):
                return Adopted((), 0)
            unsure = _doubt_what_waits(connection, now)
            editions = []
            for digest, folders in unknown_editions(connection, settings).items():
                for folder in folders:
                    letter = read_letter(outbox, folder)
                    issue = _take_over(connection, press, settings.digests[digest], letter, now)
                    unsure += _doubt(connection, press, settings.digests[digest], issue, letter)
                    editions.append(issue)
            holdings.distrust_files(connection)  # what was printed may be older than what the files say
            name = rounds.name(connection)
            number = rounds.count(connection, at_least=rounds_witnessed(outbox, name))
        bear_witness(outbox, name, number)
        bring_up_to_date(library, settings, press.templates, now)
    return Adopted(tuple(editions), unsure)


def _take_over(
    connection: Connection, press: Press, digest: DigestSettings, letter: Letter, now: datetime
) -> Issue:
    """Let the library know an edition that stands in the outbox, and what it printed."""
    file = str(press.settings.outbox.folder / letter.folder / "edition.json")
    try:
        record: dict[str, Any] = json.loads(letter.record)
        issued_at = datetime.fromisoformat(record["issued_at"])
        issue = Issue(
            record["digest"],
            record["number"],
            record["slot"],
            issued_at,
            letter.folder,
            draft=record.get("draft") or "",
        )
        clippings = clippings_of(record)
        reasons = reasons_of(record)
    except (ValueError, TypeError, KeyError) as error:
        raise LibraryError(
            f"'{file}' is not the record of an edition: {error}", hint="move its folder out of the outbox"
        ) from error
    known = ledger.issue(connection, digest.name, issue.number) or ledger.issue_of_slot(
        connection, digest.name, issue.slot
    )
    if known or issue.digest != digest.name:
        raise LibraryError(
            f"'{file}' contradicts what the library knows of edition {issue.number} of '{digest.name}'",
            hint="move its folder out of the outbox",
        )
    reader = Reader(press.settings.timezone, press.settings.library, now)
    stated = Statement(SourceFile(file, len(letter.record), 0), "edition", clippings)
    holdings.merge(connection, [reader.recognised(stated)], Scan(now, reader.name))
    printed = holdings.lines_of(connection, file)
    holdings.drop_files(connection, [file])
    picked = {id_: reasons[line - 1] for id_, line in printed.items()}
    ledger.freeze(connection, issue, letter, picked, ledger=digest.ledger)
    if is_scheduled(issue.slot) and not timetable.is_settled(connection, digest.name, issue.slot):
        timetable.settle(connection, digest.name, Slot(issue.slot, issued_at), "issued")
    return issue


def _doubt_what_waits(connection: Connection, now: datetime) -> int:
    waiting = deliveries.in_states(connection, TO_TRY)
    for delivery in waiting:
        deliveries.set_state(connection, delivery, DeliveryState.UNSURE, _RESTORED, now)
    return len(waiting)


def _doubt(connection: Connection, press: Press, digest: DigestSettings, issue: Issue, letter: Letter) -> int:
    """Plan the deliveries of an edition that was taken over, as unsure; given up when another library issued it."""
    if not by_mail(press.settings, digest):
        return 0
    ours = is_ours(letter.message, press.instance, digest=digest.name, number=issue.number)
    state, words = (DeliveryState.UNSURE, _ADOPTED) if ours else (DeliveryState.EXPIRED, _FOREIGN)
    plan_deliveries(connection, press, digest, issue.number, digest.to, issue.issued_at)
    for delivery in deliveries.of_edition(connection, digest.name, issue.number):
        deliveries.set_state(connection, delivery, state, words, issue.issued_at)
    return len(digest.to) if ours else 0
