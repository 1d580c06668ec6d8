"""The option ``--strict``: some input that was not understood is an error, after all the rest was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from digest.core.text import counted
from digest.errors import IntakeError

T = TypeVar("T", bound=Callable[..., Any])


def strict_option(command: T) -> T:
    """The option ``--strict``."""
    told = "Exit with status 65 when some input was not understood."
    return click.option("--strict", is_flag=True, help=told)(command)


def insist(problems: int, *, hint: str) -> None:
    """End with what was not understood, if anything was.

    Raises:
        IntakeError: there are ``problems``.
    """
    if problems:
        raise IntakeError(f"{counted(problems, 'problem')} in the clippings", hint=hint)
