"""Test copies: the next edition by mail to any address, with nothing recorded and nothing used up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from digest.app.ingest import Progress
from digest.app.publish import Delivery, Proof, RunReport
from digest.app.run import rehearse
from digest.app.settings import DigestSettings, Settings
from digest.deliver.message import build_message, list_id, message_id
from digest.deliver.smtp import send
from digest.errors import DeliveryError, Rejected, SettingsError
from digest.model.letter import MailServer


def send_test(
    settings: Settings, digest: DigestSettings, now: datetime, recipients: Sequence[str], progress: Progress
) -> RunReport:
    """Send the edition that a run would issue to each of ``recipients``; one refusal stops none of the others.

    A test copy is marked ``[test]`` in its subject and has a Message-ID of its own.

    Raises:
        SettingsError: there is no mail server in the settings.
    """
    if settings.smtp.server is None:
        raise SettingsError(
            ["there is no mail server to send a test copy with"], hint=f"set [smtp] host in '{settings.path}'"
        )
    report, proof = rehearse(settings, digest, now, progress)
    if proof is None:
        return report
    server, sender = settings.smtp.server, settings.smtp.sender
    deliveries = []
    for recipient in recipients:
        message = _message(proof, digest, now, sender, recipient)
        deliveries.append(_sent(server, message, sender, recipient))
    return replace(report, outcome="test", deliveries=tuple(deliveries))


def _message(proof: Proof, digest: DigestSettings, now: datetime, sender: str, recipient: str) -> bytes:
    return build_message(
        replace(proof.rendering, subject=f"[test] {proof.rendering.subject}"),
        sender=sender,
        recipient=recipient,
        date=now.astimezone(digest.timezone),
        message_id=message_id(
            secrets.token_bytes(32), digest=digest.name, number=proof.edition.number, sender=sender
        ),
        list_id=list_id(digest.name, sender),
    )


def _sent(server: MailServer, message: bytes, sender: str, recipient: str) -> Delivery:
    try:
        send(server, message, sender=sender, recipient=recipient)
    except DeliveryError as error:
        return Delivery(recipient, "rejected" if isinstance(error, Rejected) else "deferred", error)
    return Delivery(recipient, "accepted")
