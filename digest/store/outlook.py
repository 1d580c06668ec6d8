"""What the library knows of a highlight that bears on its being printed."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from digest.model.outlook import Circumstances
from digest.store.choosing import Stock
from digest.store.filters import passing
from digest.store.frequency import weight
from digest.store.ledger import printings, standing, standing_among
from digest.store.likeness import alike_in
from digest.store.met import last_printed
from digest.store.opinions import opinion_of
from digest.store.quality import flaws_in
from digest.store.schema import forgotten, highlights, met, turns


def is_erased(connection: Connection, id_: int) -> bool:
    """Whether a highlight was erased for good."""
    return bool(connection.scalar(select(exists().where(forgotten.c.id == id_))))


def circumstances(stock: Stock, id_: int, *, quality: bool) -> Circumstances:
    """What is known of the highlight called ``id_``, which there is, as a digest sees the library."""
    connection, ledger = stock.connection, stock.ledger
    columns = (
        highlights.c.id,
        highlights.c.work_id,
        highlights.c.point,
        highlights.c.marked,
        highlights.c.first_seen,
    )
    conditions = (stock.is_import, standing(), passing(stock.wanted, stock.moment.now), weight(stock.frequency))
    stated = select(*columns, *conditions).where(highlights.c.id == id_)
    id_, work, point, marked, arrived, is_import, stands, passes, much = connection.execute(stated).one()
    known = connection.execute(select(met).where(met.c.ledger == ledger, met.c.highlight_id == id_)).one_or_none()
    of_work = connection.execute(
        select(turns).where(turns.c.ledger == ledger, turns.c.work_id == work)
    ).one_or_none()
    opinion = opinion_of(connection, id_)
    kin = set() if point else set(alike_in(connection, [id_]).get(id_, ()))
    if known or is_import or arrived < stock.news_since:
        kin = standing_among(connection, kin)
    printed = last_printed(connection, ledger, kin)
    return Circumstances(
        id=id_,
        work=work,
        point=point,
        marked=marked,
        arrived=arrived,
        is_news=not is_import,
        stands=bool(stands),
        passes=bool(passes),
        weight=much,
        drafted=id_ in stock.left,
        opinion=opinion,
        flaw=flaws_in(connection, [id_]).get(id_, "") if quality else "",
        kin=tuple((other, printed.get(other)) for other in sorted(kin)),
        set_aside=known is not None and not known.times,
        times=known.times if known else 0,
        last=known.last if known else None,
        turns=of_work.turns if of_work else 0,
        revisited=of_work.revisited if of_work else None,
        printed=tuple(printings(connection, id_, ledger)),
    )
