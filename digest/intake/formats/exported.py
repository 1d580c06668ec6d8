"""What the three shapes of an export have in common: the names of the values, and how each is made sure of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from digest.core.text import clean, one_line
from digest.intake.document import Document
from digest.intake.jsontext import Object
from digest.intake.stamps import read_stamp
from digest.model.clipping import (
    COLORS,
    Clipping,
    DateSource,
    Kind,
    Markup,
    Problem,
    StatedWork,
)

E = TypeVar("E", bound=StrEnum)

_HIGHEST = 2**63


@dataclass(frozen=True, slots=True)
class Stated:
    """The values of a record under the names that ``core.export`` gives them; anything may be there."""

    record: Object

    def text(self, name: str) -> str:
        """A text as it was written; empty when there is none."""
        value = self.record.get(name)
        return clean(value) if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list."""
        value = self.record.get(name)
        listed = value if isinstance(value, list | tuple) else ()
        return tuple(clean(text) for text in listed if isinstance(text, str) and text.strip())

    def number(self, name: str) -> int:
        """A number, or digits; 0 when it is none that can be kept."""
        try:
            number = int(self.record.get(name) or 0)
        except (TypeError, ValueError, OverflowError):
            return 0
        return number if -_HIGHEST <= number < _HIGHEST else 0

    def one_of(self, name: str, otherwise: E) -> E:
        """A member of the enumeration of ``otherwise``."""
        try:
            return type(otherwise)(self.text(name))
        except ValueError:
            return otherwise


def work_of(stated: Stated, document: Document) -> StatedWork:
    """The work; without a title it is called like the file."""
    title = stated.text("title")
    return StatedWork(
        title if title.strip() else one_line(document.stem) or document.path,
        stated.one_of("kind", Kind.ARTICLE),
        stated.text("key"),
        stated.text("author"),
        stated.text("site"),
        stated.text("url"),
        stated.text("app"),
        stated.text("app_url"),
        stated.text("published"),
        stated.text("excerpt"),
        stated.texts("tags"),
    )


def clipping_of(
    stated: Stated, text: str, work: StatedWork, line: int, document: Document
) -> Iterator[Clipping | Problem]:
    """The highlight that says ``text``; a problem without words, and for a date that is none."""
    words, color = text.strip(), stated.text("color")
    if not words:
        yield document.problem(line, "a highlight without words", "export the library again")
        return
    source = stated.one_of("date_source", DateSource.EXPLICIT)
    marked = yield from read_stamp(document, line, stated.text("marked_at"), source=source)
    yield Clipping(
        work,
        words,
        line,
        stated.one_of("markup", Markup.PLAIN),
        stated.text("key"),
        stated.text("note"),
        stated.text("url"),
        stated.texts("tags"),
        color if color in COLORS else "",
        marked,
        stated.text("heading"),
        stated.number("position"),
    )
