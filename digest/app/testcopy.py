"""Test copies: the next edition by mail to any address, with nothing recorded and nothing used up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from digest.app.ingest import Progress
from digest.app.mailround import state_after
from digest.app.outcomes import Outcomes
from digest.app.publish import Proof, RunReport
from digest.app.run import rehearse
from digest.app.secret import with_password
from digest.app.settings import DigestSettings, Settings
from digest.app.signing import Signs
from digest.deliver.message import build_message, list_id, message_id, parted
from digest.deliver.smtp import Envelope, connected
from digest.errors import DeliveryError, SettingsError
from digest.model.delivery import Delivery, DeliveryState
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
    copies = tuple(_sent(settings.smtp.server, settings, proof, digest, now, to) for to in recipients)
    return replace(report, outcome="test", deliveries=copies, tried=Outcomes(copies))


def _sent(
    server: MailServer, settings: Settings, proof: Proof, digest: DigestSettings, now: datetime, recipient: str
) -> Delivery:
    number, sender = proof.edition.number, settings.smtp.sender
    identity = message_id(
        secrets.token_bytes(32), digest=digest.name, number=number, recipient=recipient, sender=sender
    )
    content = build_message(
        replace(proof.rendering, subject=f"[test] {proof.rendering.subject}"),
        sender=sender,
        recipient=recipient,
        date=now.astimezone(digest.timezone),
        message_id=identity,
        list_id=list_id(digest.name, sender),
    )
    copy = Delivery(digest.name, number, recipient, identity, attempts=1, server=server.host)
    try:
        with connected(with_password(server, settings.smtp.secret)) as line:
            envelope = Envelope(sender, recipient, Signs(settings.dkim)(parted(content)))
            words = line.hand_over(envelope, before_last_dot=lambda: None)
    except DeliveryError as error:
        return replace(copy, state=state_after(error), receipt=str(error))
    return replace(copy, state=DeliveryState.ACCEPTED, receipt=words)
