"""Delivering what waits, one recipient after the other over each connection.

deliveries.in_turn       what was planned with its edition, or deferred
| connect                refused or out of reach: everybody waits, nobody is at fault
| envelope, message      refused: this recipient alone
| handing-over           committed before the last dot: who dies from here on may have delivered
| last dot, answer       accepted · deferred · rejected; no answer: unsure, and sent again only where
                         the settings say so (``doubts``)

A ``mailround`` is what the connections share, a ``courier`` has one of them, and ``receipts`` writes for all.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from threading import Event, Thread

from digest.app.behind import insist_fit, witnessed
from digest.app.bootstrap import now
from digest.app.courier import Courier
from digest.app.doubts import settle_doubts
from digest.app.mailround import Round
from digest.app.outbox import bring_up_to_date
from digest.app.outcomes import Outcomes
from digest.app.publish import Press
from digest.app.receipts import Receipts
from digest.core.retry import GIVE_UP, GIVEN_UP
from digest.errors import LibraryBusy
from digest.model.delivery import Delivery
from digest.store import deliveries
from digest.store.library import Connection, Library

_PATIENCE = 3.0
"""Seconds that a round may go on after Ctrl-C or SIGTERM: for the answer to a last dot, and to write it down."""

Which = Callable[[Connection], Sequence[int]]
"""Settles what a person or the time has settled, and chooses what is tried of what waits then, by ids."""


def deliver_waiting(
    library: Library,
    press: Press,
    *,
    which: Which = deliveries.in_turn,
    by_itself: bool = True,
    stopping: Callable[[], bool] = lambda: False,
    tell: Callable[[Delivery], object] = lambda delivery: None,
) -> Outcomes:
    """Try what waits, and return what became of it; the archive tells what did not go out.

    Args:
        which: asked while no other process delivers; by default everything that waits is tried, however old.
        by_itself: what is unsure is settled first, as the settings say (``on_unsure``).
        stopping: asked before each, and before its last dot; the rest keeps waiting.
        tell: told each delivery that was tried, or that waits because the server takes nobody, as it stands then.

    Without a mail server in the settings everything keeps waiting. Times are those of the real clock, whatever
    moment an edition was issued for. However many wait, only some are in memory.

    Raises:
        LibraryBusy: another process kept delivering.
        LibraryError: the library is damaged or older than its outbox, and nothing was sent; or it cannot be
            written, and at worst the deliveries at hand are unsure, one a connection.
        OutboxUnwritable: what was tried was tried; the next edition makes the archive's pages.
    """
    outcomes = Outcomes()

    def ended(delivery: Delivery) -> None:
        outcomes.add(delivery)
        tell(delivery)

    with library.delivering():
        with library.transaction() as connection:
            told = deliveries.unsent(connection)
            deliveries.settle_interrupted(connection)
        if by_itself and press.settings.smtp.server:
            for delivery in settle_doubts(library, press.settings):
                ended(delivery)
        with library.transaction() as connection:
            ids = which(connection)
        if ids and (server := press.settings.smtp.server):
            insist_fit(library, press.settings)
            interrupted = Event()

            def is_to_stop() -> bool:
                return interrupted.is_set() or stopping()

            def go_round() -> None:
                with witnessed(library, press.settings.outbox.folder), Receipts(library, ended) as receipts:
                    round_ = Round(library, server, press.settings, receipts, ids=ids, stopping=is_to_stop)
                    _serve(round_, min(len(ids), round_.pace.connections))

            _to_its_end(go_round, interrupted)
        with library.reading() as connection:
            unsent = deliveries.unsent(connection)
    if unsent != told:
        with contextlib.suppress(LibraryBusy), library.writing():  # the next edition makes the pages too
            bring_up_to_date(library, press.settings, press.templates, now())
    return outcomes


def _serve(round_: Round, connections: int) -> None:
    """Let couriers serve until nobody is left."""
    _let_work(round_, connections)
    if round_.is_left:  # by a connection that was spared just as the others found nobody any more
        _let_work(round_, 1)
    round_.close()


def _let_work(round_: Round, connections: int) -> None:
    ends = [_begun(Courier(round_).work, "courier") for _ in range(connections)]
    wait(ends)
    for end in ends:
        end.result()


def _to_its_end(job: Callable[[], None], interrupted: Event) -> None:
    """Do ``job`` in a thread, where no signal comes; when one does, it is told and has ``_PATIENCE``."""
    end = _begun(job, "round")
    try:
        wait([end])
    except KeyboardInterrupt:
        interrupted.set()
        wait([end], _PATIENCE)
        raise
    end.result()


def _begun(job: Callable[[], None], name: str) -> Future[None]:
    """The end of ``job``, which is done in a thread that does not keep the process from ending."""
    end: Future[None] = Future()

    def work() -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - raised where its end is waited for
            end.set_exception(error)
        else:
            end.set_result(None)

    Thread(target=work, name=name, daemon=True).start()
    return end


def give_up_and_choose_due(connection: Connection) -> Sequence[int]:
    """What the service tries now; what waited too long is given up."""
    present = now()
    deliveries.expire(connection, GIVEN_UP, GIVE_UP, by=present)
    return deliveries.in_turn(connection, by=present)
