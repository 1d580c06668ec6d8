"""What a person should know of while it lasts: a warning has a cause, a beginning and an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Cause(StrEnum):
    """What warnings are about; ``docs/operations.md`` says of each what it means and what to do."""

    LATE = "late"  # a slot is due and has no letter yet
    CLOCK = "clock"  # a clock ran ahead: nothing is due for days
    FOLDER = "folder"  # a watched folder is not there, or seems to be away
    QUIET = "quiet"  # nothing new came into the folders for days
    WATCHER = "watcher"  # the system does not tell of changes in a folder
    SERVICE = "service"  # the running service fails at something again and again
    HUNG = "hung"  # the running service has stopped coming round
    DISK = "disk"  # a disk is nearly full
    DRAFT = "draft"  # a draft is to be issued and cannot
    BEHIND = "behind"  # the outbox has editions that the library does not know
    UNSURE = "unsure"  # a letter may have been delivered or not
    WAITING = "waiting"  # a letter was not taken by the mail server yet
    REJECTED = "rejected"  # a letter was refused for good
    EXPIRED = "expired"  # a letter waited too long and was given up
    UNSENDABLE = "unsendable"  # letters wait, and there is no mail server


@dataclass(frozen=True, slots=True)
class StandingWarning:
    """A warning as it stands now.

    ``subject`` tells warnings of one cause apart: a folder, a digest, a recipient. ``message`` is a sentence with
    what to do. One that is ``passing`` is likely to end by itself soon: ``status`` tells it, and nothing else does.
    ``count`` is how many letters it is about, if it is about letters.
    """

    cause: Cause
    subject: str
    message: str
    passing: bool = False
    count: int = 1

    @property
    def key(self) -> tuple[Cause, str]:
        """What makes it the same warning tomorrow, in other words perhaps."""
        return self.cause, self.subject


@dataclass(frozen=True, slots=True)
class WarningRecord:
    """What the library remembers of a warning: since when it stands, and where it was told."""

    since: datetime
    printed: bool
    noticed: bool
