"""The settings: what ``config/digest.toml`` says (read by ``settings_file``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from digest.core.pace import Pace
from digest.intake.encodings import ENCODINGS
from digest.intake.folder import LARGEST
from digest.model.clipping import Quotes
from digest.model.edition import Form, WhenEmpty
from digest.model.letter import MailServer


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """``[library]``: the watched folders, the state file, and what in a file counts.

    ``settle`` is how many seconds a file must be still before the service reads it; ``quotes`` says which plain
    block quotes are highlights, ``bookmarks`` whether a saved page without any highlight is one. ``encodings`` are
    guessed among for a file that is not Unicode; ``largest`` is how many bytes a file that is read may have.
    ``quiet_days`` without anything new are worth a warning; 0 for never.
    """

    folders: tuple[Path, ...]
    state: Path
    settle: float
    quotes: Quotes
    bookmarks: bool
    encodings: tuple[str, ...] = ENCODINGS
    largest: int = LARGEST
    quiet_days: int = 0


@dataclass(frozen=True, slots=True)
class OutboxSettings:
    """``[outbox]``: where letters are written and where that folder is published, if it is."""

    folder: Path
    public_url: str


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """``[smtp]``: the sender named in a message, the mail server if there is one, and the file of its password.

    ``pace`` is how fast letters go out.
    """

    sender: str
    server: MailServer | None = None
    pace: Pace = field(default_factory=Pace)
    password_file: Path | None = None


@dataclass(frozen=True, slots=True)
class HeartbeatSettings:
    """``[heartbeat]``: the file that a running service keeps fresh, the address that it asks for, or neither."""

    file: Path | None = None
    url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """``[digests.NAME]``."""

    name: str
    title: str
    seal: str
    language: str
    form: Form
    schedule: str
    timezone: ZoneInfo
    if_missed: Literal["send-late", "skip"]
    when_empty: WhenEmpty
    deliver: tuple[str, ...]
    to: tuple[str, ...]
    fresh: int
    max_bytes: int
    warnings: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that ``config/digest.toml`` says; ``digests`` in the order of the file.

    ``notices`` is the file of addresses that notices go to; None for no notices.
    """

    path: Path
    library: LibrarySettings
    outbox: OutboxSettings
    smtp: SmtpSettings
    digests: Mapping[str, DigestSettings]
    notices: Path | None = None
    heartbeat: HeartbeatSettings = HeartbeatSettings()

    @property
    def timezone(self) -> ZoneInfo:
        """The reader's: that of the first digest."""
        return next(iter(self.digests.values())).timezone
