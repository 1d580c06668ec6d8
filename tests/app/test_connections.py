"""Several connections, a pace, and servers that want less of both: everybody is still served once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread, Timer

import pytest

from digest.app.delivering import deliver_waiting
from digest.app.outcomes import Outcomes
from digest.app.run import press
from digest.app.settings_file import load
from digest.model.delivery import Delivery, DeliveryState
from digest.store import deliveries
from digest.store.library import Library
from tests.acceptance.home import Home, cubox, make_home
from tests.postbox import Postbox

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)

Deliver = Callable[..., Outcomes]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with an edition that nobody was sent."""
    home = make_home(tmp_path_factory.mktemp("issued") / "home")
    home.write("tides.md", cubox(7421446577446000001, "Tides", {7421446577446000002: "A mark for the letter."}))
    assert home.answer("run")["edition"] == 1
    return home


@pytest.fixture
def deliver(issued: Home, tmp_path: Path) -> Deliver:
    """Plan so many deliveries of the edition in a copy of its library, and let a server have them."""

    def deliver(postbox: Postbox, count: int, smtp: str = "", **options: Callable[..., object]) -> Outcomes:
        path = tmp_path / "home" / "config" / "digest.toml"
        path.parent.mkdir(parents=True)
        server = f'host = "127.0.0.1"\nport = {postbox.port}\nsecurity = "none"\nfrom = "digest@example.net"\n'
        to = "to = ['reader@example.net']\n"
        path.write_text(f"[smtp]\n{server}{smtp}\n{issued.settings.read_text('utf-8')}{to}", "utf-8")
        path.chmod(0o600)
        settings = load(path, {})
        settings.library.state.parent.mkdir()
        settings.library.state.write_bytes(issued.library.read_bytes())
        with Library(settings.library.state) as library:
            with library.transaction() as connection:
                letters = [(f"r{number}@example.net", f"<{number}@example.net>") for number in range(count)]
                deliveries.plan(connection, "daily", 1, letters, NOW)
            told = deliver_waiting(library, press(settings, library), **options)  # type: ignore[arg-type]
            with library.reading() as connection:
                standing = deliveries.of_edition(connection, "daily", 1)
        accepted = [one.recipient for one in standing if one.state is DeliveryState.ACCEPTED]
        assert sorted(postbox.recipients) == sorted(accepted)
        return told

    return deliver


def names(count: int) -> list[str]:
    return sorted(f"r{number}@example.net" for number in range(count))


def test_a_connection_that_hangs_holds_up_no_other(deliver: Deliver) -> None:
    with Postbox({"RCPT:1": "hang"}) as postbox:
        delivering = Thread(target=deliver, args=(postbox, 60, "connections = 4"))
        delivering.start()
        deadline = time.monotonic() + 60
        while len(postbox.kept) < 59 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(postbox.kept) == 59
        postbox.release()
        delivering.join()
        assert sorted(postbox.recipients) == names(60)
        assert postbox.connections == 4


@pytest.mark.parametrize(
    ("end", "connections"), [("drop", 1), ("421 4.7.0 too many messages", 1), ("421 4.7.0 too many messages", 4)]
)
def test_a_server_that_ends_a_used_connection_is_asked_over_another(
    deliver: Deliver, end: str, connections: int
) -> None:
    with Postbox({f"MAIL:{number}": end for number in (3, 9)}) as postbox:
        told = deliver(postbox, 30, f"connections = {connections}")
    assert told.states == {DeliveryState.ACCEPTED: 30}
    assert postbox.connections > 1


def test_a_server_that_wants_one_connection_has_one(deliver: Deliver) -> None:
    with Postbox({f"CONNECT:{number}": "421 4.7.0 too many connections" for number in (2, 3, 4)}) as postbox:
        assert deliver(postbox, 200, "connections = 4").states == {DeliveryState.ACCEPTED: 200}
    assert postbox.most_at_once <= 4


def test_nobody_is_left_when_a_connection_is_refused_just_as_the_other_ends(deliver: Deliver) -> None:
    with Postbox({"CONNECT:2": "hang", "EHLO:2": "421 4.7.0 too many connections"}) as postbox:

        def end_first(_: Delivery) -> None:
            Timer(0.2, postbox.release).start()  # by then the first connection has asked for more, in vain

        assert deliver(postbox, 2, "connections = 2", tell=end_first).states == {DeliveryState.ACCEPTED: 2}


def test_many_connections_are_one_refused_login(deliver: Deliver) -> None:
    offered = "250-postbox\r\n250-PIPELINING\r\n250 AUTH PLAIN"
    with Postbox({"EHLO": offered, "AUTH": "535 wrong password"}) as postbox:
        told = deliver(postbox, 30, 'connections = 8\nusername = "reader"\npassword = "guess"')
        assert postbox.heard["AUTH"] == 1
    assert told.states == {DeliveryState.DEFERRED: 30}


def test_a_server_that_is_down_is_asked_once(deliver: Deliver) -> None:
    with Postbox({"CONNECT": "421 down"}) as postbox:
        assert deliver(postbox, 30, "connections = 8").states == {DeliveryState.DEFERRED: 30}
    assert postbox.connections == 1


def test_no_more_letters_go_over_a_connection_than_the_settings_say(deliver: Deliver) -> None:
    with Postbox() as postbox:
        assert deliver(postbox, 5, "per_connection = 2").states == {DeliveryState.ACCEPTED: 5}
    assert postbox.connections == 3


def test_who_waits_for_the_pace_can_be_stopped(deliver: Deliver) -> None:
    ended: list[Delivery] = []
    with Postbox() as postbox:
        told = deliver(postbox, 3, "per_minute = 1", tell=ended.append, stopping=lambda: bool(ended))
    assert told.states == {DeliveryState.ACCEPTED: 1}


@pytest.mark.parametrize("connections", [1, 3])
def test_the_refused_are_those_and_nobody_else(deliver: Deliver, connections: int) -> None:
    refused = {f"RCPT r{number}@example.net": "550 5.1.1 nobody" for number in range(0, 90, 9)}
    put_off = {f"RCPT r{number}@example.net": "450 4.2.0 later" for number in range(4, 90, 9)}
    ended: list[Delivery] = []
    with Postbox(refused | put_off) as postbox:
        told = deliver(postbox, 90, f"connections = {connections}", tell=ended.append)
    assert told.states == {DeliveryState.ACCEPTED: 70, DeliveryState.REJECTED: 10, DeliveryState.DEFERRED: 10}
    for state, script in ((DeliveryState.REJECTED, refused), (DeliveryState.DEFERRED, put_off)):
        assert {f"RCPT {one.recipient}" for one in ended if one.state is state} == set(script)
