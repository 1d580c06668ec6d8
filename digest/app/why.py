"""Why a highlight is printed or is not, and when it will be: asked of every digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.app.choosing import stock_of
from digest.app.forecast import Foreseen, forecast
from digest.app.ingest import Progress
from digest.app.judging import Judge
from digest.app.searching import catch_up
from digest.app.settings import DigestSettings, Settings
from digest.core.fresh import first_in_turn
from digest.core.outlook import Prospect, in_turn, outlook
from digest.core.slots import by_hand
from digest.errors import UsageError
from digest.model.choice import Candidate, Moment
from digest.model.library import Highlight
from digest.model.outlook import Outlook, Turn
from digest.store.choosing import Stock
from digest.store.ledger import highlights_by_id
from digest.store.library import Library
from digest.store.outlook import circumstances, is_erased

AHEAD = 14
"""Letters that are foreseen: in so many, every new work has its first turn."""


@dataclass(frozen=True, slots=True)
class Why:
    """A highlight, None for one that was erased for good, and what becomes of it in each digest."""

    highlight: Highlight | None
    outlooks: tuple[Outlook, ...] = ()


def why(
    settings: Settings, digests: Sequence[DigestSettings], ids: Sequence[int], now: datetime, progress: Progress
) -> dict[int, Why]:
    """What becomes of each of ``ids`` in ``digests``.

    Raises:
        UsageError: one of them there never was.
        LibraryError: the library cannot be used.
    """
    with Library(settings.library.state, create=False) as library:
        with library.reading() as connection:
            known = highlights_by_id(connection, ids)
            missing = [id_ for id_ in ids if id_ not in known and not is_erased(connection, id_)]
        if missing:
            raise UsageError(f"there is no highlight {missing[0]}", hint="'digest search' shows ids")
        catch_up(library)
        told: dict[int, list[Outlook]] = {id_: [] for id_ in known}
        for digest in digests if known else ():
            letters = forecast(settings, digest, now, AHEAD, progress)
            with library.reading() as connection:
                stock = stock_of(connection, digest, Moment(by_hand(now, digest.timezone), now, digest.timezone))
                prospect = _prospect(stock, digest, letters)
                for id_ in known:
                    told[id_].append(outlook(circumstances(stock, id_, quality=digest.quality), prospect))
    return {id_: Why(known.get(id_), tuple(told.get(id_, ()))) for id_ in ids}


def _prospect(stock: Stock, digest: DigestSettings, letters: Sequence[Foreseen]) -> Prospect:
    news = _fit(stock, digest)
    first = first_in_turn(news, stock.shown({one.work for one in news}))
    imports = {work: (-value,) for work, value in stock.imports_queued(quality=digest.quality).items()}
    turns: dict[int, Turn] = {}
    begins: dict[int, Turn] = {}
    for work, id_, turn in _turns(letters):
        turns.setdefault(id_, turn)
        begins.setdefault(work, turn)
    return Prospect(
        digest=digest.name,
        quotas=digest.quotas,
        moment=stock.moment,
        wanted=digest.filter,
        turns=turns,
        begins=begins,
        letters=len(letters),
        revisits=digest.when_empty == "revisit",
        queue=in_turn(first, begins, len(letters)),
        imports=in_turn(imports, begins, len(letters)),
        schedule=digest.schedule,
    )


def _fit(stock: Stock, digest: DigestSettings) -> list[Candidate]:
    """The news that is worth a place."""
    news = stock.news()
    judge = Judge(stock.connection, stock.ledger, quality=digest.quality)
    unfit = judge.unfit([one.id for one in news if not one.point], ())
    return [one for one in news if one.id not in unfit]


def _turns(letters: Sequence[Foreseen]) -> Iterator[tuple[int, int, Turn]]:
    """The work and the id of each highlight that stands in one of ``letters``, and its turn there."""
    issued = [(one.slot, one.proof.edition) for one in letters if one.proof]
    for number, (slot, edition) in enumerate(issued, 1):
        for section in edition.all_sections:
            for pick in section.picks:
                yield section.work.id, pick.highlight.id, Turn(number, slot, pick.reason)
