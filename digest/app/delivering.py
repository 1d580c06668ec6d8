"""Delivering what waits, one recipient after the other over one connection.

deliveries.waiting       what was planned with its edition, or deferred
| connect                refused or out of reach: everybody waits, nobody is at fault
| envelope, message      refused: this recipient alone
| handing-over           committed before the last dot: who dies from here on may have delivered
| last dot, answer       accepted · deferred · rejected; no answer: unsure, and never sent again on a guess
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from digest.app.bootstrap import now
from digest.app.outbox import bring_up_to_date
from digest.app.publish import Press
from digest.core.retry import GIVE_UP, retry_after
from digest.deliver.message import readdressed
from digest.deliver.smtp import Line, connected
from digest.errors import (
    Deferred,
    DeliveryError,
    LibraryBusy,
    LibraryError,
    LoginRefused,
    Rejected,
    RenderError,
    Unavailable,
    Unsure,
)
from digest.failpoints import failpoint
from digest.model.delivery import Delivery, DeliveryState
from digest.model.letter import MailServer
from digest.store import deliveries, ledger
from digest.store.library import Connection, Library

Which = Callable[[Connection], list[Delivery]]
"""Settles what a person or the time has settled, and chooses what is tried of what waits then."""

_LOST_LINES = 3
"""Lines lost one after the other until the round ends: a server that hangs costs a minute each, or ten."""

_REFUSALS = 20
"""Refusals one after the other until the round ends: so many speak of the sender, not of the recipients."""

_LOCKED_OUT = timedelta(minutes=15)
"""Least time between two logins after a refused one: mail services lock accounts that try often."""


def deliver_waiting(
    library: Library,
    press: Press,
    *,
    which: Which = deliveries.waiting,
    stopping: Callable[[], bool] = lambda: False,
) -> list[Delivery]:
    """Try what waits, and return it as it stands afterwards; the archive tells what did not go out.

    Args:
        which: asked while no other process delivers; by default everything that waits is tried, however old.
        stopping: asked before each, and before its last dot; the rest keeps waiting.

    Without a mail server in the settings everything keeps waiting. Times are those of the real clock, whatever
    moment an edition was issued for.

    Raises:
        LibraryBusy: another process kept delivering.
        LibraryError: the library cannot be written; at worst the delivery at hand is unsure.
        OutboxUnwritable: what was tried was tried; the next edition makes the archive's pages.
    """
    smtp = press.settings.smtp
    with library.delivering():
        with library.transaction() as connection:
            told = deliveries.unsent(connection)
            deliveries.settle_interrupted(connection)
            waiting = which(connection)
        tried = _Round(library, smtp.server, smtp.sender, stopping).deliver(waiting) if smtp.server else []
        with library.reading() as connection:
            unsent = deliveries.unsent(connection)
    if unsent != told:
        with contextlib.suppress(LibraryBusy), library.writing():  # the next edition makes the pages too
            bring_up_to_date(library, press.settings, press.templates, now())
    return tried


def give_up_and_choose_due(connection: Connection) -> list[Delivery]:
    """What the service tries now; what waited too long is given up."""
    present = now()
    deliveries.expire(connection, "given up: it waited for five days", planned_before=present - GIVE_UP)
    return deliveries.waiting(connection, by=present)


class _Stopping(Exception):
    """The process is to end: what is at hand keeps waiting."""


class _Settled(Exception):
    """The delivery does not wait any more: its edition was withdrawn meanwhile."""


class _Round:
    """One round over what waits."""

    def __init__(self, library: Library, server: MailServer, sender: str, stopping: Callable[[], bool]) -> None:
        self._library = library
        self._server = server
        self._sender = sender
        self._stopping = stopping
        self._letter: tuple[tuple[str, int], bytes] | None = None
        self._lost = self._refused = 0  # in a row

    def deliver(self, waiting: Sequence[Delivery]) -> list[Delivery]:
        """Try each; returned are those that were tried, or that wait because the server takes nobody."""
        tried: list[Delivery] = []
        with contextlib.ExitStack() as connection:
            line: Line | None = None
            for number, delivery in enumerate(waiting):
                try:
                    self._go_on()
                    if line is None or not line.alive:
                        connection.close()
                        failpoint("before-connecting")
                        line = connection.enter_context(connected(self._server))
                    tried.append(self._handed_over(line, delivery))
                    self._lost = self._refused = 0
                except _Stopping:
                    break
                except _Settled:
                    continue
                except DeliveryError as error:
                    tried.append(self._failed(delivery, error))
                    if end := self._end(error, lost=line is None or not line.alive):
                        # Asked in vain is who the server refused to hear of; the others were not asked.
                        asked = isinstance(error, Unavailable)
                        tried += [self._failed(one, end, asked=asked) for one in waiting[number + 1 :]]
                        self._postpone(end, max(one.attempts for one in tried))
                        break
        return tried

    def _go_on(self) -> None:
        if self._stopping():
            raise _Stopping

    def _end(self, error: DeliveryError, *, lost: bool) -> Unavailable | None:
        """Why nobody else is tried in this round, if that is so."""
        if isinstance(error, Unavailable):
            return error
        self._lost = self._lost + 1 if lost else 0
        self._refused = self._refused + 1 if isinstance(error, Rejected) else 0
        if self._lost == _LOST_LINES:
            return Unavailable(
                f"{self._server} was lost {self._lost} times in a row; the last time: {error.message}"
            )
        if self._refused == _REFUSALS:
            return Unavailable(f"{self._server} refused {self._refused} in a row; the last time: {error.message}")
        return None

    def _handed_over(self, line: Line, delivery: Delivery) -> Delivery:
        attempt = replace(
            delivery, attempts=delivery.attempts + 1, retry_at=None, server=self._server.host, receipt=""
        )

        def before_last_dot() -> None:
            failpoint("before-mark")
            self._go_on()
            with self._library.transaction() as connection:
                if not deliveries.record(connection, replace(attempt, state=DeliveryState.HANDING_OVER)):
                    raise _Settled

        message = self._message(delivery)
        words = line.hand_over(
            message, sender=self._sender, recipient=delivery.recipient, before_last_dot=before_last_dot
        )
        return self._record(replace(attempt, state=DeliveryState.ACCEPTED, receipt=words))

    def _failed(self, delivery: Delivery, error: DeliveryError, *, asked: bool = True) -> Delivery:
        attempts = delivery.attempts + asked
        pause = retry_after(max(attempts, 1), delivery.message_id)
        return self._record(
            replace(
                delivery,
                state=state_after(error),
                attempts=attempts,
                retry_at=now() + pause if isinstance(error, Deferred) else None,
                server=self._server.host,
                receipt=str(error),
            )
        )

    def _postpone(self, error: Unavailable, attempts: int) -> None:
        """Let everything that waits rest together: it is the server that is asked again, not a recipient."""
        pause = retry_after(attempts, self._server.host)
        until = now() + (max(pause, _LOCKED_OUT) if isinstance(error, LoginRefused) else pause)
        with self._library.transaction() as connection:
            deliveries.postpone(connection, until)

    def _record(self, delivery: Delivery) -> Delivery:
        failpoint("before-receipt")
        with self._library.transaction() as connection:
            deliveries.record(connection, delivery)
        failpoint("after-receipt")
        return delivery

    def _message(self, delivery: Delivery) -> bytes:
        """The message to one recipient; the letter that was last asked for is kept.

        Raises:
            Deferred: the letter in the library is damaged, which concerns this edition alone.
        """
        edition = delivery.digest, delivery.number
        try:
            if self._letter is None or self._letter[0] != edition:
                with self._library.reading() as connection:
                    self._letter = edition, ledger.letter(connection, *edition).message
            return readdressed(self._letter[1], recipient=delivery.recipient, message_id=delivery.message_id)
        except (LibraryError, RenderError) as error:
            raise Deferred(str(error)) from error


def outcomes(tried: Iterable[Delivery]) -> list[tuple[Delivery, list[Delivery]]]:
    """Deliveries of one edition that ended alike, each time with one that stands for them.

    What a server said of an accepted letter differs from one to the next and concerns nobody.
    """
    alike: dict[object, list[Delivery]] = defaultdict(list)
    for one in tried:
        words = one.server if one.state is DeliveryState.ACCEPTED else one.receipt
        alike[one.digest, one.number, one.state, words].append(one)
    return [(same[0], same) for same in alike.values()]


def state_after(error: DeliveryError) -> DeliveryState:
    """How far a delivery got that ended with ``error``."""
    if isinstance(error, Rejected):
        return DeliveryState.REJECTED
    return DeliveryState.UNSURE if isinstance(error, Unsure) else DeliveryState.DEFERRED
