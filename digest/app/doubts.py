"""Settling what is unsure as each digest has it in ``on_unsure``; the decisions are those of ``core.doubt``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from digest.app.behind import insist_fit
from digest.app.bootstrap import now
from digest.app.secret import with_password
from digest.app.settings import ImapSettings, Settings
from digest.core.doubt import TOO_OLD, found, not_found, not_looked_for, resent, to_look_for
from digest.deliver.address import address_of
from digest.deliver.imap import find
from digest.errors import Unavailable
from digest.model.delivery import Delivery, DeliveryState
from digest.store import deliveries
from digest.store.library import Library


def settle_doubts(library: Library, settings: Settings) -> list[Delivery]:
    """Let what is to be sent again wait for that, and look for the rest in the mailbox.

    Returned are those that were looked for and do not wait now: found, or still unsure. What is older than five
    days is left to a person, and so is what was not sent to the address of the mailbox. The caller holds
    ``library.delivering()``.

    Raises:
        LibraryError: the library is damaged or older than its outbox, and nothing was settled.
    """
    present = now()
    with library.reading() as connection:
        unsure = deliveries.in_doubt(connection, planned_since=present - TOO_OLD)
    policies = {name: digest.on_unsure for name, digest in settings.digests.items()}
    settled = [again for one in unsure if policies.get(one.digest) == "resend" if (again := resent(one, present))]
    to_verify = [one for one in unsure if policies.get(one.digest) == "verify"]
    due = _to_look_for(settings.imap, to_verify, present) if settings.imap else []
    if not (settled or due):
        return []
    insist_fit(library, settings)
    if settings.imap and due:
        settled += _looked_for(settings.imap, due, present)
    with library.transaction() as connection:
        written = [one for one in settled if deliveries.settle_doubt(connection, one)]
    return [one for one in written if one.state is not DeliveryState.DEFERRED]


def _to_look_for(imap: ImapSettings, unsure: Sequence[Delivery], now: datetime) -> list[Delivery]:
    address = address_of(imap.server.address)
    return [one for one in unsure if address_of(one.recipient) == address and to_look_for(one, now, imap.grace)]


def _looked_for(imap: ImapSettings, due: Sequence[Delivery], now: datetime) -> Iterator[Delivery]:
    try:
        places = find(with_password(imap.server, imap.secret), [one.message_id for one in due])
    except Unavailable as error:
        yield from (not_looked_for(one, now, imap.grace, str(error)) for one in due)
        return
    for one in due:
        if folder := places.get(one.message_id):
            yield found(one, f"'{folder}' of {imap.server}")
        else:
            yield not_found(one, now, imap.grace)
