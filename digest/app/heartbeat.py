"""Signs of life for whoever watches from outside: systemd, a file, an address.

They are given only while every worker of the service comes round, so that a duty that hangs is seen.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

from digest import __version__
from digest.app.supervisor import Supervisor
from digest.errors import NoticeFailed

BEAT = 60.0
"""Seconds between two signs."""

_PATIENCE = 10.0
"""Seconds in which an address has answered."""


def interval(supervisor: Supervisor) -> float:
    """Seconds between two signs of life: often enough for a supervisor that takes silence for death."""
    return min(BEAT, supervisor.patience / 3) if supervisor.patience else BEAT


def freshen(file: Path, now: datetime) -> None:
    """Write the present moment into ``file``.

    Raises:
        NoticeFailed: it cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.new")
        new.write_text(f"{now.isoformat()}\n", "utf-8")
        new.replace(file)  # whoever reads it meets a whole moment
    except OSError as error:
        raise NoticeFailed(f"the heartbeat file '{file}' cannot be written: {error.strerror}") from error


def ask_for(url: str) -> None:
    """Ask for ``url``, which counts as a sign of life; certificates are verified, and it is never written anywhere.

    Raises:
        NoticeFailed: there was no good answer in time.
    """
    request = urllib.request.Request(url, headers={"User-Agent": f"digest/{__version__}"})  # noqa: S310 - http(s) by the settings
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            answer.read(1)
    except urllib.error.HTTPError as error:
        with error:  # it is the answer too, and has the line open
            raise NoticeFailed(f"the address of the heartbeat answers {error.code}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        told = getattr(reason, "strerror", None) or type(reason).__name__
        raise NoticeFailed(f"the address of the heartbeat cannot be reached: {told}") from error
