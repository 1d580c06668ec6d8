"""The next editions as things stand, made in a throw-away copy of the library by the very code that makes them.

They come out letter for letter as foreseen if nothing changes meanwhile: no highlight, no settings, no template,
and no letter by hand.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from digest.app.due import due_slot, meet
from digest.app.ingest import Progress, ingest
from digest.app.issuing import too_late
from digest.app.publish import Press, Proof, at_the_foot, prove, record
from digest.app.run import press
from digest.app.searching import catch_up
from digest.app.settings import DigestSettings, Settings
from digest.core import slots
from digest.model.edition import Slot
from digest.store import ledger, timetable
from digest.store.library import Library, scratch


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A slot, and the edition that it will have; None for no letter."""

    slot: Slot
    proof: Proof | None


def forecast(
    settings: Settings, digest: DigestSettings, now: datetime, count: int, progress: Progress
) -> list[Foreseen]:
    """What the next ``count`` slots of ``digest`` bring after ``now``, and first one that is due already.

    Fewer when its schedule has no more. Clippings are read as the first of these letters will read them.
    """
    with scratch(settings.library.state) as library:
        return _foreseen(library, settings, digest, now, count, progress)


def _foreseen(
    library: Library, settings: Settings, digest: DigestSettings, now: datetime, count: int, progress: Progress
) -> list[Foreseen]:
    concerned = _concerned(library, settings, digest)
    found: list[Foreseen] = []
    for number, (moment, which, slot) in enumerate(heapq.merge(*_in_turn(library, concerned, now))):
        if number == 0:
            ingest(library, settings, moment, progress)
        proof = _issued(library, press(settings, library), concerned[which], slot, moment)
        if number == 0:
            catch_up(library)
        if concerned[which] is digest:
            found.append(Foreseen(slot, proof))
            if len(found) == count:
                break
    return found


def _concerned(library: Library, settings: Settings, digest: DigestSettings) -> list[DigestSettings]:
    """The digests whose letters change those of ``digest``: they share its ledger, or tell of what is wrong first."""
    foot = at_the_foot(library, settings, digest)
    return [one for one in settings.digests.values() if one.ledger == digest.ledger or (foot and one.warnings)]


def _in_turn(
    library: Library, digests: Iterable[DigestSettings], now: datetime
) -> Iterator[Iterator[tuple[datetime, int, Slot]]]:
    """For each of ``digests``, in their order, when its letters will be made, its number and for which slots."""
    for number, digest in enumerate(digests):
        yield _numbered(number, _slots(library, digest, now))


def _numbered(number: int, coming: Iterable[tuple[datetime, Slot]]) -> Iterator[tuple[datetime, int, Slot]]:
    return ((moment, number, slot) for moment, slot in coming)


def _slots(library: Library, digest: DigestSettings, now: datetime) -> Iterator[tuple[datetime, Slot]]:
    """When letters of ``digest`` will be made, and for which slots: one that is due, and those to come."""
    with library.transaction() as connection:
        meet(connection, digest, now)
        due = due_slot(connection, digest, now)
    if due:
        yield now, due
    for slot in slots.upcoming(digest.schedule, digest.timezone, now):
        yield slot.moment, slot


def _issued(library: Library, press: Press, digest: DigestSettings, slot: Slot, moment: datetime) -> Proof | None:
    """The edition of ``digest`` for ``slot``, made at ``moment`` and recorded."""
    foot = at_the_foot(library, press.settings, digest)
    with library.transaction() as connection:
        if (
            too_late(digest, slot, moment)
            or timetable.is_settled(connection, digest.name, slot.name)
            or ledger.issue_of_slot(connection, digest.name, slot.name)
        ):
            return None
        proof = prove(connection, press, digest, slot.name, moment, foot)
        if proof:
            record(connection, digest, proof)
        timetable.settle(connection, digest.name, slot, "issued" if proof else "empty")
    return proof
