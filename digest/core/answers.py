"""What becomes of an answer to a letter, and how that is told.

The seal says that this library made the link, and so that whoever sends it has seen the letter, or met somebody
who has. The sender's address says little, for anybody can write it: it must be one that the edition went to, which
keeps out who was merely shown the letter and does not lie. Each link counts once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from digest.model.answer import Answer, Link, Outcome


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of a link: its seal, its edition with the addresses that it went to, its highlight."""

    is_ours: bool
    is_issued: bool = False
    is_withdrawn: bool = False
    recipients: Collection[str] = ()
    is_used: bool = False
    is_there: bool = False


def is_one(answer: Answer) -> bool:
    """Whether it brings one link from one address, and a person wrote it: only then its background is asked for."""
    return len(answer.links) == 1 and answer.sender != "" and not answer.automatic


def without_background(answer: Answer) -> Outcome:
    """What becomes of an answer that is not one (see ``is_one``)."""
    if answer.automatic:
        return Outcome.AUTOMATIC
    return Outcome.UNCLEAR if answer.links else Outcome.NO_LINK


def judged(answer: Answer, background: Background) -> Outcome:
    """What becomes of an answer that is one: it is taken, or why not."""
    refusals = {
        Outcome.NOT_OURS: not background.is_ours,
        Outcome.NO_EDITION: not background.is_issued,
        Outcome.STRANGER: answer.sender not in background.recipients,
        Outcome.WITHDRAWN: background.is_withdrawn,
        Outcome.REPEATED: background.is_used,
        Outcome.ERASED: not background.is_there,
    }
    return next((outcome for outcome, holds in refusals.items() if holds), Outcome.TAKEN)


def sentence(outcome: Outcome, link: Link | None) -> str:
    """What became of an answer, as a sentence."""
    if link is None:
        return _WITHOUT_LINK[outcome]
    edition = f"edition {link.number} of '{link.digest}'"
    return {
        Outcome.TAKEN: f"{link.word} is said of highlight {link.highlight}, in {edition}",
        Outcome.REPEATED: f"this link of {edition} was used before, and counts once",
        Outcome.STRANGER: f"{edition} did not go to this address: answer from the one that the letter came to",
        Outcome.NO_EDITION: f"{edition} was not issued: the link is of a test copy or a preview",
        Outcome.WITHDRAWN: f"{edition} was withdrawn, and its links with it",
        Outcome.ERASED: f"highlight {link.highlight} is not known any more",
        Outcome.NOT_OURS: "the link was not made by this library: it is forged, or of another one",
    }[outcome]


_WITHOUT_LINK = {
    Outcome.AUTOMATIC: "no person wrote it: an automatic reply, or a letter that came back",
    Outcome.UNCLEAR: "it does not bring one link from one address",
    Outcome.NO_LINK: "it replies to a letter and brings no link: nobody here reads what it says",
}
