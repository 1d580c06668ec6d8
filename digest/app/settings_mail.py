"""What ``[smtp]``, ``[imap]`` and ``[dkim]`` say, once each key was read: servers, and where their secrets are."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from digest.app.settings import DkimSettings, ImapSettings, Secret, SmtpSettings
from digest.core.pace import Pace
from digest.deliver.address import parse_mailbox
from digest.model.letter import ImapServer, MailServer

NOBODY = "Digest <digest@localhost>"
"""Who letters in the outbox alone come from."""

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""Servers that may be reached without encryption."""

Tell = Callable[[str, str, str], None]
"""Told of a problem: table, key, and what is wrong with it."""

_PASSWORD = ("password", "password_file", "password_command")


class MailReading:
    """Reads the three tables; problems are told, and what is returned then is not to be used."""

    def __init__(self, base: Path, environ: Mapping[str, str], tell: Tell) -> None:
        self._base = base
        self._environ = environ
        self._tell = tell

    def smtp(self, said: Mapping[str, Any]) -> SmtpSettings:
        """The mail server, if there is one."""
        if not said["host"]:
            return SmtpSettings(said["from"])
        if said["from"] == NOBODY:
            self._tell("smtp", "from", "from is needed with a host: the address that letters come from")
        self._check_security("smtp", said)
        server = MailServer(said["host"], said["port"], said["security"], said["username"], login=said["login"])
        pace = Pace(said["connections"], said["per_minute"], said["per_connection"])
        return SmtpSettings(said["from"], server, self._secret("smtp", said), pace)

    def imap(self, said: Mapping[str, Any]) -> ImapSettings | None:
        """The mailbox that is looked into, if there is one."""
        if not said["host"]:
            return None
        for key in ("address", "username"):
            if not said[key]:
                self._tell("imap", key, f"[imap] needs '{key}'")
        self._check_security("imap", said)
        place = said["host"], said["port"], said["security"], said["address"], said["folders"]
        server = ImapServer(*place, username=said["username"], login=said["login"])
        return ImapSettings(server, self._secret("imap", said), timedelta(seconds=said["grace"]))

    def dkim(self, said: Mapping[str, Any], sender: str) -> DkimSettings | None:
        """How letters of ``sender`` are signed, if they are."""
        if not said["domain"]:
            return None
        if not said["key_file"]:
            self._tell("dkim", "key_file", "[dkim] needs 'key_file': the private key, in PEM")
        domain = said["domain"]
        if not f".{parse_mailbox(sender).domain}".endswith(f".{domain}"):
            told = f"domain = '{domain}' signs for nobody: it must be that of [smtp] from, or one that it is in"
            self._tell("dkim", "domain", told)
        key_file = self._read("dkim", "key_file", said)
        return DkimSettings(domain, said["selector"], key_file) if key_file else None

    def _check_security(self, where: str, said: Mapping[str, Any]) -> None:
        if said["security"] == "none" and said["host"] not in THIS_MACHINE:
            self._tell(where, "security", "security = 'none' is for a server on this machine alone")

    def _secret(self, where: str, said: Mapping[str, Any]) -> Secret:
        """Where the password is; a file is looked into, and nothing else is asked before it is needed."""
        keys = [key for key in _PASSWORD if said[key]]
        keys = [key for key in keys if variable_of(where, key) in self._environ] or keys
        if len(keys) > 1:
            self._tell(where, keys[1], f"one password is enough: leave {' or '.join(keys)} out")
        if bool(said["username"]) != bool(keys):
            self._tell(where, "username", "username and a password go together")
        if keys[:1] == ["password_file"]:
            return Secret(file=self._read(where, "password_file", said))
        if keys[:1] == ["password_command"]:
            return Secret(command=said["password_command"], folder=self._base)
        return Secret(text=said["password"])

    def secret_file(self, path: str) -> Path | None:
        """A file with a secret: among the credentials that systemd hands to a unit, or else where others are."""
        if not path:
            return None
        credential = Path(self._environ.get("CREDENTIALS_DIRECTORY", "")) / path
        given = "CREDENTIALS_DIRECTORY" in self._environ and credential.is_file()
        return credential if given else below(self._base, path)

    def _read(self, where: str, key: str, said: Mapping[str, Any]) -> Path | None:
        """The file with a secret, which is looked into once: it is there, and not empty."""
        path = self.secret_file(said[key])
        try:
            if path and not path.read_text("utf-8").strip():
                self._tell(where, key, f"{key} '{path}' is empty")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            self._tell(where, key, f"{key} '{path}' cannot be read: {reason}")
        return path


def variable_of(table: str, name: str) -> str:
    """The name of the environment's twin of a key."""
    return f"DIGEST_{table}__{name}".upper()


def below(base: Path, path: str) -> Path:
    """``path`` counted from ``base``; ``~`` is the home folder."""
    return Path(os.path.normpath(base / Path(path).expanduser()))
