"""How commands speak: sentences for people on standard error, one JSON document on standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, TextIO, TypeVar

import click

from digest.core.text import fit_columns, one_line
from digest.errors import DigestError, DraftError, SettingsError, SpeechUnwritable

T = TypeVar("T", bound=Callable[..., Any])

_SHOWN = 20
_LONGEST = 240
"""Problems a person is shown, and columns of each; ``--json`` has them all."""


def json_option(command: T) -> T:
    """The option ``--json``, as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(command)


def say(text: str = "") -> None:
    """A line for people. Text from clippings must have gone through ``one_line`` or ``block``."""
    _write(text, err=True)


def complain(error: DigestError) -> None:
    """What went wrong, a line for each problem; nothing that it quotes can steer a terminal."""
    has_many = (DraftError, SettingsError)
    for problem in error.problems if isinstance(error, has_many) and not error.hint else [str(error)]:
        say(f"digest: {one_line(problem)}")


def answer(document: dict[str, Any]) -> None:
    """The one JSON document of a command."""
    # As bytes: a pipe may be in an encoding that knows no Chinese.
    _write(json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace"))


def short(line: str) -> str:
    """A problem or a warning as a person reads it among others; the whole of it is in the JSON."""
    return fit_columns(one_line(line), _LONGEST)


def say_list(lines: Iterable[object]) -> None:
    """Problems or warnings, a line each; a long list is cut with its count."""
    told = [str(line) for line in lines]
    for line in told[:_SHOWN]:
        say(f"  - {short(line)}")
    if len(told) > _SHOWN:
        say(f"  … and {len(told) - _SHOWN} more; --json lists them all")


def block(text: str, margin: str) -> str:
    """Text from a clipping as lines behind ``margin``, without what could steer a terminal."""
    return "\n".join(f"{margin}{one_line(line)}".rstrip() for line in text.splitlines())


def be_silent(stream: TextIO) -> None:
    """Let nothing more come to ``stream``: what it holds would fail once more as Python ends, with status 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _write(told: str | bytes, *, err: bool = False) -> None:
    try:
        click.echo(told, err=err)
    except BrokenPipeError:
        raise  # who reads has heard enough
    except OSError as error:
        be_silent(sys.stderr if err else sys.stdout)
        raise SpeechUnwritable(
            f"standard {'error' if err else 'output'} cannot be written: {error.strerror}"
        ) from error
