"""Marks and receipts on their way to disk, in one hand: what comes while it writes shares the next commit.

A commit waits for the disk; with a hand of its own nobody else does who need not. A connection waits for its mark,
as no dot may leave without one, and not for its receipts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Self

from digest.failpoints import failpoint
from digest.model.delivery import Delivery
from digest.store import deliveries
from digest.store.library import Library


@dataclass(slots=True)
class _Entry:
    delivery: Delivery
    is_mark: bool
    written: bool = False


class Receipts:
    """The ledger's writer in a round, inside ``with``; at its end all is on disk.

    After a failure nothing more is written: every call raises it, and so does the end.

    Args:
        tell: told each receipt.
    """

    def __init__(self, library: Library, tell: Callable[[Delivery], object]) -> None:
        self._library = library
        self._tell = tell
        self._lock = Lock()
        self._waiting: list[_Entry] = []
        self._failure: BaseException | None = None
        self._hand = ThreadPoolExecutor(1, "receipts")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.settle()
        finally:
            self._hand.shutdown()

    def mark(self, delivery: Delivery) -> bool:
        """Mark ``delivery`` as being handed over, and return when that is on disk.

        False when it was settled otherwise meanwhile, and nothing was written.

        Raises:
            LibraryError: the library cannot be written.
        """
        entry = _Entry(delivery, is_mark=True)
        self._add(entry).result()
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
        self._hand.submit(self._write).result()

    def _add(self, entry: _Entry) -> Future[None]:
        with self._lock:
            self._waiting.append(entry)
        return self._hand.submit(self._write)

    def _write(self) -> None:
        if self._failure:
            raise self._failure
        with self._lock:
            entries, self._waiting = self._waiting, []
        if not entries:
            return  # they were written with those before them
        try:
            self._commit(entries)
        except BaseException as error:
            self._failure = error
            raise

    def _commit(self, entries: Sequence[_Entry]) -> None:
        receipts = sum(not entry.is_mark for entry in entries)
        for _ in range(receipts):
            failpoint("before-receipt")
        with self._library.transaction() as connection:
            for entry in entries:
                entry.written = deliveries.record(connection, entry.delivery)
        for _ in range(receipts):
            failpoint("after-receipt")
