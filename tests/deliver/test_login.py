"""Logging in by every way that digest knows, to a real server; and nothing told of the secret when that fails."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from digest.deliver.login import Login, without_secret
from digest.deliver.smtp import connected
from digest.errors import LoginRefused
from digest.model.letter import MailServer
from tests.deliver.test_smtp import Keeper, authority, secured

__all__ = ["authority"]

TOKEN = "ya29.a0-token_of/mine+=="  # noqa: S105 - of nobody


class Tokens(Keeper):
    """Takes one token, and says like Google why it takes no other."""

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        if base64.b64decode(args[1]).decode() == f"user=digest\1auth=Bearer {TOKEN}\1\1":
            return AuthResult(success=True)
        reason = json.dumps({"status": "400", "scope": "https://mail.example.net/"})
        answered = await server.challenge_auth(reason.encode())
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 not you {answered!r}")


def test_a_token_opens_the_door_and_a_stale_one_is_told_in_words(authority: trustme.CA) -> None:
    for server in secured(Tokens(), authority, "starttls"):
        by_token = MailServer(server.host, server.port, "starttls", "digest", TOKEN, "xoauth2")
        with connected(by_token):
            pass
        stale = MailServer(server.host, server.port, "starttls", "digest", "stale", "xoauth2")
        with pytest.raises(
            LoginRefused, match=r"status 400, scope https://mail.example.net/; 535 .*token has run out"
        ):
            connected(stale).__enter__()


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_password_by_each_mechanism(
    authority: trustme.CA, mechanism: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.deliver.login._MECHANISMS", {"password": (mechanism,)})
    for server in secured(Keeper(), authority, "starttls"):
        with connected(server):
            pass
        wrong = MailServer(server.host, server.port, "starttls", "digest", "guess")
        with pytest.raises(LoginRefused, match="refuses the login"):
            connected(wrong).__enter__()


def test_cram_md5_is_answered_as_its_rfc_shows() -> None:
    login = Login(MailServer("localhost", 25, "none", "tim", "tanstaaftanstaaf"), ["CRAM-MD5"])
    assert login() is None
    assert login(b"<1896.697170952@postoffice.reston.mci.net>") == "tim b913a602c7eda7a495b4e6e7334d3890"


def test_a_server_that_knows_no_way_of_ours_is_told_no_secret() -> None:
    with pytest.raises(LoginRefused, match="offers no login by xoauth2"):
        Login(MailServer("localhost", 25, "none", "me", TOKEN, "xoauth2"), ["PLAIN", "LOGIN"])


def test_a_server_that_repeats_the_secret_does_not_get_it_into_a_message() -> None:
    server = MailServer("localhost", 25, "none", "me", TOKEN, "xoauth2")
    raw = TOKEN.encode()
    bearer = base64.b64encode(f"user=me\1auth=Bearer {TOKEN}\1\1".encode()).decode()
    for spelt in (
        TOKEN,
        base64.b64encode(raw).decode(),
        raw.hex(),
        raw.hex().upper(),
        quote(TOKEN, safe=""),
        bearer,
    ):
        assert without_secret(server, f"no: {spelt} is wrong") == "no: … is wrong"
