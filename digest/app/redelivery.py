"""What a person asks of deliveries: an edition once more, and an end to what a crash left open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from digest.app.delivering import deliver_waiting
from digest.app.publish import Press, issue_numbered, plan_deliveries
from digest.app.settings import DigestSettings
from digest.deliver.address import parse_mailbox
from digest.errors import SettingsError, UsageError
from digest.model.delivery import Delivery, DeliveryState
from digest.store import deliveries
from digest.store.library import Connection, Library

Choice = Callable[[Delivery], bool]


def redeliver(
    library: Library,
    press: Press,
    now: datetime,
    *,
    edition: tuple[DigestSettings, int] | None = None,
    recipients: Sequence[str] = (),
    unsure: Literal["resend", "drop"] | None = None,
) -> list[Delivery]:
    """Try what waits, and return it as it stands afterwards.

    Args:
        edition: only this one; without ``unsure`` it is sent again, also to who has it.
        recipients: only these; with ``edition`` also some that it was not planned for.
        unsure: what a crash left open is sent (perhaps twice) or given up (perhaps never delivered).

    Raises:
        UsageError: there is no such edition, or nobody to send it to.
        SettingsError: there is no mail server in the settings.
    """
    if press.settings.smtp.server is None:
        raise SettingsError(["there is no mail server"], hint=f"set [smtp] host in '{press.settings.path}'")
    chosen = _choice(edition, recipients)

    def which(connection: Connection) -> list[Delivery]:
        if unsure is not None:
            _settle_unsure(connection, unsure, chosen)
        elif edition is not None:
            _ask_again(connection, press, *edition, recipients)
        return list(filter(chosen, deliveries.waiting(connection)))

    return deliver_waiting(library, press, now, which=which)


def _choice(edition: tuple[DigestSettings, int] | None, recipients: Sequence[str]) -> Choice:
    addresses = {parse_mailbox(recipient).address for recipient in recipients}

    def chosen(delivery: Delivery) -> bool:
        right_edition = edition is None or (delivery.digest, delivery.number) == (edition[0].name, edition[1])
        return right_edition and (not addresses or parse_mailbox(delivery.recipient).address in addresses)

    return chosen


def _settle_unsure(connection: Connection, how: Literal["resend", "drop"], chosen: Choice) -> None:
    state = DeliveryState.PENDING if how == "resend" else DeliveryState.EXPIRED
    for delivery in filter(chosen, deliveries.in_states(connection, [DeliveryState.UNSURE])):
        deliveries.set_state(connection, delivery, state)


def _ask_again(
    connection: Connection, press: Press, digest: DigestSettings, number: int, recipients: Sequence[str]
) -> None:
    issue_numbered(connection, digest, number)
    planned = deliveries.of_edition(connection, digest.name, number)
    known = {parse_mailbox(delivery.recipient).address for delivery in planned}
    to = recipients or ([] if planned else digest.to)
    plan_deliveries(
        connection, press, digest, number, [one for one in to if parse_mailbox(one).address not in known]
    )
    asked = list(
        filter(_choice((digest, number), recipients), deliveries.of_edition(connection, digest.name, number))
    )
    if not asked:
        raise UsageError(
            f"'{digest.name}' has nobody to send edition {number} to",
            hint="name somebody with --to, or in the settings",
        )
    for delivery in asked:
        deliveries.set_state(connection, delivery, DeliveryState.PENDING)
