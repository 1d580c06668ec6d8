"""Files that are gone: removed, or away with the disk or the sync client that held them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

MANY = 5
"""So many files, or fewer, may go at once without a question: somebody tidied up."""
_PART = 3
"""More than one of so many files of a folder gone in one scan is more than tidying up."""


def without_trace(gone: Iterable[int], new: Iterable[int]) -> int:
    """How many of the files that are ``gone`` did not come back under another name: both are sizes in bytes.

    A name tells nothing, and who renames files changes no byte of them.
    """
    return (Counter(gone) - Counter(new)).total()


def is_outage(held: int, lost: int, *, bare: bool) -> bool:
    """Whether a folder that ``held`` so many files and ``lost`` so many looks as if its disk were away.

    A ``bare`` one, in which there is nothing to read, is what a disk leaves behind that is not mounted.
    """
    return (bare and lost > 1) or (lost > MANY and lost * _PART > held)
