"""How fast letters go out: beside postfix's ``smtp-source``, which records nothing, to the same ``smtp-sink``."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Row
from digest.app.delivering import deliver_waiting
from digest.app.run import press
from digest.app.settings_file import load
from digest.deliver.message import build_message, list_id
from digest.model.delivery import DeliveryState
from digest.model.letter import Issue, Letter, Rendering
from digest.store import deliveries, ledger
from digest.store.library import Library

_CONNECTIONS = (1, 4, 16)
_LETTERS = 20_000
_TIMES = 5
_FEW, _MANY = 1_000, 100_000
_FLAT = 1.1
"""What is called flat: the memory of a hundred times the recipients beside that of one."""

_SETTINGS = """
[library]
folders = ["../clippings"]

[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
from = "digest@example.net"

[digests.daily]
to = ["reader@example.net"]
"""


def rows(scratch: Path) -> Iterator[Row]:
    """Letters of 90 kB over one connection, four and sixteen, each marked on disk; and the memory that takes."""
    size = len(_letter())
    source, sink = (_postfix(name) for name in ("smtp-source", "smtp-sink"))
    with _listening(sink) as port:
        for connections in _CONNECTIONS:
            ours, theirs = [], []
            for number in range(_TIMES):  # by turns: who has the machine for a moment has it for both
                home = scratch / f"sending-{connections}-{number}"
                ours.append(_delivered(home, port, _LETTERS, connections)[0])
                theirs.append(_sent(source, port, size, connections))
            what = f"{_LETTERS:,} letters of {size / 1000:.0f} kB over {connections} connections"
            yield Row(what, statistics.median(ours), "smtp-source", statistics.median(theirs), goal=1)
        few, many = (_delivered(scratch / f"to-{count}", port, count, 1)[1] for count in (_FEW, _MANY))
        yield Row(f"memory with {_MANY:,} recipients", many, f"with {_FEW:,}", few, goal=_FLAT, unit="MB")


def deliver(settings: Path) -> None:
    """Deliver what waits; tell the seconds and the most memory in kB that this process ever had."""
    told = load(settings, os.environ)
    with Library(told.library.state) as library:
        began = time.perf_counter()
        outcomes = deliver_waiting(library, press(told, library))
        took = time.perf_counter() - began
    assert set(outcomes.states) == {DeliveryState.ACCEPTED}
    [memory] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    print(took, memory.split()[1])


def _delivered(home: Path, port: int, count: int, connections: int) -> tuple[float, float]:
    """Seconds and megabytes of a process that delivers ``count`` letters."""
    settings = home / "config" / "digest.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS.format(port=port), "utf-8")
    now = datetime.now(UTC)
    with Library(load(settings, {}).library.state) as library, library.transaction() as connection:
        letter = Letter("daily/1", b"{}", b"", b"", _letter())
        ledger.freeze(connection, Issue("daily", 1, "by-hand", now, letter.folder), letter, {})
        letters = ((f"r{n}@example.net", f"<daily.1.{n:020x}@example.net>") for n in range(count))
        deliveries.plan(connection, "daily", 1, letters, now)
    program = f"from benchmarks.sending import *; deliver(Path({str(settings)!r}))"
    environ = os.environ | {"DIGEST_SMTP__CONNECTIONS": str(connections)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, check=True, capture_output=True, text=True
    ).stdout
    shutil.rmtree(home)
    took, memory = done.split()
    return float(took), int(memory) / 1024


def _sent(source: str, port: int, size: int, connections: int) -> float:
    """Seconds of ``smtp-source``, which keeps its connections and sends one letter of that size after the other."""
    began = time.perf_counter()
    amount = ["-d", "-s", str(connections), "-m", str(_LETTERS), "-l", str(size)]
    people = ["-f", "digest@example.net", "-t", "reader@example.net"]
    subprocess.run([source, *amount, *people, f"127.0.0.1:{port}"], check=True)
    return time.perf_counter() - began


def _letter() -> bytes:
    return build_message(
        Rendering("Gleanings", "", "<p>A passage that a reader marked.</p>\n" * 1_500, "A passage.\n" * 600),
        sender="digest@example.net",
        recipient="reader@example.net",
        date=datetime(2026, 2, 14, 7, 30, tzinfo=UTC),
        message_id="<daily.1.0@example.net>",
        list_id=list_id("daily", "digest@example.net"),
    )


@contextlib.contextmanager
def _listening(sink: str) -> Iterator[int]:
    """The port of a mail server that takes everything and keeps nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([sink, *user, f"127.0.0.1:{port}", "100"]) as server:
        try:
            while True:
                with contextlib.suppress(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                time.sleep(0.05)
            yield port
        finally:
            server.terminate()


def _postfix(name: str) -> str:
    """The path of a program of postfix; on Debian it is installed, if that may be."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
    if not shutil.which(name, path=path) and shutil.which("apt-get") and os.geteuid() == 0:
        print("bench: installing Debian's postfix, to send beside it", file=sys.stderr)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-qq", "postfix"], env=quiet, check=True, capture_output=True)
    if found := shutil.which(name, path=path):
        return found
    sys.exit(f"bench: sending is measured beside postfix's {name}: install postfix, or name other subjects")
