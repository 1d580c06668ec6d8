"""What becomes of a highlight in a digest, and what that is told from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from digest.model.choice import Reason
from digest.model.edition import Slot
from digest.model.letter import Issue
from digest.model.opinion import Opinion

State = Literal[
    "coming",
    "drafted",
    "waiting",
    "import",
    "passed-over",
    "due",
    "resting",
    "printed",
    "not-asked-for",
    "flawed",
    "said",
    "done",
    "discarded",
    "filtered-out",
    "nowhere",
]
"""Where a highlight stands: in a letter that is foreseen; in a draft; as news without room yet; in the queue of
imports; in the library, as it had no room for too long; to be met again, now or later; printed for good; of a kind
that the digest does not print; left out for its text, or because another says the same; out of the choice by its
reader's word or the digest's filter; in no file.
"""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the library knows of a highlight that bears on a digest; moments are Unix milliseconds.

    Attributes:
        is_news: whether it was when it arrived.
        stands: whether a file has it.
        passes: whether the digest's filter lets it through.
        weight: how often its work or its source is wanted among old ones, 0 for never.
        drafted: whether it is left to a draft.
        flaw: why it is not worth a place, or empty.
        kin: those that read nearly the same and may stand for it, each with when it was last printed.
        set_aside: whether an older version did so.
        times: how often the ledger printed it, and ``last`` when.
        turns: in how many editions its work stood, and ``revisited`` when it last had an old one.
        printed: the editions that printed it, the first first, with the reasons.
    """

    id: int
    work: int
    point: bool
    marked: int
    arrived: int
    is_news: bool
    stands: bool
    passes: bool
    weight: float = 1
    drafted: bool = False
    opinion: Opinion = field(default_factory=Opinion)
    flaw: str = ""
    kin: tuple[tuple[int, int | None], ...] = ()
    set_aside: bool = False
    times: int = 0
    last: int | None = None
    turns: int = 0
    revisited: int | None = None
    printed: tuple[tuple[Issue, Reason], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """The foreseen letter that a highlight stands in: the how manieth from now, for which slot, and why."""

    letter: int
    slot: Slot
    reason: Reason


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of a highlight in ``digest``, in sentences, the most telling last.

    ``turn`` is the next letter that it stands in, as far as that is foreseen.
    """

    digest: str
    state: State
    sentences: tuple[str, ...]
    printed: tuple[tuple[Issue, Reason], ...] = ()
    turn: Turn | None = None
