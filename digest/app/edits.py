"""Edits of a file, known once whoever makes them is done."""

from __future__ import annotations

from pathlib import Path

STILL = 2.0
"""Seconds for which a file must be still: an editor may write it in several steps, or remove it first."""


class Edits:
    """The edits of one file, counted from now on. That it goes, or comes back, is an edit too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = self._last_seen = _state(path)
        self._still_since = 0.0

    def take_as_known(self) -> None:
        """The file as it stands now is no edit any more: whoever calls is about to read it."""
        self._known = _state(self._path)

    def are_done(self, now: float) -> bool:
        """Whether the file is not as it was known, and has been still.

        Args:
            now: seconds of a clock that only counts. Only calls see the file: let them come every second or so.
        """
        state = _state(self._path)
        if state != self._last_seen:
            self._last_seen, self._still_since = state, now
        return state != self._known and now - self._still_since >= STILL


def _state(path: Path) -> tuple[int, int] | None:
    """What tells an edit: time of change and size; None when there is no file to be seen."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
