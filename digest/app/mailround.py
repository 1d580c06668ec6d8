"""One round over what waits: what its connections share."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Lock

from digest.app.bootstrap import now
from digest.app.receipts import Receipts
from digest.app.secret import with_password
from digest.app.settings import Settings
from digest.app.signing import Signs
from digest.core.retry import retry_after
from digest.deliver.message import Mail, parted, readdressed
from digest.deliver.smtp import Envelope, Line, connected
from digest.errors import (
    Deferred,
    DeliveryError,
    LibraryError,
    LoginRefused,
    Rejected,
    RenderError,
    Unavailable,
    Unsure,
)
from digest.model.delivery import Delivery, DeliveryState
from digest.model.letter import MailServer
from digest.store import deliveries, ledger
from digest.store.library import Library

_LOST_LINES = 3
"""Lines lost one after the other until the round ends: a server that hangs costs a minute each, or ten."""

_REFUSALS = 20
"""Refusals one after the other until the round ends: so many speak of the sender, not of the recipients."""

_LOCKED_OUT = timedelta(minutes=15)
"""Least time between two logins after a refused one: mail services lock accounts that try often."""

_PAGE = 500
"""Deliveries read at once."""

_BLINK = 0.2
"""Seconds between two looks at whether the process is to end."""


class Stopped(Exception):
    """Nobody else is tried: the process is to end, or the round is over."""


class Spared(Exception):
    """The server wants fewer connections, and there are others."""


class Round:
    """Whom to serve, with what, how fast, and until when. For the use of several threads.

    Args:
        server: that of the settings, its password still to be fetched.
        ids: of the deliveries to try, in their order.
        stopping: whether the process is to end.
    """

    def __init__(
        self,
        library: Library,
        server: MailServer,
        settings: Settings,
        receipts: Receipts,
        *,
        ids: Sequence[int],
        stopping: Callable[[], bool],
    ) -> None:
        self.pace = settings.smtp.pace
        self.receipts = receipts
        self._library = library
        self._server = server
        self._sender = settings.smtp.sender
        self._secret = settings.smtp.secret
        self._sign = Signs(settings.dkim)
        self._stopping = stopping
        self._rest = self._in_pages(ids)
        self._put_back: list[Delivery] = []
        self._letter: tuple[tuple[str, int], Mail] | None = None
        self._lost = self._refused = 0  # in a row
        self._most_attempts = 1
        self._end: tuple[Unavailable, bool] | None = None
        self._standing = 0
        self._last_went = float("-inf")
        self._lock, self._door, self._desk = Lock(), Lock(), Lock()

    def next(self) -> Delivery | None:
        """Whom to serve next; None when there is nobody, or the round is over."""
        with self._lock:
            if self._end or self._stopping():
                return None
            return self._put_back.pop() if self._put_back else next(self._rest, None)

    def put_back(self, delivery: Delivery) -> None:
        """Let another connection serve ``delivery``, or nobody in this round."""
        with self._lock:
            self._put_back.append(delivery)

    @property
    def is_left(self) -> bool:
        """Whether somebody was put back whom no connection took again."""
        return bool(self._put_back)

    def go_on(self) -> None:
        """Return if another letter may go out.

        Raises:
            Stopped: none may.
        """
        if self._end or self._stopping():
            raise Stopped

    def wait_for_turn(self) -> None:
        """Return when the pace allows another letter.

        Raises:
            Stopped: while it waited.
        """
        with self._lock:
            present = time.monotonic()
            self._last_went = moment = self.pace.next_moment(self._last_went, present)
        while (rest := moment - time.monotonic()) > 0:
            self.go_on()
            time.sleep(min(rest, _BLINK))

    @contextlib.contextmanager
    def connected(self) -> Iterator[Line]:
        """A connection to the server; one after the other, so that a refused login is one try.

        Raises:
            Unavailable: it takes nobody.
            Spared: it takes no further connection.
            Stopped: no letter may go out any more.
        """
        with contextlib.ExitStack() as stack:
            with self._door:
                self.go_on()
                try:
                    line = stack.enter_context(connected(with_password(self._server, self._secret)))
                except Unavailable as error:
                    if self.others_stand and not isinstance(error, LoginRefused):
                        raise Spared from error
                    self._end = error, True
                    raise
                self._standing += 1
            try:
                yield line
            finally:
                with self._door:
                    self._standing -= 1

    @property
    def others_stand(self) -> bool:
        """Whether a connection stands, beside the one that asks and has none."""
        return self._standing > 0

    def envelope(self, delivery: Delivery) -> Envelope:
        """The message to one recipient; the letter that was last asked for is kept.

        Raises:
            Deferred: the letter in the library is damaged, which concerns this edition alone.
            Unavailable: the key that letters are signed with cannot be used, which concerns all.
        """
        edition = delivery.digest, delivery.number
        try:
            with self._desk:
                if self._letter is None or self._letter[0] != edition:
                    with self._library.reading() as connection:
                        self._letter = edition, parted(ledger.letter(connection, *edition).message)
                letter = self._letter[1]
            message = readdressed(letter, recipient=delivery.recipient, message_id=delivery.message_id)
        except (LibraryError, RenderError) as error:
            raise Deferred(str(error)) from error
        return Envelope(self._sender, delivery.recipient, self._sign(message))

    def attempt(self, delivery: Delivery) -> Delivery:
        """``delivery`` while it is being handed over."""
        return replace(
            delivery,
            state=DeliveryState.HANDING_OVER,
            attempts=delivery.attempts + 1,
            retry_at=None,
            server=self._server.host,
            receipt="",
        )

    def accepted(self, attempt: Delivery, words: str) -> None:
        """Note that the server took the letter."""
        with self._lock:
            self._lost = self._refused = 0
            self._note(replace(attempt, state=DeliveryState.ACCEPTED, receipt=words))

    def failed(self, delivery: Delivery, error: DeliveryError, *, lost: bool) -> None:
        """Note that the server did not, or that nobody knows, and whether the line was ``lost`` with it."""
        with self._lock:
            self._note(self._after(delivery, error))
            if end := self._reason_to_end(error, lost=lost):
                # Asked in vain is who the server refused to hear of; the others were not asked.
                self._end = end, isinstance(error, Unavailable)

    def close(self) -> None:
        """When the server takes nobody, let everybody else wait who was to be tried."""
        if self._end is None:
            return
        error, asked = self._end
        for number, delivery in enumerate((*self._put_back, *self._rest)):
            self._note(self._after(delivery, error, asked=asked))
            if number % _PAGE == 0:
                self.receipts.settle()
        self.receipts.settle()
        # It is the server that is asked again, not a recipient: all rest together.
        pause = retry_after(self._most_attempts, self._server.host)
        until = now() + (max(pause, _LOCKED_OUT) if isinstance(error, LoginRefused) else pause)
        with self._library.transaction() as connection:
            deliveries.postpone(connection, until)

    def _in_pages(self, ids: Sequence[int]) -> Iterator[Delivery]:
        for start in range(0, len(ids), _PAGE):
            with self._library.reading() as connection:
                page = deliveries.with_ids(connection, ids[start : start + _PAGE])
            yield from page

    def _note(self, delivery: Delivery) -> None:
        self._most_attempts = max(self._most_attempts, delivery.attempts)
        self.receipts.note(delivery)

    def _reason_to_end(self, error: DeliveryError, *, lost: bool) -> Unavailable | None:
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

    def _after(self, delivery: Delivery, error: DeliveryError, *, asked: bool = True) -> Delivery:
        attempts = delivery.attempts + asked
        pause = retry_after(max(attempts, 1), delivery.message_id)
        return replace(
            delivery,
            state=state_after(error),
            attempts=attempts,
            retry_at=now() + pause if isinstance(error, Deferred) else None,
            server=self._server.host,
            receipt=str(error),
        )


def state_after(error: DeliveryError) -> DeliveryState:
    """How far a delivery got that ended with ``error``."""
    if isinstance(error, Rejected):
        return DeliveryState.REJECTED
    return DeliveryState.UNSURE if isinstance(error, Unsure) else DeliveryState.DEFERRED
