"""Something in a file that was not understood, before anyone asks which file it was."""

from __future__ import annotations

from typing import NamedTuple

from digest.model.clipping import Problem


class Trouble(NamedTuple):
    """A problem without a path; ``line`` counts from 1, or is 0 when it is about the whole file."""

    line: int
    message: str
    hint: str = ""

    def at(self, path: str) -> Problem:
        """The same as a ``Problem`` of the file at ``path``."""
        return Problem(path, self.line, self.message, self.hint)


class Misshapen(Exception):
    """A document is not what it begins like: JSON that breaks off, a page that is too large to be taken apart."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble
