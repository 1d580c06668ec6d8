"""Where a highlight stands in a digest, in words that its reader understands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from math import ceil
from typing import NamedTuple

from digest.core.filters import in_words as filter_in_words
from digest.core.old import due_after
from digest.core.reasons import in_words
from digest.core.slots import upcoming
from digest.core.text import counted, ordinal
from digest.model.choice import DAY, NEWS_DAYS, OLD_LANES, PENDING_DAYS, Moment, Quotas
from digest.model.filter import Filter
from digest.model.outlook import Circumstances, Outlook, State, Turn

_FORESEEABLE = 1_000
"""Letters: the dates of later ones are nobody's guess."""

_FLAWS = {
    "no-words": "it has no words",
    "number": "it is a number",
    "one-word": "it is a single word",
    "link": "it is an address or a picture",
    "furniture": "it is what a page says about itself",
    "whole-page": "it is as long as whole pages",
}


class Span(NamedTuple):
    """In the how manieth letter from now something is likely, at its soonest and at its latest."""

    soonest: int
    latest: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is foreseen for a digest.

    Attributes:
        wanted: its filter.
        turns: the next letter of each highlight that stands in one.
        begins: the same, of each work.
        letters: how many letters were looked at.
        revisits: whether quiet letters have an old one, whatever the quotas say.
        queue: when works have their first turn that wait for it longer than that.
        imports: the same, of imported works.
        schedule: of the letters.
    """

    digest: str
    quotas: Quotas
    moment: Moment
    wanted: Filter
    turns: Mapping[int, Turn] = field(default_factory=dict)
    begins: Mapping[int, Turn] = field(default_factory=dict)
    letters: int = 0
    revisits: bool = False
    queue: Mapping[int, Span] = field(default_factory=dict)
    imports: Mapping[int, Span] = field(default_factory=dict)
    schedule: str = "30 7 * * *"


def in_turn(ranks: Mapping[int, tuple[int, ...]], begins: Mapping[int, Turn], letters: int) -> dict[int, Span]:
    """When those works have their turn that have none in the ``letters`` foreseen, as those of ``begins`` have.

    They have it by their ``ranks``, the lowest first. Among equals lots are drawn for each letter, so that nobody
    knows whose turn is which. It is soonest when works leave the queue as fast as they were foreseen to, and latest
    when none is met as an old one before its turn, as ever fewer are. Empty when none was foreseen to have one.
    """
    begun = [begins[work].reason.lane for work in ranks if work in begins]
    in_order = sum(lane not in OLD_LANES for lane in begun)
    if not in_order:
        return {}
    waiting = {work: rank for work, rank in ranks.items() if work not in begins}
    queue = sorted(waiting.values())

    def span(rank: tuple[int, ...]) -> Span:
        first, last = bisect_left(queue, rank) + 1, bisect_right(queue, rank)
        return Span(letters + ceil(first * letters / len(begun)), letters + ceil(last * letters / in_order))

    return {work: span(rank) for work, rank in waiting.items()}


def outlook(facts: Circumstances, prospect: Prospect) -> Outlook:
    """What becomes of a highlight."""
    turn = prospect.turns.get(facts.id)
    state, told = _Telling(facts, prospect).told()
    return Outlook(
        prospect.digest,
        state,
        (*_history(facts, prospect), told),
        facts.printed,
        turn if state == "coming" else None,
    )


def _history(facts: Circumstances, prospect: Prospect) -> Iterator[str]:
    """When and why it was printed."""
    for issue, reason in facts.printed:
        withdrawn = ", withdrawn since" if issue.withdrawn_at else ""
        edition = str(issue.number) if issue.digest == prospect.digest else f"{issue.number} of '{issue.digest}'"
        on = issue.issued_at.astimezone(prospect.moment.zone)
        yield f"printed in edition {edition} on {on:%Y-%m-%d}{withdrawn} ({in_words(reason)})"


class _Telling:
    """The rules by which letters are chosen, asked of one highlight, the strictest first."""

    def __init__(self, facts: Circumstances, prospect: Prospect) -> None:
        self._facts = facts
        self._prospect = prospect

    def told(self) -> tuple[State, str]:
        """The first rule that says something."""
        rules = (self._out_of_the_choice, self._coming, self._unfit, self._first_time, self._again)
        return next(told for rule in rules if (told := rule()))

    def _out_of_the_choice(self) -> tuple[State, str] | None:
        if not self._facts.stands:
            return "nowhere", "it stands in no file any more, and is not printed"
        if self._facts.opinion.retired == "discard":
            return "discarded", f"you discarded it: it is not printed ({self._undo})"
        if not self._facts.passes:
            rules = filter_in_words(self._prospect.wanted)
            return "filtered-out", f"the filter of '{self._prospect.digest}' keeps it out: {rules}"
        if self._facts.drafted:
            return "drafted", "it stands in a draft that is ready and waits to be issued"
        return None

    def _coming(self) -> tuple[State, str] | None:
        if turn := self._prospect.turns.get(self._facts.id):
            return "coming", f"it comes {self._letter(turn)}, if nothing changes ({in_words(turn.reason)})"
        return None

    def _unfit(self) -> tuple[State, str] | None:
        if self._facts.flaw:
            why = _FLAWS[self._facts.flaw]
            return "flawed", f"not worth a place: {why} ({self._facts.flaw}); a note or a tag of yours gives it one"
        return self._said_by_another()

    def _said_by_another(self) -> tuple[State, str] | None:
        same = "reads nearly the same, and counts as one with it"
        printed = [(last, id_) for id_, last in self._facts.kin if last and last > (self._facts.last or 0)]
        if printed:
            last, id_ = max(printed)
            return "said", f"highlight {id_}, printed on {self._day(last)}, {same}"
        for id_, _ in self._facts.kin:
            if turn := self._prospect.turns.get(id_):
                return "said", f"highlight {id_}, which comes {self._letter(turn)}, {same}"
        return None

    def _first_time(self) -> tuple[State, str] | None:
        facts, quotas = self._facts, self._prospect.quotas
        if facts.times or (facts.point and facts.turns):
            return None
        if facts.set_aside:
            return "passed-over", f"an older version set it aside; {self._as_an_old_one()}"
        until = facts.arrived + PENDING_DAYS * DAY
        if facts.is_news and self._prospect.moment.days_since(facts.arrived) > PENDING_DAYS:
            passed = f"no letter had room for it in {PENDING_DAYS} days, until {self._day(until)}"
            return "passed-over", f"{passed}, and it went to the library; {self._as_an_old_one()}"
        if not quotas.fresh:
            then = f"it goes to the library on {self._day(until)}" if facts.is_news else self._as_an_old_one()
            return "not-asked-for", f"the digest prints nothing fresh (fresh = 0); {then}"
        if facts.is_news:
            then = f"without room by {self._day(until)} it goes to the library"
            return "waiting", f"it waits: {self._place()}; {then}"
        return "import", self._imported()

    def _again(self) -> tuple[State, str]:
        facts, quotas = self._facts, self._prospect.quotas
        if facts.point:
            return "printed", "it is a point of a summary, which was printed whole and comes once"
        if facts.opinion.retired == "done":
            return "done", f"it does not come again: {self._never_again}"
        if never := self._never_again:
            return "printed", f"it does not come again: {never}"
        last = facts.last or facts.marked
        rung = (0, 0) if facts.opinion.pinned else (facts.times, facts.opinion.step)
        days = due_after(*rung, quotas.gap)
        rested = max(last + days * DAY, (facts.revisited or 0) + quotas.gap * DAY)
        if rested >= self._prospect.moment.day_end:
            return "resting", f"it may come again from {self._day(rested)} on"
        others = "others have waited longer or have more marks"
        return "due", f"it may come again, as an old one, but {self._not_yet}: {others}"

    def _place(self) -> str:
        goes_on = f"goes on as there is room, but {self._not_yet} with this one"
        if self._facts.turns:
            return f"its work {goes_on}"
        if turn := self._prospect.begins.get(self._facts.work):
            return f"its work has its first turn {self._letter(turn)}, and {goes_on}"
        span = self._prospect.queue.get(self._facts.work)
        return f"the first turn of its work is {self._within(span) if span else self._not_yet}"

    def _imported(self) -> str:
        came = f"it was marked more than {NEWS_DAYS} days before it arrived, and is no news"
        goes_on = f"without it, and goes on in letters with little else; {self._as_an_old_one()}"
        if self._facts.turns:
            return f"{came}: its work had its turn {goes_on}"
        if turn := self._prospect.begins.get(self._facts.work):
            return f"{came}: its work has its turn {self._letter(turn)}, {goes_on}"
        if span := self._prospect.imports.get(self._facts.work):
            return f"{came}: such works come in turn, and its own {self._within(span)}"
        return f"{came}: {self._as_an_old_one()}"

    def _as_an_old_one(self) -> str:
        if never := self._never_again:
            return f"it does not come as an old one: {never}"
        return f"it may come as an old one, but {self._not_yet}"

    @property
    def _never_again(self) -> str:
        """Why the digest prints it as no old one; empty when it may."""
        if self._facts.point:
            return "a summary comes as news or not at all"
        if self._facts.opinion.retired == "done":
            return f"you are done with it ({self._undo})"
        if not (self._prospect.quotas.old or self._prospect.revisits):
            return "the digest prints none (resurface = 0)"
        return "" if self._facts.weight else "[frequency] says never of its work or source"

    def _letter(self, turn: Turn) -> str:
        on = turn.slot.moment.astimezone(self._prospect.moment.zone)
        which = "next letter" if turn.letter == 1 else f"{ordinal(turn.letter)} letter from now"
        return f"in the {which}, on {on:%A, %Y-%m-%d}"

    def _within(self, span: Span) -> str:
        """When letters far ahead come."""
        if span.soonest == span.latest:
            return f"in about {counted(span.latest, 'letter')}{self._near(span.latest)}"
        return f"in about {span.soonest:,} to {counted(span.latest, 'letter')}{self._near(*span)}"

    def _near(self, *letters: int) -> str:
        """The days of some letters, the last last; empty when that is too far."""
        if letters[-1] > _FORESEEABLE:
            return ""
        moment = self._prospect.moment
        coming = list(islice(upcoming(self._prospect.schedule, moment.zone, moment.now), letters[-1]))
        if len(coming) < letters[-1]:
            return ""
        days = [f"{coming[letter - 1].moment.astimezone(moment.zone):%Y-%m-%d}" for letter in letters]
        return f", near {days[0]}" if len(days) == 1 else f", between {days[0]} and {days[1]}"

    @property
    def _not_yet(self) -> str:
        return f"not in the next {counted(self._prospect.letters, 'letter')}"

    @property
    def _undo(self) -> str:
        said = self._facts.opinion.marked
        return f"'digest mark {self._facts.id} undo' takes it back" if said else "its note says so"

    def _day(self, moment: int) -> date:
        return self._prospect.moment.day_of(moment)
