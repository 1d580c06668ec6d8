"""Whether a folder is there, asked so that a network disk that is dead keeps nobody waiting for ever."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

PATIENCE = 20.0
"""Seconds in which a folder has answered: a disk that was asleep takes ten."""

Presence = Literal["there", "gone", "silent"]


class _Question(Thread):
    """Whether a folder is there, asked in a thread that nobody needs to wait for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._folder = folder
        self.presence: Presence = "silent"

    def run(self) -> None:
        is_there = os.path.isdir(self._folder)
        if is_there:
            with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
                next(entries, None)
        self.presence = "there" if is_there else "gone"


_open: dict[Path, _Question] = {}
"""Questions that were not answered yet: a folder that is silent for days is not asked by a thousand threads."""
_opening = Lock()


def presence(folder: Path, patience: float = PATIENCE) -> Presence:
    """Whether ``folder`` is there, is not, or has not said so within ``patience`` seconds."""
    with _opening:
        question = _open.get(folder)
        if question is None:
            question = _open[folder] = _Question(folder)
            question.start()
    question.join(patience)
    if question.presence != "silent":
        with _opening:
            _open.pop(folder, None)
    return question.presence
