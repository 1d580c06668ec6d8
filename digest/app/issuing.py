"""What becomes of a slot that is due: an edition, or none because it was missed by too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from digest.app.due import stands_still
from digest.app.publish import Press, RunReport, already_issued, publish
from digest.app.settings import DigestSettings, Settings
from digest.core import slots
from digest.model.edition import Slot
from digest.store import ledger, timetable
from digest.store.library import Connection, Library

GRACE = timedelta(minutes=15)
"""By how much a slot may be missed where missed slots are skipped: a restart costs no letter."""


def publish_due(
    library: Library, press: Press, digest: DigestSettings, slot: Slot, now: datetime, *, all_read: bool = True
) -> RunReport:
    """Issue the edition of a slot that is due, or skip it when it was missed and the settings want that.

    One with nothing fresh stays due when the clippings could not all be read.

    Raises:
        RenderError: a template or the letter could not be set; the slot stays due.
        OutboxUnwritable: the slot stays due, or its edition is frozen and the next run writes it.
        DiskFull: the slot stays due.
    """
    if skip := too_late(digest, slot, now):
        with library.transaction() as connection:
            timetable.settle(connection, digest.name, slot, "skipped")
        return skip
    return publish(library, press, digest, now, slot, all_read=all_read)


def too_late(digest: DigestSettings, slot: Slot, now: datetime) -> RunReport | None:
    """What is to be told about a slot that was missed and is skipped; None when it is not."""
    if digest.if_missed == "send-late" or now - slot.moment <= GRACE:
        return None
    skipped = f"the slot {slot.name} of '{digest.name}' was missed and is skipped, as if_missed says"
    told = f"{skipped}; what is fresh waits for the next"
    return RunReport(digest.name, slot.name, "empty", skipped=True, warnings=(told,))


def nothing_due(connection: Connection, settings: Settings, digest: DigestSettings, now: datetime) -> RunReport:
    """What is to be told when no slot is due: the latest one, if it is settled, and its edition, if it has one.

    By a clock that was set back it may be neither; where that holds up letters, a warning says so.
    """
    warnings = (told,) if (told := stands_still(connection, digest, now)) else ()
    slot = slots.latest(digest.schedule, digest.timezone, now)
    if slot and (issued := ledger.issue_of_slot(connection, digest.name, slot.name)):
        return replace(already_issued(connection, settings, issued), warnings=warnings)
    settled = slot and timetable.is_settled(connection, digest.name, slot.name)
    return RunReport(digest.name, slot.name if slot and settled else None, "already-issued", warnings=warnings)
