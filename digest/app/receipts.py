"""Marks and receipts on their way to disk: who comes first writes for all that have come.

A commit waits for the disk. A connection waits for its mark, as no dot may leave without one; what others bring
meanwhile has one more commit together. A receipt goes with the next mark, or soon by itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from digest.app.bootstrap import now
from digest.failpoints import failpoint
from digest.model.delivery import Delivery
from digest.store import deliveries
from digest.store.library import Library

_SOON = 0.05
"""Seconds that a receipt waits for a mark to go with."""


@dataclass(slots=True)
class _Entry:
    delivery: Delivery
    is_mark: bool
    written: bool = False


class Receipts:
    """The ledger's writer in a round, inside ``with``; at its end all is on disk.

    After a failure nothing more is written: whoever comes has it raised, and so does the end.

    Args:
        tell: told each receipt.
    """

    def __init__(self, library: Library, tell: Callable[[Delivery], object]) -> None:
        self._library = library
        self._tell = tell
        self._kept = contextlib.ExitStack()
        self._waiting: list[_Entry] = []
        self._adding, self._writing = Lock(), Lock()
        self._failure: BaseException | None = None
        self._over = Event()
        self._tidying = Thread(target=self._tidy, name="receipts", daemon=True)

    def __enter__(self) -> Self:
        self._connection = self._kept.enter_context(self._library.connected())
        self._tidying.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._tidying.join()
        with self._kept:
            try:
                self.settle()
            finally:
                with self._writing:  # a courier left behind by Ctrl-C marks nothing any more, and so sends no dot
                    self._failure = self._failure or RuntimeError("the round is over")

    def mark(self, delivery: Delivery) -> bool:
        """Mark ``delivery`` as being handed over, and return when that is on disk.

        False when it was settled otherwise meanwhile, and nothing was written.

        Raises:
            LibraryError: the library cannot be written.
        """
        entry = _Entry(delivery, is_mark=True)
        self._add(entry)
        self.settle()
        return entry.written

    def note(self, delivery: Delivery) -> None:
        """Write down how far ``delivery`` got, soon."""
        self._tell(delivery)
        self._add(_Entry(delivery, is_mark=False))

    def settle(self) -> None:
        """Return when all is on disk.

        Raises:
            LibraryError: the library cannot be written.
        """
        with self._writing:
            if self._failure:
                raise self._failure
            with self._adding:
                entries, self._waiting = self._waiting, []
            if entries:
                self._write(entries)

    def _add(self, entry: _Entry) -> None:
        with self._adding:
            self._waiting.append(entry)

    def _write(self, entries: Sequence[_Entry]) -> None:
        receipts = sum(not entry.is_mark for entry in entries)
        try:
            for _ in range(receipts):
                failpoint("before-receipt")
            with self._library.small_transaction(self._connection) as cursor:
                for entry in entries:
                    entry.written = deliveries.record(cursor, entry.delivery, now())
            for _ in range(receipts):
                failpoint("after-receipt")
        except BaseException as error:
            self._failure = error
            raise

    def _tidy(self) -> None:
        while not self._over.wait(_SOON):
            with contextlib.suppress(Exception):  # whoever comes next has it raised
                self.settle()
