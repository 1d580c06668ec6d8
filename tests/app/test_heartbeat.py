"""Signs of life are given while every worker shows one, and cost nothing when nobody takes them."""

from __future__ import annotations

import http.server
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app.heartbeat import BEAT, ask_for, freshen, interval
from digest.app.pulse import Pulse
from digest.app.supervisor import Supervisor
from digest.errors import NoticeFailed


def test_a_worker_hangs_when_it_was_still_for_longer_than_its_work_may_take() -> None:
    seconds = 0.0
    pulse = Pulse(lambda: seconds)
    pulse.show("library")
    pulse.show("mail")
    seconds = 600.0
    assert pulse.hanging == []
    seconds = 601.0
    assert pulse.hanging == ["library"]
    pulse.show("library")
    seconds = 1_201.0
    assert pulse.hanging == ["mail"]


def test_a_supervisor_with_little_patience_hears_more_often() -> None:
    assert interval(Supervisor()) == interval(Supervisor("x", 300.0)) == BEAT
    assert interval(Supervisor("x", 30.0)) == 10.0


def test_a_supervisor_that_went_away_is_no_trouble(tmp_path: Path) -> None:
    Supervisor(str(tmp_path / "socket")).tell("READY=1")


def test_a_file_that_cannot_be_kept_fresh_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NoticeFailed, match="cannot be written"):
        freshen(tmp_path / "file" / "heartbeat", datetime(2026, 2, 14, tzinfo=UTC))


def test_an_address_that_fails_is_told_without_the_secret_in_it() -> None:
    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        port = server.server_port
        with pytest.raises(NoticeFailed, match="answers 404") as refused:
            ask_for(f"http://127.0.0.1:{port}/canary")
    with pytest.raises(NoticeFailed, match="cannot be reached: Connection refused") as closed:
        ask_for(f"http://127.0.0.1:{port}/canary")
    assert "canary" not in f"{refused.value} {closed.value}"
