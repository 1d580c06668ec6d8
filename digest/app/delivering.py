"""Delivering what waits, one recipient after the other over one connection.

deliveries.waiting       what was planned with its edition, or deferred
| connect                refused or out of reach: everybody waits, nobody is at fault
| envelope, message      refused: this recipient alone
| handing-over           committed before the last dot: who dies from here on may have delivered
| last dot, answer       accepted · deferred · rejected; no answer: unsure, and never sent again on a guess
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest.app.outbox import bring_up_to_date
from digest.app.publish import Press
from digest.core.retry import GIVE_UP, retry_after
from digest.deliver.message import readdressed
from digest.deliver.smtp import Line, connected
from digest.errors import Deferred, DeliveryError, LibraryBusy, LoginRefused, Rejected, Unavailable, Unsure
from digest.model.delivery import Delivery, DeliveryState
from digest.model.letter import MailServer
from digest.store import deliveries, ledger
from digest.store.library import Connection, Library

Which = Callable[[Connection], list[Delivery]]
"""Chooses, of what waits, what is tried."""

_LOST_LINES = 3
"""Lines lost one after the other until the round ends: a server that hangs costs a minute each."""

_LOCKED_OUT = timedelta(minutes=15)
"""Least time between two logins after a refused one: mail services lock accounts that try often."""


def deliver_waiting(
    library: Library,
    press: Press,
    now: datetime,
    *,
    which: Which = deliveries.waiting,
    stopping: Callable[[], bool] = lambda: False,
) -> list[Delivery]:
    """Try what waits, and return it as it stands afterwards; the archive tells what did not go out.

    Args:
        which: what is to be tried, asked while no other process delivers; by default everything, however old.
        stopping: asked before each; the rest keeps waiting.

    Without a mail server in the settings everything keeps waiting.

    Raises:
        LibraryBusy: another process kept delivering.
        LibraryError: the library cannot be written; at worst the delivery at hand is unsure.
        OutboxUnwritable: what was tried was tried; the next run makes the archive's pages.
    """
    smtp = press.settings.smtp
    with library.delivering():
        with library.transaction() as connection:
            told = deliveries.unsent(connection)
            deliveries.settle_interrupted(connection)
            waiting = which(connection)
        tried = _Round(library, smtp.server, smtp.sender, now, stopping).deliver(waiting) if smtp.server else []
        with library.reading() as connection:
            unsent = deliveries.unsent(connection)
    if unsent != told:
        with contextlib.suppress(LibraryBusy), library.writing():  # who keeps it busy makes the pages too
            bring_up_to_date(library, press.settings, press.templates, now)
    return tried


def due(connection: Connection, now: datetime) -> list[Delivery]:
    """What the service tries now; what waited too long is given up."""
    deliveries.expire(connection, "it waited for too long", issued_before=now - GIVE_UP)
    return deliveries.waiting(connection, by=now)


class _Round:
    """One round over what waits."""

    def __init__(
        self, library: Library, server: MailServer, sender: str, now: datetime, stopping: Callable[[], bool]
    ) -> None:
        self._library = library
        self._server = server
        self._sender = sender
        self._now = now
        self._stopping = stopping
        self._letter: tuple[tuple[str, int], bytes] | None = None

    def deliver(self, waiting: Sequence[Delivery]) -> list[Delivery]:
        tried: list[Delivery] = []
        lost = 0
        with contextlib.ExitStack() as connection:
            line: Line | None = None
            for delivery in waiting:
                if self._stopping():
                    break
                try:
                    if line is None or not line.alive:
                        connection.close()
                        line = connection.enter_context(connected(self._server))
                    tried.append(self._accepted(line, delivery))
                except DeliveryError as error:
                    tried.append(self._failed(delivery, error))
                    lost = lost + 1 if isinstance(error, Deferred) and not (line and line.alive) else 0
                    if isinstance(error, Unavailable) or lost == _LOST_LINES:
                        tried += [self._failed(other, error) for other in waiting[len(tried) :]]
                        break
                else:
                    lost = 0
        return tried

    def _accepted(self, line: Line, delivery: Delivery) -> Delivery:
        attempt = replace(
            delivery, attempts=delivery.attempts + 1, retry_at=None, server=self._server.host, receipt=""
        )
        words = line.hand_over(
            readdressed(self._message(delivery), recipient=delivery.recipient, message_id=delivery.message_id),
            sender=self._sender,
            recipient=delivery.recipient,
            before_last_dot=lambda: self._record(replace(attempt, state=DeliveryState.HANDING_OVER)),
        )
        accepted = replace(attempt, state=DeliveryState.ACCEPTED, receipt=words)
        self._record(accepted)
        return accepted

    def _failed(self, delivery: Delivery, error: DeliveryError) -> Delivery:
        attempts, retry_at = delivery.attempts + 1, None
        if isinstance(error, Deferred):
            pause = retry_after(attempts, delivery.message_id)
            retry_at = self._now + (max(pause, _LOCKED_OUT) if isinstance(error, LoginRefused) else pause)
        failed = replace(
            delivery,
            state=state_after(error),
            attempts=attempts,
            retry_at=retry_at,
            server=self._server.host,
            receipt=str(error),
        )
        self._record(failed)
        return failed

    def _record(self, delivery: Delivery) -> None:
        with self._library.transaction() as connection:
            deliveries.record(connection, delivery)

    def _message(self, delivery: Delivery) -> bytes:
        """The message of the edition; that of the last one asked for is kept."""
        edition = delivery.digest, delivery.number
        if self._letter is None or self._letter[0] != edition:
            with self._library.reading() as connection:
                self._letter = edition, ledger.letter(connection, *edition).message
        return self._letter[1]


def state_after(error: DeliveryError) -> DeliveryState:
    """How far a delivery got that ended with ``error``."""
    if isinstance(error, Rejected):
        return DeliveryState.REJECTED
    return DeliveryState.UNSURE if isinstance(error, Unsure) else DeliveryState.DEFERRED
