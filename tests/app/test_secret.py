"""Where passwords and tokens are: each place is asked when the secret is needed, and none of them gives it away."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.app import secret
from digest.app.secret import with_password
from digest.app.settings import Settings
from digest.app.settings_file import load
from digest.errors import SettingsError, Unavailable

SETTINGS_PAGE = (Path(__file__).parents[2] / "docs/settings.md").read_text("utf-8")
SERVER = """\
[library]
folders = ["../clippings"]

[digests.daily]
to = ["reader@example.net"]

[smtp]
host = "mail.example.net"
from = "digest@example.net"
username = "me"
"""

SPOKEN = {"DIGEST_SMTP__PASSWORD": "of the environment"}

Read = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads settings with these lines about the mail server, and this environment."""

    def read_settings(lines: str = "", **environ: str) -> Settings:
        path = tmp_path / "digest.toml"
        path.write_text(SERVER + lines, "utf-8")
        path.chmod(0o600)
        return load(path, environ)

    return read_settings


def password(settings: Settings) -> str:
    assert settings.smtp.server
    return with_password(settings.smtp.server, settings.smtp.secret).password


def printing(code: str) -> str:
    """The setting of a command that runs ``code``."""
    return f"password_command = {[sys.executable, '-c', code]}"


def test_a_password_is_found_in_every_place_where_it_may_be(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" of a file\n", "utf-8")
    assert password(read('password = "in the settings"')) == "in the settings"
    assert password(read('password_file = "secret"')) == "of a file"
    assert password(read(**SPOKEN)) == "of the environment"
    assert password(read(printing("print('printed'); print('login: me')"))) == "printed"
    command = f"{sys.executable} -c \"print('by words of a shell')\""
    assert password(read(DIGEST_SMTP__PASSWORD_COMMAND=command)) == "by words of a shell"


def test_the_environment_wins_over_another_place_in_the_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of a file", "utf-8")
    assert password(read('password_file = "secret"', **SPOKEN)) == "of the environment"


def test_a_secret_file_is_looked_for_among_the_credentials_of_the_unit_first(read: Read, tmp_path: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (tmp_path / "secret").write_text("beside the settings", "utf-8")
    assert (
        password(read('password_file = "secret"', CREDENTIALS_DIRECTORY=str(credentials))) == "beside the settings"
    )
    (credentials / "secret").write_text("handed over by systemd", "utf-8")
    assert (
        password(read('password_file = "secret"', CREDENTIALS_DIRECTORY=str(credentials)))
        == "handed over by systemd"
    )


@pytest.mark.skipif(os.name != "posix", reason="its stand-in is a script")
@pytest.mark.parametrize("line", re.findall(r"`(password_command = \[\S.*?\])`", SETTINGS_PAGE))
def test_every_keyring_of_the_documents_is_asked_as_they_say(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    [program, *words] = tomllib.loads(line)["password_command"]
    stand_in = tmp_path / program
    stand_in.write_text('#!/bin/sh\necho "asked with $*"\n', "utf-8")
    stand_in.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert password(read(line)) == f"asked with {' '.join(words)}"


def test_a_token_is_fetched_anew_for_each_login(read: Read, tmp_path: Path) -> None:
    settings = read(printing("from pathlib import Path; print(Path('token').read_text())"))
    for token in ("first", "second"):
        (tmp_path / "token").write_text(token, "utf-8")
        assert password(settings) == token


def test_no_shell_reads_a_command(read: Read) -> None:
    code = "import sys; print(*sys.argv[1:])"
    assert password(read(f"password_command = {[sys.executable, '-c', code, '$HOME; `id`']}")) == "$HOME; `id`"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import sys; print('hunter2'); sys.exit(3)", "ended with status 3"),
        ("pass", "printed nothing"),
        ("import time; time.sleep(60)", "did not end within a minute"),
    ],
)
def test_a_command_that_fails_is_told_without_what_it_printed(
    read: Read, code: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret, "_PATIENCE", 0.5 if "sleep" in code else 30)
    with pytest.raises(Unavailable, match=told) as refused:
        password(read(printing(code)))
    assert "hunter2" not in str(refused.value)


def test_a_program_or_a_file_that_is_gone_when_it_is_needed_is_told(read: Read, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="'no-such-program' cannot be run: No such file"):
        password(read('password_command = ["no-such-program"]'))
    (tmp_path / "secret").write_text("of a file", "utf-8")
    settings = read('password_file = "secret"')
    (tmp_path / "secret").unlink()
    with pytest.raises(Unavailable, match="secret' cannot be read: No such file"):
        password(settings)


def test_two_places_are_one_too_many(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of a file", "utf-8")
    with pytest.raises(SettingsError, match="one password is enough"):
        read('password_file = "secret"\npassword = "hunter2"')


def test_an_empty_secret_is_none(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n", "utf-8")
    with pytest.raises(SettingsError, match="secret' is empty"):
        read('password_file = "secret"')


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_password_in_settings_that_others_can_read_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "my digest.toml"
    path.write_text(SERVER + 'password = "hunter2"', "utf-8")
    path.chmod(mode)
    with pytest.raises(SettingsError, match=rf":11: .*chmod 600 '{path}'") as refused:
        load(path, {})
    assert "hunter2" not in str(refused.value)
    path.chmod(0o600)
    assert load(path, {}).smtp.server
