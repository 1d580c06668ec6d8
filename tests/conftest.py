"""The same surroundings for every test: UTC, no settings of the person who runs them, no leftovers, no network."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("digest", database=None, deadline=None, max_examples=60)
settings.register_profile("torture", settings.get_profile("digest"), max_examples=500)
settings.load_profile("digest")


strayed: list[str] = []
"""Whom the tests of this process spoke to, or asked for, beyond this machine."""


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Let nobody speak to another machine, who was not even to be asked for."""
    if event in ("socket.connect", "socket.sendto"):
        line, address = arguments
        host = str(address[0]) if line.family in (socket.AF_INET, socket.AF_INET6) else ""
    elif event == "socket.getaddrinfo":
        host = str(arguments[0] or "")
    else:
        return
    if host and host not in ("localhost", "::1", "::", "0.0.0.0") and not host.startswith("127."):  # noqa: S104
        strayed.append(f"{event} {host}")
        raise OSError(errno.ENETUNREACH, f"a test wants to reach {host}")


sys.addaudithook(_stay_here)


@pytest.fixture(autouse=True)
def _nothing_beyond_this_machine() -> Iterator[None]:
    yield
    met, strayed[:] = [*strayed], []
    assert met == []


@pytest.fixture(scope="session", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    nobody: Path = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("DIGEST_") or name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "SOURCE_DATE_EPOCH"):
                patch.delenv(name)
        patch.setenv("XDG_CONFIG_HOME", str(nobody))
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()
