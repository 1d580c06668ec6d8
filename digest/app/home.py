"""Making a new home: ``config/digest.toml`` and ``seeds/``, with nothing overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from digest.errors import SettingsError
from digest.shipped import folder


def make_home(home: Path) -> Iterator[tuple[Path, bool]]:
    """Make what is missing in ``home``; yields each path and whether it was made.

    Raises:
        SettingsError: the folder cannot be written.
    """
    settings = (folder("config") / "digest.toml").read_text("utf-8")
    settings = settings.replace('timezone = "UTC"', f'timezone = "{system_zone()}"')
    yield make_file(home / "config" / "digest.toml", settings.encode())
    if (home / "seeds").is_dir():
        yield home / "seeds", False
        return
    for sample in sorted(folder("seeds").iterdir()):
        yield make_file(home / "seeds" / sample.name, sample.read_bytes())


def system_zone() -> str:
    """The name of this machine's time zone, from ``$TZ`` or ``/etc/localtime``; ``UTC`` when it has no name."""
    name = os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    try:
        return ZoneInfo(name).key if name else "UTC"
    except (KeyError, ValueError, OSError):
        return "UTC"


def make_file(path: Path, content: bytes) -> tuple[Path, bool]:
    """Make a file unless there is one of its name; returns its path and whether it was made.

    Raises:
        SettingsError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path, _write_new(path, content)
    except OSError as error:
        raise SettingsError(
            [f"'{path}' cannot be written: {error.strerror}"], hint="name another folder"
        ) from error


def _write_new(path: Path, content: bytes) -> bool:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True
