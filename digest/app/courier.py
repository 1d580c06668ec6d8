"""One connection of a round: it serves one recipient after the other until nobody is left."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from digest.app.mailround import Round, Spared, Stopped
from digest.deliver.smtp import Envelope, Line
from digest.errors import Deferred, DeliveryError
from digest.failpoints import failpoint
from digest.model.delivery import Delivery


class _Settled(Exception):
    """The delivery does not wait any more: its edition was withdrawn meanwhile."""


@dataclass(slots=True)
class _Turn:
    """A delivery at hand, its message, and whether it is marked as being handed over."""

    delivery: Delivery
    envelope: Envelope | None = None
    marked: bool = False


class Courier:
    """The one who carries letters over it."""

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._connection = contextlib.ExitStack()
        self._line: Line | None = None
        self._following: _Turn | None = None

    def work(self) -> None:
        """Serve.

        Raises:
            LibraryError: the library cannot be written; at worst the delivery at hand is unsure.
        """
        with self._connection:
            while turn := self._next():
                try:
                    self._serve(turn)
                except _Settled:
                    continue
                except (Stopped, Spared):
                    self._round.put_back(turn.delivery)
                    break
                except DeliveryError as error:
                    self._failed(turn, error)
            if self._following:
                self._round.put_back(self._following.delivery)

    def _next(self) -> _Turn | None:
        following, self._following = self._following, None
        if following:
            return following
        self._round.receipts.settle()
        delivery = self._round.next()
        return _Turn(delivery) if delivery else None

    def _serve(self, turn: _Turn) -> None:
        line = self._standing_line()
        envelope = turn.envelope = turn.envelope or self._round.envelope(turn.delivery)
        self._round.wait_for_turn()
        attempt = self._round.attempt(turn.delivery)

        def before_last_dot() -> None:
            failpoint("before-mark")
            self._round.go_on()
            if not self._round.receipts.mark(attempt):
                raise _Settled
            turn.marked = True

        words = line.hand_over(envelope, before_last_dot=before_last_dot, following=self._look_ahead)
        self._round.accepted(attempt, words)

    def _standing_line(self) -> Line:
        most = self._round.pace.per_connection
        if self._line and self._line.alive and not (most and self._line.taken >= most):
            return self._line
        dismissed = self._line is not None and self._line.dismissed
        self._line = None
        self._connection.close()
        if dismissed and self._round.others_stand:
            raise Spared
        failpoint("before-connecting")
        self._line = self._connection.enter_context(self._round.connected())
        return self._line

    def _look_ahead(self) -> Envelope | None:
        """What is handed over next, unless it has to wait or goes over another connection."""
        pace = self._round.pace
        if pace.per_minute or (self._line and self._line.taken + 1 == pace.per_connection):
            return None
        if delivery := self._round.next():
            self._following = _Turn(delivery)
            with contextlib.suppress(DeliveryError):  # its own turn will tell
                self._following.envelope = self._round.envelope(delivery)
        return self._following.envelope if self._following else None

    def _failed(self, turn: _Turn, error: DeliveryError) -> None:
        lost = self._line is None or not self._line.alive
        if lost:
            self._connection.close()
        if lost and not turn.marked and isinstance(error, Deferred) and self._was_not_its_fault():
            self._following = turn
        else:
            self._round.failed(turn.delivery, error, lost=lost)

    def _was_not_its_fault(self) -> bool:
        """Whether a line was lost that had served others, or was one too many: to try again over another is free.

        Servers end a connection after some messages or some time, with a 421 or without a word.
        """
        line = self._line
        return line is not None and (line.taken > 0 or (line.dismissed and self._round.others_stand))
