"""What the mail server, the mailbox and the signatures need besides each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from digest.app.settings import Settings
from digest.app.settings_file import load
from digest.errors import SettingsError

SENDING = """\
[library]
folders = ["../clippings"]

[digests.daily]
to = ["reader@example.net"]
on_unsure = "verify"

[smtp]
host = "mail.example.net"
from = "digest@letters.example.net"
"""
LOOKING = """\
[imap]
host = "imap.example.net"
address = "reader@example.net"
username = "reader"
password_file = "secret"
"""

Read = Callable[[str], Settings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads settings that hold this text; there is a file ``secret`` beside them."""

    def read_settings(text: str) -> Settings:
        path = tmp_path / "digest.toml"
        path.write_text(text, "utf-8")
        return load(path, {})

    (tmp_path / "secret").write_text("secret", "utf-8")
    return read_settings


def test_a_mailbox_to_look_into(read: Read) -> None:
    imap = read(SENDING + LOOKING).imap
    assert imap
    assert (imap.server.port, imap.server.security, imap.server.folders) == (993, "tls", ("INBOX",))
    assert imap.grace == timedelta(hours=1)


def test_letters_are_signed_for_the_domain_of_the_sender_or_one_around_it(read: Read, tmp_path: Path) -> None:
    for domain in ("letters.example.net", "Example.NET"):
        dkim = read(f'{SENDING}{LOOKING}[dkim]\ndomain = "{domain}"\nkey_file = "secret"\n').dkim
        assert dkim
        assert (dkim.domain, dkim.selector, dkim.key_file) == (domain.lower(), "digest", tmp_path / "secret")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SENDING, r":6: on_unsure = 'verify' looks into the mailbox of \[imap\]: set its host"),
        (SENDING + LOOKING.replace("address", "# "), "needs 'address'"),
        (SENDING + LOOKING.replace("username", "# "), "needs 'username'"),
        (SENDING + LOOKING.replace("password", "# "), "username and a password go together"),
        (SENDING + LOOKING + 'security = "none"', "is for a server on this machine alone"),
        (SENDING + LOOKING + '[dkim]\ndomain = "example.net"', "needs 'key_file'"),
        (SENDING + LOOKING + '[dkim]\ndomain = "ample.net"\nkey_file = "secret"', "signs for nobody"),
        (SENDING + LOOKING + '[dkim]\ndomain = "example.net"\nkey_file = "no"', "no' cannot be read"),
        (SENDING + LOOKING + '[dkim]\nkey_file = """a\nkey"""', "wants the path of a file, and not what is in it"),
    ],
)
def test_what_does_not_fit_is_told(read: Read, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        read(text)
