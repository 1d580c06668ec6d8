"""Answers to letters, from mails to what is thought of a highlight.

Maildir or IMAP        → the heads of mails that may be answers; nothing is changed there
| deliver.answers      → who wrote it, which link it brings
| store.answers        → read before: nothing to do
| core.answers         → taken, or why not: pure
| store.opinions       → the word is said of the highlight
                       ── and the mail remembered in the same transaction: none counts twice
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from digest.app.secret import with_password
from digest.app.settings import Settings
from digest.core.answers import Background, is_one, judged, without_background
from digest.core.seal import is_ours, key_of
from digest.deliver import imap, maildir
from digest.deliver.address import address_of
from digest.deliver.answers import read_head
from digest.errors import SettingsError
from digest.model.answer import ASKED, Answer, Heard, Outcome, SealedLink
from digest.store import answers, deliveries, ledger, opinions
from digest.store.library import Connection, Library

LOOKED_BACK = timedelta(days=90)
"""How long ago a mail may have come; however old the letter is that it answers."""


def wanted(settings: Settings) -> bool:
    """Whether letters ask for answers, or a place is named where there may be some."""
    return settings.feedback.maildir is not None or any(one.feedback_to for one in settings.digests.values())


def hear(library: Library, settings: Settings, now: datetime, seen: set[str]) -> list[Heard] | None:
    """Read some mails that have come, and do as answers among them say; None when there is nothing new to look at.

    What became of each answer that was not read before is returned: who wants all calls until it is None. ``seen``
    holds what was looked at, and is added to.

    Raises:
        SettingsError: no place is named where answers arrive.
        Unavailable: it cannot be looked into.
        LibraryBusy: another process is writing; nothing was done, and nothing is lost.
    """
    heads = _heads(settings, now - LOOKED_BACK, seen)
    if not heads:
        return None
    heard = _taken(library, (read_head(head) for _, head in heads), now)
    seen.update(name for name, _ in heads)
    return heard


def _heads(settings: Settings, since: datetime, seen: Collection[str]) -> list[tuple[str, bytes]]:
    if settings.feedback.maildir:
        return maildir.heads(settings.feedback.maildir, since, seen)
    if settings.imap is None:
        raise SettingsError(["answers arrive nowhere"], hint="set [feedback] maildir, or [imap] host")
    server = with_password(settings.imap.server, settings.imap.secret)
    subjects, replied_to = [f"{word}." for word in ASKED], [f"<{name}." for name in settings.digests]
    return imap.heads(server, subjects, replied_to, since, seen)


def _taken(library: Library, read: Iterable[Answer], now: datetime) -> list[Heard]:
    candidates = [answer for answer in read if answer.links or answer.replies_to]
    with library.reading() as connection:
        if not _new(connection, candidates):
            return []
    key = key_of(library.instance)
    with library.writing(), library.transaction() as connection:
        return [_heard(connection, answer, key, now) for answer in _new(connection, candidates)]


def _new(connection: Connection, candidates: Iterable[Answer]) -> list[Answer]:
    """Those that answer a letter, each once, and were not read before."""
    by_identity = {answer.identity: answer for answer in candidates}
    known = answers.read_before(connection, by_identity)
    return [
        answer
        for identity, answer in by_identity.items()
        if identity not in known and (answer.links or answers.replies_to_us(connection, answer))
    ]


def _heard(connection: Connection, answer: Answer, key: bytes, now: datetime) -> Heard:
    if not is_one(answer):
        outcome = without_background(answer)
        answers.remember(connection, answer, outcome, None, now)
        return Heard(answer.sender, outcome, None)
    [brought] = answer.links
    outcome, link = judged(answer, _background(connection, brought, key)), brought.link
    if outcome is Outcome.TAKEN:
        opinions.mark(connection, link.highlight, link.word, now)
    answers.remember(connection, answer, outcome, link if outcome is Outcome.TAKEN else None, now)
    return Heard(answer.sender, outcome, link)


def _background(connection: Connection, brought: SealedLink, key: bytes) -> Background:
    link = brought.link
    if not is_ours(brought, key):
        return Background(is_ours=False)
    issue = ledger.issue(connection, link.digest, link.number)
    sent = deliveries.of_edition(connection, link.digest, link.number)
    return Background(
        is_ours=True,
        is_issued=issue is not None,
        is_withdrawn=issue is not None and issue.withdrawn_at is not None,
        recipients={address_of(one.recipient) for one in sent},
        is_used=answers.is_used(connection, link),
        is_there=link.highlight in ledger.highlights_by_id(connection, [link.highlight]),
    )
