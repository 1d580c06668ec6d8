"""Why a highlight is printed or is not, and when it will be: asked of every digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.app.choosing import imports_in_turn, stock_of
from digest.app.forecast import Foreseen, forecast
from digest.app.ingest import Progress
from digest.app.searching import catch_up
from digest.app.settings import DigestSettings, Settings
from digest.core.fresh import first_in_turn
from digest.core.outlook import Prospect, in_turn, outlook
from digest.core.slots import by_hand
from digest.errors import UsageError
from digest.model.choice import Lane, Moment
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
    news = stock.news()
    first = first_in_turn(news, stock.shown({one.work for one in news}), stock.moment)
    imports = imports_in_turn(stock.old(digest.quotas.gap), stock.moment)
    return Prospect(
        digest=digest.name,
        quotas=digest.quotas,
        moment=stock.moment,
        wanted=digest.filter,
        turns=_turns(letters),
        letters=len(letters),
        revisits=digest.when_empty == "revisit",
        queue=in_turn(first, _begun(letters, "first-turn"), len(letters)),
        imports=in_turn(imports, _begun(letters, "import"), len(letters)),
        schedule=digest.schedule,
    )


def _begun(letters: Sequence[Foreseen], lane: Lane) -> int:
    """How many works have their first turn in ``letters``."""
    sections = (section for one in letters if one.proof for section in one.proof.edition.all_sections)
    reasons = ((section.work.id, pick.reason) for section in sections for pick in section.picks)
    return len({work for work, reason in reasons if reason.lane == lane and reason.turn == 1})


def _turns(letters: Sequence[Foreseen]) -> dict[int, Turn]:
    """The next letter of each highlight that stands in one of ``letters``."""
    turns: dict[int, Turn] = {}
    issued = [one for one in letters if one.proof]
    for number, one in enumerate(issued, 1):
        for section in one.proof.edition.all_sections if one.proof else ():
            for pick in section.picks:
                turns.setdefault(pick.highlight.id, Turn(number, one.slot, pick.reason))
    return turns
