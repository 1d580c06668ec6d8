"""The option ``--to``: mail addresses, checked before anything else is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from digest.deliver.address import address_of
from digest.errors import SettingsError

T = TypeVar("T", bound=Callable[..., Any])


def recipients_option(told: str) -> Callable[[T], T]:
    """The option ``--to``, as ``recipients``; ``told`` is its help."""
    return click.option("--to", "recipients", metavar="ADDR", multiple=True, callback=_checked, help=told)


def _checked(_: click.Context, option: click.Parameter, recipients: tuple[str, ...]) -> tuple[str, ...]:
    """``recipients`` without those that are named twice."""
    once: dict[str, str] = {}
    for recipient in recipients:
        try:
            once.setdefault(address_of(recipient), recipient)
        except SettingsError as error:
            raise click.BadParameter(str(error), param=option) from None
    return tuple(once.values())
