"""What ``digest init`` asks on a terminal; an answer that cannot be is asked again with what is wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from digest.app import settings_values as read
from digest.app.home import Mail, Wishes, system_language, system_zone
from digest.app.settings_mail import THIS_MACHINE
from digest.model.letter import MailServer

_TLS_PORT = 465
"""Where servers speak TLS from the first byte (RFC 8314)."""


def ask_wishes(home: Path) -> Wishes:
    """Ask for folder, language, time zone and mail server; Enter takes what stands in brackets."""
    samples = str(home / "seeds")
    clippings = _ask("Folder of your clippings", samples, _folder(samples))
    language = _ask(
        "Language of the letter around the quotations (en, zh-Hans, auto)", system_language(), _language
    )
    zone = _ask("Time zone", system_zone(), read.zone).key
    host = _ask("Mail server (empty: letters go to the outbox folder only)", "", read.host)
    mail = _ask_mail(host) if host else None
    return Wishes(zone, Path(clippings) if clippings != samples else None, language, mail)


def _ask_mail(host: str) -> Mail:
    port = _ask("Its port", "587", lambda told: read.whole(1, 65_535)(int(told) if told.isdecimal() else told))
    usual = "tls" if port == _TLS_PORT else "none" if host in THIS_MACHINE else "starttls"
    security = _ask("Encryption (starttls, tls, or none for a server on this machine)", usual, _security(host))
    username = _ask("User name (empty: no login)", "", read.text)
    password = click.prompt("Password", hide_input=True, err=True) if username else ""
    recipient = _ask("Your address, which the letter goes to", username if "@" in username else None, read.address)
    sender = _ask("Sender of the letters", username if "@" in username else recipient, read.address)
    return Mail(MailServer(host, port, security, username, password), sender, recipient)


def _ask(question: str, usual: str | None, check: Callable[[str], Any]) -> Any:
    """The answer as ``check`` returns it."""

    def checked(told: str) -> Any:
        try:
            return check(told.strip())
        except read.Refused as refused:
            raise click.UsageError(f"'{told}': {refused}") from None

    shown = bool(usual)
    return click.prompt(question, default=usual, value_proc=checked, show_default=shown, err=True)


def _folder(samples: str) -> Callable[[str], str]:
    def check(told: str) -> str:
        folder = Path(read.path(told)).expanduser().absolute()
        if str(folder) != samples and not folder.is_dir():
            raise read.Refused("wants a folder that is there")
        return str(folder)

    return check


def _security(host: str) -> Callable[[str], str]:
    def check(told: str) -> str:
        security = read.one_of("starttls", "tls", "none")(told)
        if security == "none" and host not in THIS_MACHINE:
            raise read.Refused("wants starttls or tls: none is for a server on this machine alone")
        return security

    return check


_language = read.one_of("en", "zh-Hans", "auto")
