"""What a person asks of deliveries: an edition once more, and an end to what a crash left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from digest.app.bootstrap import now
from digest.app.delivering import deliver_waiting
from digest.app.outcomes import Outcomes
from digest.app.publish import Press, issue_numbered, plan_deliveries
from digest.app.settings import DigestSettings
from digest.deliver.address import address_of
from digest.errors import SettingsError, UsageError
from digest.model.delivery import Delivery, DeliveryState
from digest.store import deliveries
from digest.store.library import Connection, Library

Choice = Callable[[Delivery], bool]


def redeliver(
    library: Library,
    press: Press,
    *,
    edition: tuple[DigestSettings, int] | None = None,
    recipients: Sequence[str] = (),
    unsure: Literal["resend", "drop"] | None = None,
    tell: Callable[[Delivery], object] = lambda delivery: None,
) -> Outcomes:
    """Try what waits, and return what became of it and of what was given up.

    Args:
        edition: only this one; without ``unsure`` it is sent again, also to who has it.
        recipients: only these; with ``edition`` also some that it was not planned for.
        unsure: what a crash left open is sent (perhaps twice) or given up (perhaps never delivered).
        tell: told each delivery that was tried or given up, as it stands then.

    Raises:
        UsageError: there is no such edition, it was withdrawn, or there is nobody to send it to.
        SettingsError: there is no mail server in the settings.
    """
    if press.settings.smtp.server is None and unsure != "drop":
        raise SettingsError(["there is no mail server"], hint=f"set [smtp] host in '{press.settings.path}'")
    chosen = _choice(edition, recipients)
    given_up: list[Delivery] = []

    def which(connection: Connection) -> Sequence[int]:
        if unsure == "drop":
            given_up.extend(_drop(connection, chosen))
        elif unsure == "resend":
            _put_back(connection, filter(chosen, deliveries.in_states(connection, [DeliveryState.UNSURE])))
        elif edition is not None:
            _ask_again(connection, press, *edition, recipients)
        ids = deliveries.in_turn(connection)
        return ids if edition is None and not recipients else _chosen(connection, ids, chosen)

    outcomes = deliver_waiting(library, press, which=which, by_itself=unsure is None, tell=tell)
    for delivery in given_up:
        outcomes.add(delivery)
        tell(delivery)
    return outcomes


def _chosen(connection: Connection, ids: Sequence[int], chosen: Choice) -> Sequence[int]:
    return [id_ for id_, one in zip(ids, deliveries.with_ids(connection, ids), strict=True) if chosen(one)]


def _choice(edition: tuple[DigestSettings, int] | None, recipients: Sequence[str]) -> Choice:
    addresses = set(map(address_of, recipients))

    def chosen(delivery: Delivery) -> bool:
        right_edition = edition is None or (delivery.digest, delivery.number) == (edition[0].name, edition[1])
        return right_edition and (not addresses or address_of(delivery.recipient) in addresses)

    return chosen


def _drop(connection: Connection, chosen: Choice) -> list[Delivery]:
    unsure = filter(chosen, deliveries.in_states(connection, [DeliveryState.UNSURE]))
    words = "given up by hand; it may have arrived"
    return [deliveries.set_state(connection, one, DeliveryState.EXPIRED, words, now()) for one in unsure]


def _put_back(connection: Connection, asked: Iterable[Delivery]) -> None:
    for delivery in asked:
        deliveries.ask_again(connection, delivery, now())


def _ask_again(
    connection: Connection, press: Press, digest: DigestSettings, number: int, recipients: Sequence[str]
) -> None:
    if issue_numbered(connection, digest, number).withdrawn_at:
        raise UsageError(
            f"edition {number} of '{digest.name}' was withdrawn", hint="'digest editions' lists the others"
        )
    planned = deliveries.of_edition(connection, digest.name, number)
    known = {address_of(delivery.recipient) for delivery in planned}
    to = recipients or ([] if planned else digest.to)
    plan_deliveries(connection, press, digest, number, [one for one in to if address_of(one) not in known], now())
    standing = deliveries.of_edition(connection, digest.name, number)
    asked = list(filter(_choice((digest, number), recipients), standing))
    if not asked:
        raise UsageError(
            f"'{digest.name}' has nobody to send edition {number} to",
            hint="name somebody with --to, or in the settings",
        )
    _put_back(connection, asked)
