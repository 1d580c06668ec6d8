"""What an edition of a digest is to print: the lanes, one after the other, over what the library has.

news, imports    | fresh.choose_fresh      first turns, continuations, one work of an import
how many fresh   | pacing.wanted, credit   how many old ones beside them, or alone
old ones         | old.scored, choose_old  longest unmet by value, one of a work, and the pair
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from digest.app.judging import Judge
from digest.app.settings import DigestSettings
from digest.core.chance import lot
from digest.core.fresh import BULK, Pending, choose_fresh
from digest.core.old import Pair, Scored, anyhow, choose_old, scored
from digest.core.pacing import LEAST_TO_SEND, credit, wanted
from digest.core.pairing import best_pair
from digest.model.choice import Candidate, Choice, Chosen, Moment, Old
from digest.store.choosing import Stock, news_since
from digest.store.drafts import left_to_drafts
from digest.store.frequency import weights
from digest.store.library import Connection
from digest.store.passages import passages

PAIRED = 200
"""Old ones, the best, among which one on the subject of a fresh one is looked for: that takes 6 ms."""

MOST_IMPORTED = 200
"""Works of imports, the next in turn, among which one with something fit is looked for."""


def stock_of(connection: Connection, digest: DigestSettings, moment: Moment) -> Stock:
    """The library as ``digest`` sees it."""
    left = left_to_drafts(connection, digest.ledger)
    since = news_since(connection, digest.name, digest.ledger, moment) if digest.fresh else moment.day_end
    return Stock(connection, digest.name, digest.ledger, digest.filter, moment, BULK, since, left, digest.frequency)


def choose(connection: Connection, digest: DigestSettings, moment: Moment, alone: int = 0) -> Choice:
    """What the edition of ``digest`` for ``moment`` is to print, which may be nothing; nothing is recorded.

    ``alone`` is how many old ones come without anything fresh when the library cannot give enough for a letter, be
    it too early for them.
    """
    quotas, stock = digest.quotas, stock_of(connection, digest, moment)
    news = stock.news() if quotas.fresh else []
    begun = stock.works_begun()
    shown = stock.shown({one.work for one in news}.union(begun))
    old = stock.old(quotas.gap)
    imports = _works(stock, islice(_imports_in_turn(old, moment), MOST_IMPORTED))
    pending = Pending(news, imports, _works(stock, begun), shown, stock.letters())
    judge = Judge(connection, digest.ledger, quality=digest.quality)
    fresh, waiting = choose_fresh(pending, quotas, moment, judge)
    want = wanted(quotas, len(fresh))
    left, days = stock.credit()
    have = credit(left, days, want, stock.size(), quotas)
    most = min(want, int(have)) if fresh or have >= LEAST_TO_SEND else 0
    ranked = scored(_weighed(connection, old, digest), quotas, moment) if most or alone else []
    pair = _pair(connection, fresh, ranked) if fresh and most else None
    met_again = choose_old(ranked, most, fresh, pair, moment, judge)
    if not fresh and len(met_again) < (LEAST_TO_SEND if quotas.fresh else 1):
        met_again = choose_old(ranked, alone, (), None, moment, judge)
        if alone and not met_again:
            met_again = choose_old(anyhow(stock.longest_unmet(), moment), alone, (), None, moment, judge)
    return Choice(tuple(fresh), tuple(met_again), waiting, have)


def _weighed(connection: Connection, old: Sequence[Old], digest: DigestSettings) -> Sequence[Old]:
    """``old`` with how often each is wanted."""
    if not digest.frequency:
        return old
    wanted_again = weights(connection, [one.id for one in old], digest.frequency)
    return [one._replace(weight=wanted_again[one.id]) for one in old]


def _pair(connection: Connection, fresh: Sequence[Chosen], ranked: Sequence[Scored]) -> Pair | None:
    """A fresh one and one of the best old ones, of another work, on the same subject."""
    new = passages(connection, dict.fromkeys((id_ for one in fresh for id_ in one.ids), 1.0))
    works = {one.work for one in fresh}
    best = (one for one in ranked if one.old.work not in works)
    old = passages(connection, {one.old.id: one.score for one in islice(best, PAIRED)})
    return best_pair(new, old)


def _imports_in_turn(old: Sequence[Old], moment: Moment) -> list[int]:
    """The imported works that have had no turn, those with the best marks first."""
    queued: dict[int, int] = {}
    for one in old:
        if one.queued:
            queued[one.work] = max(one.value, queued.get(one.work, 0))
    return sorted(queued, key=lambda work: (-queued[work], lot(work, moment.slot)))


def _works(stock: Stock, works: Iterable[int]) -> Iterator[Sequence[Candidate]]:
    """What came with imports of these works, each read when it is asked for."""
    for work in works:
        if found := stock.imports_of(work):
            yield found
