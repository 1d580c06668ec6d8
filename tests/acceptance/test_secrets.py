"""What is secret stays so: nothing that digest says, writes or is started with has it in it, in any spelling."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.acceptance.home import Home
from tests.acceptance.test_mail import postbox
from tests.mailbox import Mailbox
from tests.postbox import Postbox

__all__ = ["postbox"]

CANARY = "CANARY/yellow+bird=42"
BY_TOKEN = f"user=me\1auth=Bearer {CANARY}\1\1"
SPELT = [
    CANARY,
    *(base64.b64encode(text.encode()).decode() for text in (CANARY, f"\0me\0{CANARY}", BY_TOKEN)),
    CANARY.encode().hex(),
    quote(CANARY, safe=""),
    quote(CANARY),
]
ECHO = f"535 5.7.8 no: {' '.join(SPELT)} is wrong"


def set_login(home: Home, postbox: Postbox, login: str, place: str) -> None:
    """Let ``home`` log in to a server that repeats what it hears, with a password that is ``place``."""
    postbox.script |= {
        "EHLO": f"250-postbox\r\n250 AUTH {'PLAIN' if login == 'password' else 'XOAUTH2'}",
        "AUTH": ECHO,
    }
    (home.settings.parent / "secret").write_text(CANARY, "utf-8")
    command = [sys.executable, "-c", "print(open('secret').read())"]
    told = {
        "in a file": 'password_file = "secret"',
        "printed": f"password_command = {command}",
        "in the settings": f'password = "{CANARY}"',
    }[place]
    keys = f'[smtp]\nlogin = "{login}"\nusername = "me"\n{told}\n'
    home.settings.write_text(home.settings.read_text("utf-8").replace("[smtp]\n", keys), "utf-8")
    home.settings.chmod(0o600)


def told_and_written(home: Home, told: str) -> Iterator[tuple[str, bytes]]:
    """All that commands said, and every file of the home but the two that hold the password."""
    yield "said", told.encode()
    for path in home.path.rglob("*"):
        if path.is_file() and path.parent != home.settings.parent:
            yield str(path), path.read_bytes()


@pytest.mark.parametrize("login", ["password", "xoauth2"])
@pytest.mark.parametrize("place", ["in a file", "printed", "in the settings"])
def test_a_password_that_a_server_repeats_is_nowhere(home: Home, postbox: Postbox, login: str, place: str) -> None:
    set_login(home, postbox, login, place)
    with Mailbox(script={"AUTHENTICATE": f"NO {ECHO}"}) as mailbox:
        imap = (
            f'[imap]\nhost = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none"\naddress = "her@example.net"\n'
        )
        imap += f'username = "me"\nlogin = "{login}"\npassword_file = "secret"\n'
        home.settings.write_text(imap + home.settings.read_text("utf-8") + 'on_unsure = "verify"\n', "utf-8")
        said = ""
        for words in (
            ["run"],
            ["deliver", "--json"],
            ["run", "--to", "x@example.net"],
            ["check", "--smtp"],
            ["status"],
        ):
            done = home.call("-v", "--log-format", "json", *words)
            said += done.out + done.err
    assert "is wrong" in said, "the server was heard"
    assert mailbox.heard["AUTHENTICATE"]
    for where, content in told_and_written(home, said):
        assert [spelt for spelt in SPELT if spelt.encode() in content] == [], where


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at by way of /proc")
def test_no_process_is_started_with_a_password_in_its_words(home: Home, postbox: Postbox) -> None:
    set_login(home, postbox, "password", "printed")
    postbox.script["AUTH"] = "hang"
    before = {path.name for path in Path("/proc").iterdir() if path.name.isdecimal()}
    running = subprocess.Popen(
        [sys.executable, "-m", "digest", "--config", str(home.settings), "run"], stderr=subprocess.DEVNULL
    )
    seen = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            for path in Path("/proc").iterdir():
                if path.name.isdecimal() and path.name not in before:
                    try:
                        seen.add((path / "cmdline").read_bytes())
                    except OSError:  # gone already
                        continue

    looking = threading.Thread(target=look)
    looking.start()
    assert postbox.hanging.wait(60)
    done.set()
    looking.join()
    running.kill()
    running.wait()
    assert any(b"digest" in words for words in seen)
    assert any(b"open('secret')" in words for words in seen), "the command that prints the password was seen"
    assert not [words for words in seen if CANARY.encode() in words]


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes there")
def test_what_digest_remembers_is_nobody_elses_whatever_the_umask(home: Home, postbox: Postbox) -> None:
    for words in (["run"], ["status"]):
        command = [sys.executable, "-m", "digest", "--config", str(home.settings), *words]
        subprocess.run(command, umask=0, check=True, capture_output=True)
    state = home.library.parent
    modes = {str(path.relative_to(state)): oct(path.stat().st_mode & 0o777) for path in state.rglob("*")}
    assert oct(state.stat().st_mode & 0o777) == "0o700"
    assert modes
    assert set(modes.values()) == {"0o600"}, modes
