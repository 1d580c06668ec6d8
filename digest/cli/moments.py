"""The option ``--at``: a moment that stands in for the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from digest.app.bootstrap import now

T = TypeVar("T", bound=Callable[..., Any])

_FIRST_YEAR, _LAST_YEAR = 1971, 2200


def at_option(command: T) -> T:
    """The option ``--at``."""
    return click.option(
        "--at", metavar="TIME", help="Stands in for the clock: 2026-02-14T07:30, in the digest's time zone."
    )(command)


def moment(at: str | None, zone: ZoneInfo) -> datetime:
    """``at`` as an aware moment, in ``zone`` unless it names an offset; the present without it."""
    if at is None:
        return now()
    try:
        told = datetime.fromisoformat(at)
    except ValueError:
        raise click.BadParameter(f"'{at}' is no time like 2026-02-14T07:30", param_hint="--at") from None
    if not _FIRST_YEAR <= told.year <= _LAST_YEAR:
        raise click.BadParameter(f"'{at}' is outside the years {_FIRST_YEAR} to {_LAST_YEAR}", param_hint="--at")
    return told if told.tzinfo else told.replace(tzinfo=zone)
