"""What is not worth a place in a letter, or has one already in other words."""

from __future__ import annotations

from collections.abc import Collection

from digest.core.quality import Flaw
from digest.store.ledger import standing_among
from digest.store.library import Connection
from digest.store.likeness import alike_in
from digest.store.met import last_printed
from digest.store.quality import flaws_in
from digest.store.search import newest_indexed


class Judge:
    """Looks at the texts of what is about to be chosen, each once.

    Nearly the same texts are one: what was printed last of them in the ledger stands for all, among old ones for as
    long as a file has it.
    """

    def __init__(self, connection: Connection, ledger: str, *, quality: bool) -> None:
        self._connection = connection
        self._ledger = ledger
        self._quality = quality
        self._indexed = newest_indexed(connection)
        self._kin: dict[int, frozenset[int]] = {}
        self._flaws: dict[int, Flaw] = {}
        self._printed: dict[int, int] = {}
        self._standing: set[int] = set()

    def look_at(self, ids: Collection[int]) -> None:
        """Look at what may be asked about: many at once take less time."""
        new = set(ids).difference(self._kin)
        if not new:
            return
        # What is not indexed yet is found by what is asked for together with it alone.
        kin = alike_in(self._connection, new.union(one for one in self._kin if one > self._indexed))
        for one in new:
            self._kin[one] = kin.get(one, frozenset())
        for one in new:
            for other in self._kin[one] & self._kin.keys():
                self._kin[other] |= {one}
        if self._quality:
            self._flaws |= flaws_in(self._connection, new)
        known = new.union(*(self._kin[one] for one in new)).difference(self._printed)
        self._printed |= last_printed(self._connection, self._ledger, known)
        self._standing |= standing_among(self._connection, known)

    def unfit(self, ids: Collection[int], chosen: Collection[int], *, old: bool = False) -> set[int]:
        """Those of ``ids`` that have a flaw, or read nearly as another, one ``chosen``, or one printed since.

        For ``old`` ones, what was printed since and stands in no file any more is nothing.
        """
        self.look_at(ids)
        beside, unfit = set(chosen), set[int]()
        for one in ids:
            (unfit if one in self._flaws or self._is_said(one, beside, old=old) else beside).add(one)
        return unfit

    def _is_said(self, one: int, chosen: Collection[int], *, old: bool) -> bool:
        last = self._printed.get(one, 0)
        kin = self._kin[one] & self._standing if old else self._kin[one]
        return any(other in chosen or self._printed.get(other, 0) > last for other in kin)
