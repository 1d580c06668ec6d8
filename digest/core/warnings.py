"""When something is worth a warning, and which warnings are told where.

A warning is told once in a letter and once in a notice, and again only after it had ended: who is told each morning
of the same thing stops reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from digest.model.edition import Slot
from digest.model.warning import Cause, StandingWarning, WarningRecord

Key = tuple[Cause, str]

_OVERDUE = timedelta(minutes=5)
"""Far more than a service needs to issue a letter."""

PATIENCE = timedelta(hours=1)
"""Mail servers make strangers wait for minutes: a letter that waits longer is worth a word."""

_HUNG = timedelta(minutes=15)
"""Since a service that comes round every minute was last heard of."""

RECENT = timedelta(days=14)
"""For so long after it failed a letter is told."""


def is_printed(cause: Cause) -> bool:
    """Whether letters tell of it; not of what ends when a letter comes, or must end before one does.

    Nor of drafts, which are their curator's alone.
    """
    return cause not in (Cause.LATE, Cause.HUNG, Cause.BEHIND, Cause.DRAFT)


def is_overdue(slot: Slot, now: datetime) -> bool:
    """Whether a slot that is due should have had its letter by now."""
    return now - slot.moment > _OVERDUE


def is_quiet(newest: datetime | None, now: datetime, days: int) -> bool:
    """Whether nothing new came for ``days``; never of a library where nothing ever came, nor for no days."""
    return days > 0 and newest is not None and now - newest > timedelta(days=days)


def waits_long(planned: datetime, now: datetime) -> bool:
    """Whether a letter that waits has waited for longer than a mail server makes strangers wait."""
    return now - planned > PATIENCE


def is_hung(last_heard: datetime | None, now: datetime) -> bool:
    """Whether a service that is there has stopped coming round; None: it never said when it did."""
    return last_heard is not None and now - last_heard > _HUNG


def begun(standing: Iterable[StandingWarning], known: Collection[Key]) -> list[Key]:
    """What stands, will not pass by itself, and is not recorded yet."""
    return list(dict.fromkeys(one.key for one in standing if not one.passing and one.key not in known))


def ended(standing: Iterable[StandingWarning], known: Iterable[Key]) -> list[Key]:
    """What is recorded and does not stand any more."""
    still = {one.key for one in standing}
    return [key for key in known if key not in still]


def to_print(
    standing: Iterable[StandingWarning], known: Mapping[Key, WarningRecord]
) -> tuple[StandingWarning, ...]:
    """What the next letter tells: what stands and was in none."""
    return tuple(
        one
        for one in standing
        if not one.passing and is_printed(one.cause) and not (one.key in known and known[one.key].printed)
    )


def to_notice(
    standing: Iterable[StandingWarning], known: Mapping[Key, WarningRecord]
) -> tuple[StandingWarning, ...]:
    """What the next notice tells: what stands and was in none."""
    return tuple(one for one in standing if not one.passing and not (one.key in known and known[one.key].noticed))


def by_cause(warnings: Iterable[StandingWarning]) -> tuple[tuple[str, int], ...]:
    """Each cause that there is, with how many things or letters have it: what a letter says of them."""
    counts: Counter[Cause] = Counter()
    for (cause, _), count in {one.key: one.count for one in warnings}.items():
        counts[cause] += count
    return tuple((cause.value, counts[cause]) for cause in Cause if counts[cause])
