"""Rounds over hours: what waits is asked for together, and an account is not locked by trying."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from digest.app import delivering, mailround
from digest.app.delivering import deliver_waiting, give_up_and_choose_due
from digest.app.run import press
from digest.app.settings_file import load
from digest.model.delivery import DeliveryState
from digest.store import deliveries
from digest.store.library import Library
from tests.acceptance.home import cubox, make_home
from tests.postbox import Postbox

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)


def test_a_refused_login_is_tried_again_after_a_quarter_of_an_hour_at_the_soonest_and_given_up_in_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    home.write("tides.md", cubox(7421446577446000001, "Tides", {7421446577446000002: "A mark for the letter."}))
    assert home.answer("run")["edition"] == 1
    script = {"EHLO": "250-postbox\r\n250 AUTH PLAIN", "AUTH": "535 wrong password"}
    with Postbox(script) as postbox, Library(home.library) as library:
        server = f'host = "127.0.0.1"\nport = {postbox.port}\nsecurity = "none"\nfrom = "digest@example.net"\n'
        login = 'username = "reader"\npassword = "guess"\n'
        told = f"[smtp]\n{server}{login}{home.settings.read_text('utf-8')}to = ['reader@example.net']\n"
        home.settings.write_text(told, "utf-8")
        home.settings.chmod(0o600)
        settings = load(home.settings, {})
        with library.transaction() as connection:
            letters = [(f"r{number}@example.net", f"<{number}@example.net>") for number in range(10)]
            deliveries.plan(connection, "daily", 1, letters, NOW)
        tries = []
        for minute in range(6 * 24 * 60):
            present = NOW + timedelta(minutes=minute)
            for module in (delivering, mailround):
                monkeypatch.setattr(module, "now", lambda present=present: present)
            with library.reading() as connection:
                due = deliveries.in_turn(connection, by=present)
            if due:
                deliver_waiting(library, press(settings, library), which=give_up_and_choose_due)
                tries.append(present)
        with library.reading() as connection:
            assert deliveries.count_by_state(connection)[DeliveryState.EXPIRED] == 10
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert min(gaps) >= timedelta(minutes=15)
    assert postbox.heard["AUTH"] == len(tries) - 1  # the last look gives up
    assert tries[-1] - NOW > timedelta(days=5)
