"""The works of a library, found again by whatever names the programs have for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from digest.core.identity import Names, may_be_one
from digest.model.clipping import StatedWork


class Works:
    """Works by their fingerprints, as far as a batch of files needs them."""

    def __init__(self) -> None:
        self._works: dict[bytes, StatedWork] = {}
        self._named: dict[bytes, dict[bytes, None]] = defaultdict(dict)
        self._without_address: dict[bytes, dict[bytes, None]] = defaultdict(dict)

    def __getitem__(self, fingerprint: bytes) -> StatedWork:
        return self._works[fingerprint]

    def place(self, fingerprint: bytes, work: StatedWork, names: Iterable[bytes] = ()) -> None:
        """Let ``work`` be as it is told now, and be found under ``names`` too."""
        self._works[fingerprint] = work
        for name in names:
            self._named[name][fingerprint] = None
            if not work.url:
                self._without_address[name][fingerprint] = None

    def find(self, work: StatedWork, names: Names) -> bytes | None:
        """The work that is ``work``, by the surest of ``names`` that leads to one, or None.

        A title that leads to two that could be the one leads to none.
        """
        for name in names.own:
            for found in self._candidates(name, work, self._named):
                return found
        if names.title is None:
            return None
        # One that has the address of this was found by it, and one that has another is another.
        among = self._without_address if work.url else self._named
        two = list(islice(self._candidates(names.title, work, among), 2))
        return two[0] if len(two) == 1 else None

    def _candidates(self, name: bytes, work: StatedWork, named: Mapping[bytes, Iterable[bytes]]) -> Iterator[bytes]:
        return (print_ for print_ in named.get(name, ()) if may_be_one(self._works[print_], work))


def told_together(old: StatedWork, new: StatedWork) -> StatedWork:
    """One statement, and where it is silent the other.

    The newer leads when both have the same key or none; else the one whose key comes last, so that no order of
    reading matters, and one without a key only adds to one that has one.
    """
    lead, other = (old, new) if old.key > new.key else (new, old)
    return StatedWork._make(mine or said for mine, said in zip(lead, other, strict=True))
