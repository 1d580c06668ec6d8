"""The settings: what ``config/digest.toml`` says (read by ``settings_file``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from digest.core.pace import Pace
from digest.intake.encodings import ENCODINGS
from digest.intake.folder import LARGEST
from digest.model.choice import Quotas
from digest.model.clipping import Quotes
from digest.model.delivery import OnUnsure
from digest.model.edition import Form, WhenEmpty
from digest.model.filter import EVERYTHING, Filter
from digest.model.letter import ImapServer, MailServer


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
class DraftSettings:
    """``[drafts]``: where drafts are, and how long one that is ready is held before it is issued."""

    folder: Path
    hold: timedelta

    @property
    def ready(self) -> Path:
        """Where a draft is moved to be issued."""
        return self.folder / "ready"

    @property
    def issued(self) -> Path:
        """Where a draft is moved when it was issued."""
        return self.folder / "issued"


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a password, or an access token, is: in one of these, and fetched when it is needed (``app.secret``).

    ``text`` is the secret itself, ``file`` holds it alone, and ``command`` prints it and is run in ``folder``.
    """

    text: str = field(default="", repr=False)
    file: Path | None = None
    command: tuple[str, ...] = ()
    folder: Path = Path()


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """``[smtp]``: the sender named in a message, the mail server if there is one, and where its password is.

    ``pace`` is how fast letters go out.
    """

    sender: str
    server: MailServer | None = None
    secret: Secret = Secret()
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """``[imap]``: the mailbox that letters are looked for in, and how long they may take to get there."""

    server: ImapServer
    secret: Secret
    grace: timedelta


@dataclass(frozen=True, slots=True)
class FeedbackSettings:
    """``[feedback]``: the Maildir that answers to letters arrive in; None for the mailbox of ``[imap]``."""

    maildir: Path | None = None


@dataclass(frozen=True, slots=True)
class DkimSettings:
    """``[dkim]``: for which domain letters are signed, its key's published name, and the private one."""

    domain: str
    selector: str
    key_file: Path


@dataclass(frozen=True, slots=True)
class HeartbeatSettings:
    """``[heartbeat]``: the file that a running service keeps fresh, the address that it asks for, or neither."""

    file: Path | None = None
    url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """``[digests.NAME]``.

    ``template`` names the templates that its letters are set with, or is empty for those of all digests. ``ledger``
    is where it is kept what was printed: digests with the same one print nothing twice between them. ``fresh``,
    ``resurface``, ``least``, ``turn_within`` letters and ``gap`` days are its quotas; ``quality`` says that what is
    not worth a place (``core.quality``) has none. With ``reasons`` each highlight says why it is there, and
    with ``clean_links`` links do without what trackers added.
    ``frequency`` is how often old ones of a source or work are wanted: that of ``[frequency]``, 1 for normal.
    ``feedback_to`` is the mailbox that the links below highlights write to; empty for no such links.
    """

    name: str
    title: str
    seal: str
    language: str
    form: Form
    schedule: str
    timezone: ZoneInfo
    if_missed: Literal["send-late", "skip"]
    on_unsure: OnUnsure
    when_empty: WhenEmpty
    deliver: tuple[str, ...]
    to: tuple[str, ...]
    fresh: int
    max_bytes: int
    warnings: bool
    quality: bool
    template: str
    ledger: str
    resurface: int
    least: int
    turn_within: int
    gap: int
    reasons: bool
    clean_links: bool
    feedback_to: str
    filter: Filter = EVERYTHING
    frequency: Mapping[str, float] = field(default_factory=dict)

    @property
    def quotas(self) -> Quotas:
        """How much its letters may have of what."""
        return Quotas(self.fresh, self.resurface, self.least, self.turn_within, self.gap)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that ``config/digest.toml`` says; ``digests`` in the order of the file.

    ``notices`` is the file of addresses that notices go to; None for no notices.
    """

    path: Path
    library: LibrarySettings
    outbox: OutboxSettings
    drafts: DraftSettings
    smtp: SmtpSettings
    digests: Mapping[str, DigestSettings]
    imap: ImapSettings | None = None
    dkim: DkimSettings | None = None
    notices: Path | None = None
    heartbeat: HeartbeatSettings = HeartbeatSettings()
    feedback: FeedbackSettings = FeedbackSettings()

    @property
    def timezone(self) -> ZoneInfo:
        """The reader's: that of the first digest."""
        return next(iter(self.digests.values())).timezone

    @property
    def templates(self) -> Collection[str]:
        """Those that digests have for themselves, each once."""
        return dict.fromkeys(digest.template for digest in self.digests.values() if digest.template)
