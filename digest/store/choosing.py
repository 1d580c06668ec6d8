"""What choosing looks at, out of a library of any size: what is news, and some thousands of what is not.

Of what has marks, and of what was printed before, those that have waited longest, some hundreds for each value;
of the rest, which may be a million, some that are spread over the whole library: among equals that is as good, and
each letter looks at others. Hundreds that are never chosen, as they say what was printed, hold up nothing for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)

from digest.core.chance import lot
from digest.core.value import MOST
from digest.model.choice import DAY, PENDING_DAYS, Candidate, Moment, Old, Shown
from digest.model.filter import EVERYTHING, Filter
from digest.store.filters import passing
from digest.store.frequency import weight
from digest.store.ledger import is_met, standing
from digest.store.rows import chunks
from digest.store.schema import HAS_MARKS, IS_NEWS, arrivals, editions, flawed, highlights, met, opinions, turns

OF_A_VALUE = 500
"""Old ones of each value that are looked at."""

MOST_NEWS = 20_000
"""News that is looked at, the newest: sixty letters have room for a tenth of it."""

SPREAD = 1_000
"""Those of the whole library, never printed, that are looked at whatever their marks."""

FILTERED = 20_000
"""The same for a digest with a filter, which few may pass: all of most libraries, and 60 ms of a larger one."""

_FEW = 30
"""Works of an import, or old ones, among which a quiet letter finds what it needs."""


def news_since(connection: Connection, digest: str, ledger: str, moment: Moment) -> int:
    """What has come since is news to ``digest`` at ``moment``, in Unix milliseconds.

    Nothing is passed over that no letter has passed by: it is sixty days, or the time since its last letter, which
    may be longer. A digest that had none goes by those of its ``ledger``, and before a first one all is news.
    """
    of_ledger = select(func.max(editions.c.issued)).where(editions.c.ledger == ledger)
    own: int | None = connection.scalar(of_ledger.where(editions.c.digest == digest))
    last: int | None = connection.scalar(of_ledger) if own is None else own
    return 0 if last is None else min(last, _lately(moment))


@dataclass(frozen=True, slots=True)
class Stock:
    """The library as a digest sees it at ``moment``: what its ``ledger`` has printed, what passes its filter.

    So many as ``bulk`` that come late on one day are still news, and more are an import. What has come before
    ``news_since`` was passed over. ``left`` are highlights that are left to drafts. ``frequency`` says how often
    sources and works are wanted again (``store.frequency``).
    """

    connection: Connection
    digest: str
    ledger: str
    wanted: Filter
    moment: Moment
    bulk: int
    news_since: int
    left: Collection[int] = ()
    frequency: Mapping[str, float] = field(default_factory=dict)

    def news(self) -> list[Candidate]:
        """What may be printed as news: it has come lately, and was marked not long before, or is one of a few."""
        pending = highlights.c.first_seen >= self.news_since
        came = and_(
            highlights.c.id >= arrivals.c.first,
            highlights.c.id <= arrivals.c.last,
            # A clock that is set back lets the ids of days overlap. Told so, SQLite goes by the days still.
            highlights.c.first_seen.between(arrivals.c.day * DAY, arrivals.c.day * DAY + DAY - 1),
        )
        late = _CANDIDATES.join(arrivals, came).where(
            arrivals.c.day >= self.news_since // DAY, arrivals.c.late <= self.bulk
        )
        news = _CANDIDATES.where(IS_NEWS, pending, *self._unprinted).order_by(highlights.c.first_seen.desc())
        late = late.where(not_(IS_NEWS), pending, *self._unprinted).order_by(highlights.c.id.desc())
        return [one for query in (news, late) for one in self._candidates(query.limit(MOST_NEWS))]

    def imports_of(self, work: int) -> list[Candidate]:
        """What of a work came with an import and may be printed."""
        of_work = highlights.c.work_id == work
        return self._candidates(_CANDIDATES.where(self.is_import, of_work, *self._unprinted))

    def imports_queued(self, *, quality: bool) -> dict[int, int]:
        """What the best highlight of each imported work is worth that has had no turn.

        With ``quality``, those with a flaw are none, as far as they are indexed.
        """
        unfit = exists().where(flawed.c.highlight_id == highlights.c.id)
        fit = [or_(~unfit, opinions.c.favorite)] if quality else []
        query = self._never.where(self.is_import, turns.c.work_id.is_(None), *fit, *self._may_return)
        columns = (highlights.c.work_id, func.max(highlights.c.value))
        rows = self.connection.execute(query.with_only_columns(*columns).group_by(columns[0]))
        return dict(rows.cursor.fetchall())

    def works_begun(self) -> Sequence[int]:
        """Works that had a turn in the last sixty days and have more, those with the fewest turns first."""
        of_work = highlights.c.work_id == turns.c.work_id
        left = exists().where(of_work, self.is_import, *self._unprinted).correlate(turns)
        query = (
            select(turns.c.work_id)
            .where(turns.c.ledger == self.ledger, turns.c.last >= _lately(self.moment), left)
            .order_by(turns.c.turns, turns.c.last, turns.c.work_id)
            .limit(_FEW)
        )
        return self.connection.scalars(query).all()

    def shown(self, works: Collection[int]) -> dict[int, Shown]:
        """Those of ``works`` that the ledger has printed."""
        found: dict[int, Shown] = {}
        for chunk in chunks(works):
            query = select(turns.c.work_id, turns.c.turns, turns.c.last)
            rows = self.connection.execute(query.where(turns.c.ledger == self.ledger, turns.c.work_id.in_(chunk)))
            found |= {work: Shown(number, last) for work, number, last in rows}
        return found

    def letters(self) -> Sequence[int]:
        """When the editions of the last sixty days were issued, in Unix milliseconds, ascending."""
        query = select(editions.c.issued).where(
            editions.c.digest == self.digest, editions.c.issued >= _lately(self.moment)
        )
        return self.connection.scalars(query.order_by(editions.c.issued)).all()

    def old(self, gap: int) -> list[Old]:
        """What is no news, of works that had no old one for ``gap`` days."""
        rested = func.coalesce(turns.c.revisited, 0) < self.moment.day_end - gap * DAY
        conditions = (rested, *self._may_return)
        found: dict[int, Old] = {}
        for query, values in self._looked_at():
            prepared = query.where(*conditions)  # once for all values: SQLAlchemy takes as long as SQLite
            for value in values:
                rows = self.connection.execute(prepared, {"of_value": value}).cursor.fetchall()
                found |= {row[0]: Old._make(row) for row in rows}
        return list(found.values())

    def longest_unmet(self) -> list[Old]:
        """What was printed, whether or not it is time to meet it again."""
        query = self._met.where(*self._may_return).order_by(met.c.last, met.c.highlight_id)
        return [Old._make(row) for row in self.connection.execute(query.limit(_FEW)).cursor.fetchall()]

    def unprinted(self) -> tuple[int, int]:
        """How many of the reader's own were never printed: news that was passed over, and what imports brought."""
        conditions = (~highlights.c.point, ~is_met(self.ledger), *self._may_return)
        passed_over = and_(~self.is_import, highlights.c.first_seen < self.news_since)
        query = select(func.count(case((passed_over, 1))), func.count(case((self.is_import, 1))))
        found = self.connection.execute(query.select_from(self._with_opinions(highlights)).where(*conditions))
        passed, imported = found.one()
        return passed, imported

    def size(self) -> int:
        """About how many of the reader's own highlights there are to be met again, by those looked at."""
        spread, last = self._spread()
        own = select(func.count()).select_from(self._with_opinions(highlights))
        found = own.where(_is_among(spread), ~highlights.c.point, *self._may_return)
        return (self.connection.scalar(found) or 0) * last // max(1, len(spread))

    def credit(self) -> tuple[float | None, int]:
        """What the last letter that was chosen left of credit, None before the first, and how many days ago."""
        chosen = and_(editions.c.digest == self.digest, editions.c.credit.is_not(None))
        query = select(editions.c.credit, editions.c.issued).where(chosen)
        row = self.connection.execute(query.order_by(editions.c.number.desc()).limit(1)).first()
        return (row.credit, self.moment.days_since(row.issued)) if row else (None, 0)

    def _candidates(self, query: Select[Any]) -> list[Candidate]:
        # The driver's own rows: of ten thousand they are here in a third of the time.
        return [Candidate._make(row) for row in self.connection.execute(query).cursor.fetchall()]

    def _looked_at(self) -> Iterator[tuple[Select[Any], range]]:
        """What may be met again, and the values for which to ask."""
        of_value = bindparam("of_value", type_=Integer)
        due = self._met.where(met.c.due < self.moment.day_end, met.c.value == of_value)
        yield due.order_by(met.c.due, met.c.highlight_id).limit(OF_A_VALUE), range(1, MOST + 1)
        with_marks = self._never.where(HAS_MARKS, highlights.c.value == of_value)
        yield with_marks.order_by(highlights.c.marked, highlights.c.id).limit(OF_A_VALUE), range(2, MOST + 1)
        sooner = select(opinions.c.highlight_id).where(or_(opinions.c.pinned, opinions.c.step < 0))
        # Whatever their value:
        yield self._never.where(_is_among(self._spread()[0])), range(1)
        yield self._met.where(met.c.highlight_id.in_(sooner)), range(1)

    @property
    def _never(self) -> Select[Any]:
        """What the ledger never printed, unless it is news."""
        queued = and_(self.is_import, turns.c.work_id.is_(None))
        is_news = and_(~self.is_import, highlights.c.first_seen >= self.news_since)
        query = select(*_KNOWN, literal(0), null(), queued, *_OPINION)
        return query.select_from(self._with_opinions(highlights)).where(~is_met(self.ledger), not_(is_news))

    @property
    def _met(self) -> Select[Any]:
        """What the ledger has printed of the reader's own: a summary is printed once."""
        query = select(*_KNOWN, met.c.times, met.c.last, false(), *_OPINION)
        known = query.select_from(self._with_opinions(met.join(highlights)))
        return known.where(met.c.ledger == self.ledger, ~highlights.c.point)

    def _with_opinions(self, found: FromClause) -> FromClause:
        of_work = and_(turns.c.ledger == self.ledger, turns.c.work_id == highlights.c.work_id)
        return found.outerjoin(turns, of_work).outerjoin(opinions, opinions.c.highlight_id == highlights.c.id)

    def _spread(self) -> tuple[Sequence[int], int]:
        """Of a small library all ids, of a larger one some in even steps, others for each slot; and the last."""
        last = self.connection.scalar(select(func.max(highlights.c.id))) or 0
        most = SPREAD if self.wanted == EVERYTHING else FILTERED
        if last <= most:
            return range(1, last + 1), last
        first = lot(0, self.moment.slot) % (last // most) + 1
        return [first + number * last // most for number in range(most)], last

    @property
    def is_import(self) -> ColumnElement[bool]:
        """That a highlight came late, and with many others."""
        of_few = exists().where(arrivals.c.day == highlights.c.first_seen // DAY, arrivals.c.late <= self.bulk)
        return and_(not_(IS_NEWS), ~of_few)

    @property
    def _unprinted(self) -> tuple[ColumnElement[bool], ...]:
        """That a highlight may be printed for the first time; a summary is printed whole and once."""
        begun = exists().where(turns.c.ledger == self.ledger, turns.c.work_id == highlights.c.work_id)
        discarded = exists().where(opinions.c.highlight_id == highlights.c.id, opinions.c.retired == "discard")
        return (
            ~is_met(self.ledger),
            ~and_(highlights.c.point, begun),
            ~discarded,
            *self._not_left,
            standing(),
            passing(self.wanted, self.moment.now),
        )

    @property
    def _not_left(self) -> tuple[ColumnElement[bool], ...]:
        """That a highlight is not left to a draft: nothing at all, nearly always."""
        return (highlights.c.id.not_in(self.left),) if self.left else ()

    @property
    def _may_return(self) -> tuple[ColumnElement[bool], ...]:
        """That a highlight may be met again."""
        return (
            *([weight(self.frequency) > 0] if 0 in self.frequency.values() else []),
            func.coalesce(opinions.c.retired, "") == "",
            *self._not_left,
            standing(),
            passing(self.wanted, self.moment.now),
        )


def _lately(moment: Moment) -> int:
    """When the day began from which on something is of the last sixty days."""
    return moment.day_end - (PENDING_DAYS + 1) * DAY


def _is_among(ids: Sequence[int]) -> ColumnElement[bool]:
    return highlights.c.id.in_(select(func.json_each(str(list(ids))).table_valued("value").c.value))


_CANDIDATES = select(
    highlights.c.id,
    highlights.c.work_id,
    highlights.c.point,
    highlights.c.position,
    highlights.c.value,
    highlights.c.marked,
    highlights.c.first_seen,
)

_KNOWN = (highlights.c.id, highlights.c.work_id, highlights.c.point, highlights.c.value, highlights.c.marked)
_OPINION = (func.coalesce(opinions.c.step, 0), func.coalesce(opinions.c.pinned, false()), literal(1.0))
