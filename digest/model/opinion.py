"""What the reader thinks of a highlight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Retired = Literal["", "discard", "done"]
"""Out of the choice: not at all; for good; or met often enough, never again as an old one."""


class Word(StrEnum):
    """What can be said of a highlight."""

    FAVORITE = "favorite"
    DISCARD = "discard"
    SOONER = "sooner"
    LATER = "later"
    DONE = "done"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was said of one highlight, and what comes of it for that highlight alone.

    ``marked`` is what the reader said in the order of saying it, ``stated`` what the tags in its note say now.
    ``step`` is added to the step of the ladder on which it comes back: below 0 is sooner, above 0 later. What is
    ``pinned`` comes back at the shortest gap.
    """

    marked: tuple[Word, ...] = ()
    stated: tuple[Word, ...] = ()
    favorite: bool = False
    step: int = 0
    retired: Retired = ""
    pinned: bool = False
