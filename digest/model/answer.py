"""Answers to a letter: the links that ask for one, the mails that bring it, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from digest.model.opinion import Word

ASKED = (Word.FAVORITE, Word.LATER, Word.DISCARD)
"""The words that a letter has links for."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link below a highlight: the edition that printed it, the highlight, and the word that it says of it."""

    digest: str
    number: int
    highlight: int
    word: Word


@dataclass(frozen=True, slots=True)
class SealedLink:
    """A link as a mail brought it, with its seal, which may be forged."""

    link: Link
    seal: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the head of a mail says.

    ``identity`` tells it from every other mail, 16 bytes. ``sender`` is the address in its ``From``, in lower case,
    or empty where there is not exactly one. ``links`` stand in its subject. ``replies_to`` are Message-IDs.
    ``automatic`` says that no person wrote it.
    """

    identity: bytes
    sender: str
    links: tuple[SealedLink, ...]
    replies_to: tuple[str, ...]
    automatic: bool


class Outcome(StrEnum):
    """What became of an answer."""

    TAKEN = "taken"
    REPEATED = "repeated"
    NOT_OURS = "not-ours"
    STRANGER = "stranger"
    NO_EDITION = "no-edition"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    AUTOMATIC = "automatic"
    UNCLEAR = "unclear"
    NO_LINK = "no-link"


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer that was read: from whom, what became of it, and the link that it brought, if it was one."""

    sender: str
    outcome: Outcome
    link: Link | None
