"""The works of a library, found again by whatever names the programs have for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields, replace

from digest.core.identity import Names, may_be_one
from digest.model.clipping import StatedWork


class Works:
    """Works by their fingerprints, as far as a batch of files needs them."""

    def __init__(self) -> None:
        self._works: dict[bytes, StatedWork] = {}
        self._named: dict[bytes, list[bytes]] = defaultdict(list)

    def __getitem__(self, fingerprint: bytes) -> StatedWork:
        return self._works[fingerprint]

    def place(self, fingerprint: bytes, work: StatedWork, names: Iterable[bytes] = ()) -> None:
        """Let ``work`` be as it is told now, and be found under ``names`` too."""
        self._works[fingerprint] = work
        for name in names:
            if fingerprint not in self._named[name]:
                self._named[name].append(fingerprint)

    def find(self, work: StatedWork, names: Names) -> bytes | None:
        """The work that is ``work``, by the surest of ``names`` that leads to one, or None.

        A title that leads to two that could be the one leads to none.
        """
        for name in names.own:
            if found := self._candidates(name, work):
                return found[0]
        found = self._candidates(names.title, work) if names.title else []
        return found[0] if len(found) == 1 else None

    def _candidates(self, name: bytes, work: StatedWork) -> list[bytes]:
        return [print_ for print_ in self._named.get(name, ()) if may_be_one(self._works[print_], work)]


def told_together(old: StatedWork, new: StatedWork) -> StatedWork:
    """One statement, and where it is silent the other.

    The newer leads when both have the same key or none; else the one whose key comes last, so that no order of
    reading matters, and one without a key only adds to one that has one.
    """
    lead, other = (old, new) if old.key > new.key else (new, old)
    silent = {field.name: getattr(other, field.name) for field in fields(lead) if not getattr(lead, field.name)}
    return replace(lead, **silent) if any(silent.values()) else lead
