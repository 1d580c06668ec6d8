"""Making a new home: ``config/digest.toml`` and ``seeds/``, with nothing overwritten."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.errors import SettingsError
from digest.model.letter import MailServer
from digest.shipped import folder

_PASSWORD_FILE = "smtp-password"  # noqa: S105 - a name


@dataclass(frozen=True, slots=True)
class Mail:
    """How letters are mailed: by which server, from whom, to whom."""

    server: MailServer
    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants of a new home; what is None stays as in the settings that come with digest."""

    timezone: str
    clippings: Path | None = None
    language: str | None = None
    mail: Mail | None = None


def make_home(home: Path, wishes: Wishes) -> Iterator[tuple[Path, bool]]:
    """Make what is missing in ``home``; yields each path and whether it was made.

    A password goes into a file of its own that nobody else may read.

    Raises:
        SettingsError: the folder cannot be written.
    """
    settings = (folder("config") / "digest.toml").read_text("utf-8")
    config = home / "config"
    if wishes.mail and wishes.mail.server.password:
        yield make_file(config / _PASSWORD_FILE, wishes.mail.server.password.encode() + b"\n", mode=0o600)
    yield make_file(config / "digest.toml", _as_wished(settings, wishes).encode())
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


def system_language() -> str:
    """The language that this machine speaks to its reader, of those that a letter's frame has."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-Hans" if told.startswith("zh") else "en"


def _as_wished(settings: str, wishes: Wishes) -> str:
    """The shipped settings with other values and the same comments."""
    wanted: dict[str, Any] = {"timezone": wishes.timezone}
    if wishes.clippings:
        wanted["folders"] = [str(wishes.clippings)]
    if wishes.language:
        wanted["language"] = wishes.language
    if wishes.mail:
        server = wishes.mail.server
        wanted |= {"host": server.host, "port": server.port, "security": server.security}
        wanted |= {"username": server.username, "from": wishes.mail.sender, "to": [wishes.mail.recipient]}
        wanted["password_file"] = _PASSWORD_FILE if server.password else ""
    for key, value in wanted.items():
        # What JSON writes of texts, lists of texts and numbers, TOML reads.
        told = f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\\", r"\\")
        # The first of its name: what is said of the mail server stands before what is said of the mailbox.
        settings = re.sub(rf'(?m)^{key} = ("[^"]*"|\[[^\]]*\]|\d+)', told, settings, count=1)
    return settings


def make_file(path: Path, content: bytes, *, mode: int = 0o666) -> tuple[Path, bool]:
    """Make a file unless there is one of its name; returns its path and whether it was made.

    Raises:
        SettingsError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path, _write_new(path, content, mode)
    except OSError as error:
        raise SettingsError(
            [f"'{path}' cannot be written: {error.strerror}"], hint="name another folder"
        ) from error


def _write_new(path: Path, content: bytes, mode: int) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError:
        path.unlink(missing_ok=True)  # half a file would be kept the next time
        raise
    return True
