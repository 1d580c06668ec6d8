"""``digest deliver``: letters that wait, and editions once more."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from digest.app.bootstrap import open_settings
from digest.app.redelivery import redeliver
from digest.app.run import digest_named, press
from digest.cli.deliveries import delivery_row, leave_with, tell_deliveries
from digest.cli.recipients import recipients_option
from digest.cli.speech import answer, json_option, say
from digest.model.delivery import Delivery, DeliveryState
from digest.store import deliveries
from digest.store.library import Library


@click.command()
@click.option("--edition", "number", type=click.IntRange(1, 2**63 - 1), help="Send this edition again.")
@click.option("--digest", "name", help="Name of the digest of --edition; else the first.")
@recipients_option("Only to this address; with --edition also to one that it was not meant for.")
@click.option(
    "--unsure",
    type=click.Choice(["resend", "drop"]),
    help="What a crash left open: send it, perhaps twice, or give it up.",
)
@json_option
@click.pass_obj
def deliver(
    config: Path | None,
    number: int | None,
    name: str | None,
    recipients: tuple[str, ...],
    unsure: Literal["resend", "drop"] | None,
    as_json: bool,
) -> None:
    """Try again what waits; or send an edition again.

    Nothing is sent twice unless --edition or --unsure asks for it.
    """
    settings = open_settings(config)
    edition = None if number is None else (digest_named(settings, name), number)
    with Library(settings.library.state, create=False) as library:
        rows: list[dict[str, Any]] = []
        tried = redeliver(
            library,
            press(settings, library),
            edition=edition,
            recipients=recipients,
            unsure=unsure,
            tell=lambda one: rows.append(_row(one)) if as_json else None,
        )
        with library.reading() as connection:
            in_doubt = len(deliveries.in_states(connection, [DeliveryState.UNSURE]))
    if as_json:
        answer({"deliveries": rows})
    elif not tried:
        doubt = f"; {in_doubt:,} unsure, which --unsure resend or --unsure drop settles" if in_doubt else ""
        say(f"Nothing waits to be delivered{doubt}.")
    tell_deliveries(tried)
    leave_with(tried)


def _row(delivery: Delivery) -> dict[str, Any]:
    return {"digest": delivery.digest, "edition": delivery.number} | delivery_row(delivery)
