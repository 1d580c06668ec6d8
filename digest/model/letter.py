"""What we send: the frame around an edition, its rendering and the message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class AnswersTo:
    """Where the links of a letter send answers: an address, and the key that seals them."""

    address: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a letter says about itself, from the settings.

    ``title`` and ``seal`` name the digest. ``language`` is that of the words around the quotations: a
    language that ``templates/words`` has, or ``auto``. ``archive_url`` and ``previous_url`` lead to the
    published outbox and to the edition before this one, ``edition_url`` to this one; empty when unpublished.
    ``warnings`` are what is wrong with digest itself: causes (see ``model.warning``) and how many things each is
    about. ``answers_to`` is set when highlights have links to say what is thought of them, and ``reasons`` when
    each says why it is there. With ``clean_links`` links do without what trackers added.
    """

    title: str
    seal: str
    language: str = "auto"
    archive_url: str = ""
    edition_url: str = ""
    previous_url: str = ""
    warnings: tuple[tuple[str, int], ...] = ()
    answers_to: AnswersTo | None = None
    reasons: bool = False
    clean_links: bool = True


@dataclass(frozen=True, slots=True)
class Rendering:
    """An edition set as a letter: ``html`` and its plain-text twin ``text``."""

    subject: str
    preheader: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An edition as it was issued: its bytes, stored with it and never made again.

    ``folder`` is below the outbox. ``record`` is ``edition.json``, ``html`` ``message.html``, ``text``
    ``message.txt`` and ``message`` ``message.eml``.
    """

    folder: str
    record: bytes
    html: bytes
    text: bytes
    message: bytes

    @property
    def size(self) -> int:
        """The bytes of all that is written of it."""
        return len(self.record) + len(self.html) + len(self.text) + len(self.message)


@dataclass(frozen=True, slots=True)
class Issue:
    """What the ledger knows of an issued edition without opening its letter.

    ``draft`` is the identity of the draft that it was made from, if it was.
    """

    digest: str
    number: int
    slot: str
    issued_at: datetime
    folder: str
    withdrawn_at: datetime | None = None
    draft: str = ""


LoginBy = Literal["password", "xoauth2"]
"""What a login shows: a password, or an access token of OAuth 2.0 in its place."""

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and how to log in; without ``username`` there is no login."""

    TABLE: ClassVar[str] = "smtp"

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = field(default="", repr=False)
    login: LoginBy = "password"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where the letters of one recipient arrive: a server with the mailbox ``address`` and its ``folders``."""

    TABLE: ClassVar[str] = "imap"

    host: str
    port: int
    security: Security
    address: str
    folders: tuple[str, ...]
    username: str = ""
    password: str = field(default="", repr=False)
    login: LoginBy = "password"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"
