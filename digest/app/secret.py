"""Fetching passwords and access tokens at the moment of a login: a token runs out while a service runs.

Nothing of them is kept, and no error has them in it.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TypeVar

from digest.app.settings import Secret
from digest.errors import Unavailable
from digest.model.letter import ImapServer, MailServer

_PATIENCE = 60.0
"""Seconds for a command to print a password: somebody may have to unlock something."""

Server = TypeVar("Server", MailServer, ImapServer)


def with_password(server: Server, secret: Secret) -> Server:
    """``server`` with the password, or the token, that ``secret`` tells of, fetched now.

    Raises:
        Unavailable: it cannot be had.
    """
    if not server.username:
        return server
    try:
        password = _fetched(secret)
    except _Missing as missing:
        raise Unavailable(f"the password for {server} cannot be had: {missing}") from missing.__cause__
    return replace(server, password=password)


class _Missing(Exception):
    """There is no secret; the message says why."""


def _fetched(secret: Secret) -> str:
    if secret.file:
        try:
            return secret.file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise _Missing(f"'{secret.file}' cannot be read: {reason}") from error
    return _printed(secret) if secret.command else secret.text


def _printed(secret: Secret) -> str:
    """The first line that the command prints; what it says on standard error goes to ours."""
    name = secret.command[0]
    try:
        with subprocess.Popen(  # noqa: S603 - the words of the settings, and no shell
            secret.command, cwd=secret.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        ) as running:
            try:
                told, _ = running.communicate(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                running.kill()
                raise _Missing(f"'{name}' did not end within a minute") from None
    except OSError as error:
        raise _Missing(f"'{name}' cannot be run: {error.strerror}") from error
    if running.returncode:
        raise _Missing(f"'{name}' ended with status {running.returncode}")
    password = told.decode("utf-8", "replace").partition("\n")[0].strip()
    if not password:
        raise _Missing(f"'{name}' printed nothing")
    return password
