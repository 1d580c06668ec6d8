"""Which highlights a digest prints at all: its filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from digest.model.clipping import Kind


@dataclass(frozen=True, slots=True)
class Rules:
    """What a highlight may be asked for; an empty rule asks for nothing.

    ``sources`` are programs, formats and sites, ``tags`` those of the highlight or its work. ``languages`` are
    answers of ``core.text.language``. ``folders`` are absolute paths, and hold a file that the highlight stands in.
    ``words`` are parts of the text, the note or the work's title. ``newer_than`` counts back to the mark.
    """

    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    words: tuple[str, ...] = ()
    newer_than: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a highlight must be, and what it must not be, to be printed.

    It passes when every rule of ``include`` holds and none of ``exclude``; a rule with several values holds when
    one of them does. The points of a summary pass, or not, with their work.
    """

    include: Rules = Rules()
    exclude: Rules = Rules()


EVERYTHING = Filter()
"""The filter that lets every highlight through."""
