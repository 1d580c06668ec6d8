"""What the service does in which order when its clock jumps."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from digest.app.scheduler import Scheduler
from digest.app.service import Service
from digest.app.settings_file import load
from digest.app.supervisor import Supervisor
from digest.store.presence import service_at_work
from tests.acceptance.home import make_home
from tests.acceptance.service import PATIENCE


def test_after_a_sleep_the_card_is_written_anew_before_any_duty_can_look_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load(make_home(tmp_path / "home").settings, {})
    slept = timedelta(0)
    service = Service(settings, lambda: settings, lambda: datetime.now(UTC) + slept, Supervisor())
    met: list[datetime] = []

    def came_round() -> datetime | None:
        holder = service_at_work(settings.library.state)
        return holder.came_round if holder else None

    def duties_come(_: Scheduler) -> None:
        if seen := came_round():
            met.append(seen)
        service.stop()

    monkeypatch.setattr(Scheduler, "all_now", duties_come)
    at_work = Thread(target=service.run, daemon=True)
    at_work.start()
    deadline = time.monotonic() + PATIENCE
    while came_round() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    woken = datetime.now(UTC) + timedelta(hours=2)
    slept = timedelta(hours=2)
    at_work.join(PATIENCE)
    assert [seen >= woken for seen in met] == [True]
