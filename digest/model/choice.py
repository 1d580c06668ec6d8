"""What choosing an edition is given, and what it says: small facts about highlights, and reasons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

DAY = 86_400_000
"""Milliseconds."""

NEWS_DAYS = 30
"""What was marked longer than this before it arrived is an import, and no news."""

PENDING_DAYS = 60
"""News that had no room for so long is news no more: it belongs to the library, to be met as an old one."""

Lane = Literal["first-turn", "continued", "import", "revisit", "on-this-day", "pair", "by-hand", "earlier"]
"""By which way a highlight came into an edition. The first three are fresh; ``by-hand`` is a draft's, and
``earlier`` that of an edition of an older version or of another library, of which only words are known."""

OLD_LANES: frozenset[Lane] = frozenset({"revisit", "on-this-day", "pair"})


class Candidate(NamedTuple):
    """A highlight, or a point of a summary, that may be printed as fresh.

    ``position`` is its place in the work, ``value`` what it is worth (``core.value``); ``marked`` and ``arrived``
    are Unix milliseconds.
    """

    id: int
    work: int
    point: bool
    position: int
    value: int
    marked: int
    arrived: int


class Shown(NamedTuple):
    """In how many editions of a ledger a work has stood, and when last, in Unix milliseconds."""

    turns: int
    last: int


class Old(NamedTuple):
    """A highlight of the library, which is no news; moments are Unix milliseconds.

    ``times`` it was printed in this ledger, and ``last``: 0 and None for never. ``queued`` says that it came with
    an import and that its work has not had a turn. ``step`` is added to its step on the ladder; one that is
    ``pinned`` comes at the shortest gap. ``weight`` is how often its source and its work are wanted, 1 for normal.
    """

    id: int
    work: int
    point: bool
    value: int
    marked: int
    times: int = 0
    last: int | None = None
    queued: bool = False
    step: int = 0
    pinned: bool = False
    weight: float = 1


class Judge(Protocol):
    """Who looks at the texts of what is about to be chosen."""

    def look_at(self, ids: Collection[int]) -> None:
        """Many at once, as they may be asked about soon."""

    def unfit(self, ids: Collection[int], chosen: Collection[int], *, old: bool = False) -> Collection[int]:
        """Those of ``ids``, fresh or ``old`` ones, that are not to be printed beside ``chosen``.

        They say the same, or nothing. Old ones do not give way to what stands in no file any more.
        """


@dataclass(frozen=True, slots=True)
class Quotas:
    """How much a letter may have of what.

    At most ``fresh`` fresh ones, and usually ``old`` old ones; ``least`` is what a letter should have together.
    Every new work gets its first turn ``within`` so many letters; nothing comes again within ``gap`` days.
    """

    fresh: int = 20
    old: int = 6
    least: int = 10
    within: int = 14
    gap: int = 31


@dataclass(frozen=True)
class Moment:
    """For which slot is chosen, and when: aware, in the digest's own ``zone``.

    What has to rest is counted in whole days, so that a letter chooses the same at any time of its day: the service
    is never as exact as a forecast.
    """

    slot: str
    now: datetime
    zone: ZoneInfo

    @cached_property
    def day_end(self) -> int:
        """When its day is over, in Unix milliseconds."""
        midnight = datetime.combine(self.today + timedelta(days=1), time(), self.zone)
        return round(midnight.timestamp() * 1000)

    def days_since(self, milliseconds: int) -> int:
        """Days from that of another moment, in Unix milliseconds, to this one, give or take an hour at midnight."""
        return (self.day_end - 1 - milliseconds) // DAY

    @cached_property
    def today(self) -> date:
        """The day in the digest's zone."""
        return self.now.astimezone(self.zone).date()

    def day_of(self, milliseconds: int) -> date:
        """The day in the digest's zone of another moment, in Unix milliseconds."""
        return datetime.fromtimestamp(milliseconds / 1000, self.zone).date()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a highlight is in an edition.

    Attributes:
        lane: by which way it came.
        value: what it was worth.
        turn: of the fresh, the how manieth time its work is printed; of the old, the how manieth time it is itself.
        beaten: how many others might have come in its place and have not: works for fresh, highlights for old.
        since: of the old, the day it was last printed, or marked if it never was (and of ``on-this-day``, marked).
        beside: of a pair, also one by hand, the fresh highlight that it stands beside.
        likeness: of a pair, how much they are about the same, up to 1.
        words: what was said of it, where nothing else is known.
        by_hand_as_old: whether a draft sets it apart as an old one.
    """

    lane: Lane
    value: int = 1
    turn: int = 1
    beaten: int = 0
    since: date | None = None
    beside: int | None = None
    likeness: float = 0
    words: str = ""
    by_hand_as_old: bool = False


class Chosen(NamedTuple):
    """What is picked as one, a highlight or a summary with all its points, and why."""

    ids: tuple[int, ...]
    work: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Choice:
    """What an edition is to print.

    ``fresh`` is in the order of choosing, and so is ``old``. ``waiting`` counts what is news without room, a
    summary once. ``credit`` is what there was of it before ``old`` was chosen (``core.pacing``).
    """

    fresh: tuple[Chosen, ...] = ()
    old: tuple[Chosen, ...] = ()
    waiting: int = 0
    credit: float = 0
