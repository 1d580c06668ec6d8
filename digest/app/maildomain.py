"""Looking up whether letters will be welcome: what the settings say of their sender, and what the DNS does."""

from __future__ import annotations

from digest.app.settings import Settings
from digest.app.signing import signer
from digest.core.maildomain import questions, remarks
from digest.deliver.address import parse_mailbox
from digest.deliver.resolver import Resolver
from digest.errors import SettingsError, Unavailable
from digest.model.dns import Answer, Question
from digest.model.maildomain import Remark, Sender, Signature

STATUS = {"well": 0, "advice": 0, "wrong": SettingsError.status, "unknown": Unavailable.status}
"""The exit status of each state of a remark."""


def look_up(settings: Settings, resolver: Resolver | None = None) -> list[Remark]:
    """What is to be said of the domain that letters come from. The DNS is asked only where it has a say."""
    server = settings.smtp.server
    if server is None:
        return [Remark("mail", "well", "no mail server is set: letters go to the outbox only")]
    domain = parse_mailbox(settings.smtp.sender).domain
    a_day = sum(len(digest.to) for digest in settings.digests.values() if "smtp" in digest.deliver)
    try:
        signature = _signature(settings)
        sender = Sender(domain, server.host.lower(), a_day, signature)
        known: dict[Question, Answer] = {}
        resolver = resolver or Resolver()
        while wanted := questions(sender, known):
            known |= {question: resolver.ask(question) for question in wanted}
    except Unavailable as error:
        return [Remark("mail", "unknown", error.message, error.hint)]
    return list(remarks(sender, known))


def _signature(settings: Settings) -> Signature | None:
    if settings.dkim is None:
        return None
    return Signature(settings.dkim.domain, *signer(settings.dkim).record())
