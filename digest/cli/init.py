"""``digest init``: a new home."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from digest.app.bootstrap import now, open_settings
from digest.app.home import Wishes, make_home, system_zone
from digest.app.testcopy import send_test
from digest.cli.deliveries import tell_test_copies
from digest.cli.progress import scan_progress
from digest.cli.questions import ask_wishes
from digest.cli.speech import complain, say
from digest.errors import DigestError
from digest.model.delivery import DeliveryState


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make a new home in DIR (else here): settings and sample clippings. Nothing is overwritten.

    On a terminal it asks what should stand in the settings, and offers a test letter.
    """
    settings = folder.absolute() / "config/digest.toml"
    asks = sys.stdin.isatty() and not settings.exists()
    wishes = ask_wishes(folder.absolute()) if asks else Wishes(timezone=system_zone())
    for path, made in make_home(folder, wishes):
        say(f"{'made' if made else 'kept'} {path}")
    if wishes.mail and click.confirm(f"Send a test letter to {wishes.mail.recipient} now?", default=True, err=True):
        _send_test_letter(settings)
    if not wishes.clippings:
        say(f"Put your clippings into {folder.absolute() / 'seeds'}, or name their folder in {settings}.")
    say(f"Then, in {folder.absolute()}: digest preview")


def _send_test_letter(path: Path) -> None:
    """Send the next letter as a test copy; when that fails the home is made all the same."""
    try:
        settings = open_settings(path)
        daily = next(iter(settings.digests.values()))
        with scan_progress() as progress:
            report = send_test(settings, daily, now(), daily.to, progress)
    except DigestError as error:
        complain(error)
        return
    tell_test_copies(report.deliveries)
    again = f"digest --config {shlex.quote(str(path))} run --to"
    if not report.deliveries:
        say("There is no highlight yet to make a letter of.")
    elif report.deliveries[0].state == DeliveryState.REJECTED:
        say(f"Correct 'to' in {path} and try again: {again} ADDR")
    elif report.deliveries[0].state != DeliveryState.ACCEPTED:
        say(f"Mend [smtp] in {path} and try again: {again} {shlex.quote(daily.to[0])}")
