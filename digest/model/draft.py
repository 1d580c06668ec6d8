"""What a curator's draft says: an edition as a file that people edit, before it is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

DraftStatus = Literal["draft", "ready", "issued"]
"""What the front matter says of a draft: being worked on, to be issued, or issued and kept."""


class Fault(NamedTuple):
    """What is wrong with a draft; ``line`` counts from 1, or is 0 when it is about the whole of it."""

    line: int
    message: str
    hint: str = ""


class Heading(NamedTuple):
    """The title of a work, above its quotations."""

    line: int
    title: str


class OldOnes(NamedTuple):
    """Where those begin that are set apart as old ones, met again."""

    line: int


class Quotation(NamedTuple):
    """What stands behind ``>``, and which highlight it says it is.

    ``id`` is the highlight's; of a ``summary``, which is quoted whole, that of any of its points. ``text`` and
    ``note`` are as they stand there; both are empty where there is the id alone.
    """

    line: int
    id: int
    summary: bool
    text: str
    note: str = ""


class Words(NamedTuple):
    """What the curator says between quotations, in Markdown."""

    line: int
    text: str


Piece: TypeAlias = Heading | OldOnes | Quotation | Words


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was read.

    Attributes:
        digest: the name of its digest.
        status: what it says of itself.
        identity: what tells it from all others, wherever its file is moved to: the library's name and a number;
            empty where it does not say.
        made: when it was made; None where it does not say.
        again: whether it prints what was printed since it was made.
        title, subject, introduction: the curator's own, or empty.
        pair: an old one, and the fresh one on the same subject that it stands beside, by their ids; or None.
        pieces: all that comes after the introduction, in its order.
        lines: the line of each key of the front matter.
        faults: what was not understood.
    """

    digest: str
    status: str
    identity: str
    made: datetime | None = None
    again: bool = False
    title: str = ""
    subject: str = ""
    introduction: str = ""
    pair: tuple[int, int] | None = None
    pieces: tuple[Piece, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
