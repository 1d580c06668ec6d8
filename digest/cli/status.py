"""``digest status``: what is known, what went out and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import now, open_settings
from digest.app.drafts import clock_time
from digest.app.status import DigestStatus, Status, see_alive
from digest.app.status import status as look
from digest.cli.speech import answer, json_option, say, say_list
from digest.core.schedule import in_words
from digest.core.text import counted, one_line
from digest.model.delivery import Delivery, DeliveryState

_WORDS = {DeliveryState.EXPIRED: "given up"}
"""States whose names say little to people."""


@click.command()
@click.option("--alive", is_flag=True, help="Only see that the service is running and comes round, for monitoring.")
@json_option
@click.pass_obj
def status(config: Path | None, *, alive: bool, as_json: bool) -> None:
    """Tell what is known, what went out, what comes next, and what needs attention."""
    if alive and as_json:
        raise click.UsageError("--alive answers by its exit status: leave one of --alive and --json out")
    settings = open_settings(config)
    present = now()
    if alive:
        say(f"the service is running ({see_alive(settings, present)})")
        return
    found = look(settings, present)
    if as_json:
        answer(_document(found))
    else:
        _tell(found, present)


def _document(found: Status) -> dict[str, Any]:
    return {
        "library": {
            "files": found.library.files,
            "works": found.library.works,
            "highlights": found.library.highlights,
        },
        "folders": [
            {"path": folder.path, "watched": folder.watched, "reason": folder.reason} for folder in found.folders
        ],
        "digests": [_digest(digest) for digest in found.digests],
        "service": {"pid": found.service.pid, "host": found.service.host} if found.service else None,
        "flawed": dict(found.flawed),
        "drafts": [{"file": path, "until": until.isoformat()} for path, until in found.drafts.items()],
        "deliveries": {state.value: count for state, count in found.deliveries.items()},
        "warnings": list(found.warnings),
        "standing": [
            {
                "cause": told.warning.cause.value,
                "subject": told.warning.subject,
                "message": told.warning.message,
                "since": told.since.isoformat() if told.since else None,
            }
            for told in found.standing
        ],
    }


def _digest(digest: DigestStatus) -> dict[str, Any]:
    last = digest.last
    return {
        "name": digest.settings.name,
        "last": {"edition": last.number, "slot": last.slot} if last else None,
        "schedule": in_words(digest.settings.schedule),
        "next_fire_time": digest.next_fire_time.isoformat() if digest.next_fire_time else None,
        "fresh": digest.fresh,
        "passed_over": digest.passed_over,
        "imports": digest.imports,
    }


def _tell(found: Status, present: datetime) -> None:
    size = found.library
    say(
        f"{counted(size.highlights, 'highlight')} of {counted(size.works, 'work')} in {counted(size.files, 'file')}"
    )
    if found.flawed:
        flawed = ", ".join(f"{count:,} {flaw}" for flaw, count in found.flawed.items())
        say(f"not worth a place: {flawed} ('digest search flaw:any' shows them)")
    for digest in found.digests:
        zone = digest.settings.timezone
        last = "nothing issued yet"
        if digest.last:
            last = f"edition {digest.last.number} on {digest.last.issued_at.astimezone(zone):%Y-%m-%d at %H:%M}"
        told = [_scheduled(digest, present), ", ".join(_to_print(digest)), last, *_sent(digest.deliveries)]
        say(f"{digest.settings.name}: {'; '.join(told)}")
    for path, until in found.drafts.items():
        say(f"the draft '{one_line(path)}' is held until {clock_time(until)}")
    if found.service:
        say(f"the service is running ({found.service})")
    else:
        say("no service is running: letters are made by 'digest run' only")
    if found.warnings:
        say(f"{counted(len(found.warnings), 'thing')} to know:")
        say_list(found.warnings)


def _to_print(digest: DigestStatus) -> Iterator[str]:
    """How much was never printed."""
    yield f"{digest.fresh:,} fresh"
    if digest.imports:
        yield f"{digest.imports:,} of imports, a work at a time"
    if digest.passed_over:
        yield f"{digest.passed_over:,} passed over"


def _scheduled(digest: DigestStatus, present: datetime) -> str:
    told = f"{in_words(digest.settings.schedule)}, {digest.settings.timezone}"
    return f"{told}; next in {_span(digest.next_fire_time - present)}" if digest.next_fire_time else told


def _sent(deliveries: Sequence[Delivery]) -> Iterator[str]:
    """What became of the last letter, if it was mailed."""
    counts = Counter(delivery.state for delivery in deliveries)
    if set(counts) == {DeliveryState.ACCEPTED}:
        yield f"last letter accepted by {deliveries[-1].server}"
    elif counts:
        told = (f"{_WORDS.get(state, state)} for {count:,}" for state, count in counts.items())
        yield f"last letter {', '.join(told)}"


def _span(span: timedelta) -> str:
    """``3 d 4 h``, ``3 h 12 min``, ``12 min``: to the minute begun."""
    minutes = -(-span // timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
