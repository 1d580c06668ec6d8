"""A hundred thousand deliveries to a mail server of this machine, and five hundred kills meanwhile.

    python -m tests.torture.chaos [MINUTES]

``digest deliver`` is killed, with nothing left of it, after as many letters as chance has it, before or after the
server answers, and called again until nobody waits. Some recipients are refused, some put off once. The server's
journal, written before it answers, is the only witness, and is compared with the library by sets.
"""

from __future__ import annotations

import os
import random
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import click

from digest.model.delivery import DeliveryState
from digest.store import deliveries
from digest.store.library import Library
from tests.acceptance.home import Home, cubox, make_home
from tests.server import Server

DELIVERIES, KILLS = 100_000, 500
_MINUTES = 20.0
"""What all of them take on two cores; in less time there are fewer."""

_CARD = 7421446577446000001
_CONNECTIONS = (1, 4, 16)
_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 SIZE 10000000\r\n",
    b"MAIL": b"250 ok\r\n",
    b"RSET": b"250 ok\r\n",
    b"QUIT": b"221 bye\r\n",
}


def address(number: int) -> str:
    """A recipient; one of a hundred is nobody, and one of twenty is put off once."""
    kind = "nobody" if number % 100 == 7 else "greylisted" if number % 20 == 3 else "reader"
    return f"{kind}{number}@example.net"


@dataclass
class Sink(Server):
    """A mail server that keeps a journal, and kills its client after so many letters.

    Attributes:
        journal: a line for each letter that was taken, its recipient.
        victim: who is killed.
        patience: letters until then.
    """

    journal: Path
    chance: random.Random
    victim: subprocess.Popen[bytes] | None = None
    patience: int = 0
    _put_off: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._file = self.journal.open("ab", buffering=0)
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._file.close()

    def converse(self, client: socketserver.StreamRequestHandler) -> None:
        client.wfile.write(b"220 sink\r\n")
        recipient = ""
        while line := client.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
                refusal = self._refusal(recipient)
                client.wfile.write(refusal or b"250 ok\r\n")
                recipient = "" if refusal else recipient
            elif verb == b"DATA" and recipient:
                client.wfile.write(b"354 go on\r\n")
                while (text := client.rfile.readline()) != b".\r\n":
                    if not text:
                        return  # gone before the last dot: nothing was delivered
                self._take(recipient, client)
            else:
                client.wfile.write(_ANSWERS.get(verb, b"503 no\r\n"))

    def _refusal(self, recipient: str) -> bytes:
        if recipient.startswith("nobody"):
            return b"550 5.1.1 nobody\r\n"
        with self._lock:
            if recipient.startswith("greylisted") and recipient not in self._put_off:
                self._put_off.add(recipient)
                return b"451 4.7.1 later\r\n"
        return b""

    def _take(self, recipient: str, client: socketserver.StreamRequestHandler) -> None:
        with self._lock:
            self._file.write(f"{recipient}\n".encode())
            self.patience -= 1
            victim = self.victim if self.patience == 0 else None
            before_the_answer, pause = self.chance.random() < 0.5, self.chance.random() / 200
        if victim and before_the_answer:
            victim.kill()
        client.wfile.write(b"250 2.0.0 taken\r\n")
        if victim and not before_the_answer:
            time.sleep(pause)
            victim.kill()


def chaos(folder: Path, count: int, kills: int, *, seed: int = 0) -> tuple[str, list[str]]:
    """Deliver ``count`` letters with ``kills``; what happened, and every promise that was broken, in words."""
    chance = random.Random(seed)  # noqa: S311 - the same chance again
    with Sink(folder / "journal", chance) as sink:
        home = _issued(folder, sink.port, count)
        environ = os.environ | {"DIGEST_SMTP__CONNECTIONS": "1"}
        command = [sys.executable, "-m", "digest", "--config", str(home.settings), "deliver"]
        killed = idle = 0
        while idle < 3:  # who is put off waits for the next call; whoever still waits after three is lost
            sink.patience = chance.randint(1, max(1, 9 * count // max(5 * kills, 1))) if killed < kills else 0
            environ["DIGEST_SMTP__CONNECTIONS"] = str(chance.choice(_CONNECTIONS))
            with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as sink.victim:
                sink.victim.wait()
            died = sink.victim.returncode < 0
            killed += died
            idle += not died
    states = _states(home)
    taken = Counter((folder / "journal").read_text("utf-8").splitlines())
    told = ", ".join(f"{number:,} {state}" for state, number in Counter(states.values()).items())
    delivered = sum(taken[one] > 0 for one, state in states.items() if state is DeliveryState.UNSURE)
    broken = list(_broken(states, taken, {address(number) for number in range(count)}))
    return f"{count:,} deliveries, {killed} kills: {told}; of the unsure {delivered} were delivered", broken


def _broken(states: dict[str, DeliveryState], taken: Counter[str], planned: set[str]) -> Iterator[str]:
    accepted, rejected, unsure = (
        {one for one, found in states.items() if found is state}
        for state in (DeliveryState.ACCEPTED, DeliveryState.REJECTED, DeliveryState.UNSURE)
    )
    delivered = set(taken)
    wrong = {
        "served twice": {one for one, times in taken.items() if times > 1},
        "accepted, and not delivered": accepted - delivered,
        "delivered, and neither accepted nor unsure": delivered - accepted - unsure,
        "not as they were planned": planned ^ set(states),
        "neither accepted, rejected nor unsure": planned - accepted - rejected - unsure,
        "rejected by nobody": {one for one in rejected if not one.startswith("nobody")},
    }
    for what, those in wrong.items():
        if those:
            yield f"{len(those)} {what}: {', '.join(sorted(those)[:3])}"


def _issued(folder: Path, port: int, count: int) -> Home:
    """A home with an edition, planned for ``count`` recipients and sent to none of them."""
    home = make_home(folder / "home")
    home.write("tides.md", cubox(_CARD, "Tides", {_CARD + 1: "A mark for the letter."}))
    home.answer("run")
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "digest@example.net"\n'
    to = 'to = ["reader@example.net"]\n'
    home.settings.write_text(smtp + home.settings.read_text("utf-8") + to, "utf-8")
    with Library(home.library) as library, library.transaction() as connection:
        letters = ((address(number), f"<daily.1.{number}@example.net>") for number in range(count))
        deliveries.plan(connection, "daily", 1, letters, datetime.now(UTC))
    return home


def _states(home: Home) -> dict[str, DeliveryState]:
    with Library(home.library) as library, library.reading() as connection:
        return {one.recipient: one.state for one in deliveries.of_edition(connection, "daily", 1)}


def main(minutes: float) -> int:
    """Deliver and kill as much as there is time for; the exit status is 1 when a promise did not hold."""
    share = min(minutes / _MINUTES, 1.0)
    with tempfile.TemporaryDirectory() as folder:
        told, broken = chaos(Path(folder), round(DELIVERIES * share), round(KILLS * share))
    click.echo(f"{'✗' if broken else '✓'} chaos: {told}")
    for one in broken:
        click.echo(f"broken: {one}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else _MINUTES))
