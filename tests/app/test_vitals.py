"""Whoever watches the service hears of it while it comes round, and of nothing once a duty hangs."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.app.settings_file import load
from digest.app.supervisor import Supervisor
from digest.app.vitals import Vitals
from digest.errors import OutboxUnwritable
from digest.store.presence import only_service, service_at_work
from tests.acceptance.home import make_home
from tests.acceptance.listener import systemd

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)


class Watched:
    """The vitals of a service whose seconds pass at will, and who listens."""

    def __init__(self, tmp_path: Path, line: socket.socket) -> None:
        self.seconds = 0.0
        self.settings = load(make_home(tmp_path / "home").settings, {})
        self._line = line
        supervisor = Supervisor(str(tmp_path / "notify"), 300.0)
        self.vitals = Vitals(lambda: self.settings, self.now, supervisor, lambda: self.seconds)

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def heard(self) -> bool:
        """Whether systemd was told of life since it was last asked."""
        self._line.setblocking(False)
        found = False
        try:
            while True:
                found |= self._line.recv(1000).startswith(b"WATCHDOG=1\n")
        except BlockingIOError:
            return found


def test_a_duty_that_hangs_ends_every_sign_of_life_and_one_that_goes_on_brings_them_back(tmp_path: Path) -> None:
    with systemd(tmp_path / "notify") as line:
        watched = Watched(tmp_path, line)
        state = watched.settings.library.state
        with only_service(state):
            for seconds, shows, alive in (
                (0, True, True),
                (30, True, False),
                (60, True, True),
                (700, False, False),
            ):
                watched.seconds = float(seconds)
                if shows:
                    watched.vitals.pulse.show("library")
                watched.vitals.tell({})
                assert watched.heard() is alive, seconds
            holder = service_at_work(state)
            assert holder is not None
            assert holder.came_round == NOW + timedelta(seconds=60)
            watched.vitals.pulse.show("library")
            watched.seconds = 800.0
            watched.vitals.tell({})
            assert watched.heard()


def test_what_fails_for_ten_minutes_is_on_the_card_until_it_is_well(tmp_path: Path) -> None:
    with systemd(tmp_path / "notify") as line:
        watched = Watched(tmp_path, line)
        state = watched.settings.library.state
        with only_service(state):
            for seconds, fails, told in (
                (0, True, {}),
                (599, True, {}),
                (600, True, {"the outbox": "full"}),
                (601, False, {}),
            ):
                watched.seconds = float(seconds)
                with watched.vitals.complaints.about("the outbox"):
                    if fails:
                        raise OutboxUnwritable("full")
                watched.vitals.tell({})
                holder = service_at_work(state)
                assert holder is not None
                assert holder.failing == told, seconds


def test_a_clock_that_was_set_is_followed_by_a_sign_at_once(tmp_path: Path) -> None:
    with systemd(tmp_path / "notify") as line:
        watched = Watched(tmp_path, line)
        with only_service(watched.settings.library.state):
            watched.vitals.tell({})
            assert watched.heard()
            watched.vitals.clock_was_set()
            watched.vitals.tell({})
            assert watched.heard()


def test_a_card_that_cannot_be_written_is_no_end_of_the_service(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with systemd(tmp_path / "notify") as line:
        watched = Watched(tmp_path, line)
        watched.vitals.tell({})  # there is not even a folder for it
        assert "the card of the service" in caplog.text
        assert watched.heard()
