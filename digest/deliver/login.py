"""Logging in to a mail server (SASL, RFC 4422): by a password, or by an access token (XOAUTH2).

XOAUTH2 is what Google and Microsoft call it ("OAuth 2.0 Mechanism", "SASL XOAUTH2"): the user and the token in one
answer, and a refusal that is first told as JSON and has to be answered with an empty line.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from digest.core.text import one_line
from digest.errors import LoginRefused
from digest.model.letter import ImapServer, MailServer

_MECHANISMS = {"password": ("PLAIN", "LOGIN", "CRAM-MD5"), "xoauth2": ("XOAUTH2",)}
"""Ways to log in, the first that the server offers is used: one failure each time, for accounts get locked."""

_HINTS = {
    "password": "check [{table}] username and password",
    "xoauth2": "the access token has run out or is not for mail: let [{table}] password_command get a new one",
}


class Login:
    """One attempt to log in; called with each challenge, decoded, it returns the answer to it.

    The first call may be without a challenge, for what is sent along with the mechanism, or None for nothing.
    """

    def __init__(self, server: MailServer | ImapServer, offered: Collection[str]) -> None:
        """Choose a mechanism of those that the server offers, named in capitals.

        Raises:
            LoginRefused: it offers none that digest knows.
        """
        self._server = server
        self._answers = [server.username, server.password]
        self._reason = ""
        known = _MECHANISMS[server.login]
        self.mechanism = next((one for one in known if one in offered), "")
        if not self.mechanism:
            hint = "set login = 'password' or 'xoauth2' as it offers" if offered else ""
            told = f"{server} offers no login by {server.login} that digest knows ({', '.join(known)})"
            raise LoginRefused(told, hint=hint)

    def __call__(self, challenge: bytes | None = None) -> str | None:
        username, password = self._server.username, self._server.password
        if self.mechanism == "PLAIN":
            return f"\0{username}\0{password}"
        if self.mechanism == "LOGIN":
            return self._answers.pop(0) if self._answers else ""
        if self.mechanism == "CRAM-MD5":
            if challenge is None:
                return None
            return f"{username} {hmac.new(password.encode('ascii'), challenge, 'md5').hexdigest()}"
        if challenge:
            self._reason = _reason(challenge)
            return ""
        return _bearer(username, password)

    def refused(self, words: str) -> LoginRefused:
        """The error for a server that refused this login with ``words``."""
        told = "; ".join(filter(None, [without_secret(self._server, self._reason), words]))
        hint = _HINTS[self._server.login].format(table=self._server.TABLE)
        return LoginRefused(f"{self._server} refuses the login: {told}", hint=hint)


def without_secret(server: MailServer | ImapServer, told: str) -> str:
    """``told``, which a server said, without the password in it, however the server had it."""
    if not server.password:
        return told
    plain, bearer = f"\0{server.username}\0{server.password}", _bearer(server.username, server.password)
    encoded = [base64.b64encode(text.encode()).decode() for text in (plain, bearer, server.password)]
    spelt = [server.password.encode().hex(), quote(server.password), quote(server.password, safe="")]
    for secret in (server.password, *encoded, *spelt, spelt[0].upper()):
        told = told.replace(secret, "…").replace(secret.rstrip("="), "…")
    return told


def _bearer(username: str, token: str) -> str:
    return f"user={username}\1auth=Bearer {token}\1\1"


def _reason(challenge: bytes) -> str:
    """Why a token was refused: ``{"status":"400","scope":"https://mail.google.com/"}`` in words."""
    told = challenge.decode("utf-8", "replace")
    try:
        stated: Any = json.loads(told)
    except ValueError:
        stated = None
    if isinstance(stated, dict):
        told = ", ".join(f"{name} {value}" for name, value in stated.items())
    return one_line(told)[:300]
