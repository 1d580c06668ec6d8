"""The lines of a file on which places in its text stand."""

from __future__ import annotations


class Lines:
    """Counts lines once through a text, for places that are asked for in their order."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._text = text
        self._counted = 0
        self._line = first_line

    def at(self, place: int) -> int:
        """The line of the character at ``place``, which is not before the last one asked for."""
        self._line += self._text.count("\n", self._counted, place)
        self._counted = place
        return self._line
