"""The next editions as things stand, made in a throw-away copy of the library by the very code that makes them.

They come out letter for letter as foreseen if nothing changes meanwhile: no highlight, no settings, no template,
and no letter by hand or from a draft.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from operator import attrgetter
from typing import NamedTuple

from digest.app.due import due_slot
from digest.app.ingest import Progress, ingest
from digest.app.issuing import too_late
from digest.app.publish import Press, Proof, at_the_foot, prove, record
from digest.app.run import press
from digest.app.searching import catch_up
from digest.app.settings import DigestSettings, Settings
from digest.core import slots
from digest.model.edition import Slot
from digest.model.warning import StandingWarning
from digest.store import ledger, timetable
from digest.store.library import Library, scratch


class _Coming(NamedTuple):
    """When a letter will be made, for which slot, of which digest."""

    moment: datetime
    slot: Slot
    digest: DigestSettings


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A slot, and the edition that it will have; None for no letter."""

    slot: Slot
    proof: Proof | None


def forecast(
    settings: Settings, digest: DigestSettings, now: datetime, count: int, progress: Progress
) -> list[Foreseen]:
    """What the next ``count`` slots of ``digest`` bring after ``now``, and first one that is due already.

    Fewer when its schedule has no more. Clippings are read as the first letter will read them.
    """
    with scratch(settings.library.state) as library:
        coming = _coming(library, [*settings.digests.values()], now)
        return list(islice(_foreseen(library, settings, digest, coming, progress), count))


def _foreseen(
    library: Library, settings: Settings, digest: DigestSettings, coming: Iterator[_Coming], progress: Progress
) -> Iterator[Foreseen]:
    """The letters of ``digest``, and between them those of others that change them.

    They do when they share its ledger, and when they are the first to tell what is wrong.
    """
    first = next(coming, None)
    if first is None:
        return
    ingest(library, settings, first.moment, progress)
    told = at_the_foot(library, settings, digest)
    for one in chain([first], coming):
        if one.digest.ledger != digest.ledger and not (told and one.digest.warnings):
            continue
        proof = _issued(library, press(settings, library), one, told if one.digest.warnings else ())
        catch_up(library)
        if proof and one.digest.warnings:
            told = ()
        if one.digest is digest:
            yield Foreseen(one.slot, proof)


def _coming(library: Library, digests: Sequence[DigestSettings], now: datetime) -> Iterator[_Coming]:
    """The slots of ``digests`` in the order in which their letters will be made."""
    in_turn = (_slots(library, digest, now) for digest in digests)
    return heapq.merge(*in_turn, key=attrgetter("moment"))


def _slots(library: Library, digest: DigestSettings, now: datetime) -> Iterator[_Coming]:
    with library.reading() as connection:
        due = due_slot(connection, digest, now)
    if due:
        yield _Coming(now, due, digest)
    for slot in slots.upcoming(digest.schedule, digest.timezone, now):
        yield _Coming(slot.moment, slot, digest)


def _issued(library: Library, press: Press, coming: _Coming, foot: tuple[StandingWarning, ...]) -> Proof | None:
    """The edition for a slot, recorded; None for no letter."""
    moment, slot, digest = coming
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
    return proof
