"""A clipping file as text: what a format is given to identify and to parse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import PurePath

from digest.intake.frontmatter import FrontMatter, read_front_matter
from digest.model.clipping import Problem, Quotes

HEAD = 65_536
"""Characters of a document that ``identify`` may look at."""


@dataclass(frozen=True)
class Document:
    """A decoded file.

    Attributes:
        path: the file's path as people see it.
        text: the whole text, clean (see ``core.text.clean``).
        modified: when the file was last changed, aware.
        zone: the reader's time zone, for dates that state none.
        quotes: which plain block quotes of a note are highlights.
    """

    path: str
    text: str
    modified: datetime
    zone: tzinfo
    quotes: Quotes = "sourced"

    @property
    def stem(self) -> str:
        """The file's name without folder and ending: a title of last resort."""
        return PurePath(self.path).stem

    @cached_property
    def head(self) -> str:
        """The first ``HEAD`` characters."""
        return self.text[:HEAD]

    @cached_property
    def front(self) -> FrontMatter:
        """The front matter, the body and the line the body starts on."""
        return read_front_matter(self.text)

    def problem(self, line: int, message: str, hint: str = "") -> Problem:
        """A problem at ``line`` of this file."""
        return Problem(self.path, line, message, hint)
