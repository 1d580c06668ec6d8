"""Nothing is fetched, and nobody is spoken to but who is in the settings; nor do the tests themselves."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.home import cubox, make_home
from tests.acceptance.test_mail import HER, with_mail
from tests.conftest import strayed
from tests.postbox import Postbox

PICTURE = "![a picture](https://pictures.example.org/1.png) and <img src='https://pictures.example.org/2.png'>"
SPOKEN_TO = re.compile(r'(?:connect|sendto|sendmsg|sendmmsg)\(.*port=htons\((\d+)\).*inet_\w+\([^"\n]*"([^"\n]+)"')


@pytest.mark.skipif(not shutil.which("strace"), reason="it takes strace to see whom a process speaks to")
def test_a_run_speaks_to_its_mail_server_and_to_nobody_else(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    card = 7421446577446000001
    home.write("tides.md", cubox(card, "Tides", {card + 1: PICTURE}, notes={card + 1: "https://example.org/"}))
    with Postbox() as postbox:
        with_mail(home, postbox, HER)
        for words in (["run"], ["check", "--smtp"], ["search", "picture"]):
            log = tmp_path / "calls"
            command = [sys.executable, "-m", "digest", "--config", str(home.settings), *words]
            calls = ["strace", "-f", "-e", "trace=%network", "-o", str(log)]
            subprocess.run([*calls, *command], check=True, capture_output=True)
            spoken_to = set(SPOKEN_TO.findall(log.read_text("utf-8", "replace")))
            assert spoken_to == ({(str(postbox.port), "127.0.0.1")} if words != ["search", "picture"] else set())
    assert len(postbox.kept) == 1


@pytest.mark.parametrize("host", ["192.0.2.1", "mail.example.net"])
def test_a_test_that_would_speak_to_another_machine_fails(host: str) -> None:
    with pytest.raises(OSError, match="a test wants to reach"):
        socket.create_connection((host, 25), 1)
    assert strayed.pop().endswith(host)
    assert strayed == []
