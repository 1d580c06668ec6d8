"""A sample of what ``./dev torture damage`` has all of; and that it is not blind."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.store.library import Library
from tests.app.test_behind import READERS
from tests.postbox import Postbox
from tests.torture.damage import Damage, Lived, damages


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[Lived]:
    with Postbox() as postbox:
        yield Lived(tmp_path, postbox)


def test_nothing_is_sent_from_a_damaged_library(lived: Lived) -> None:
    outcomes = {(damage.kind, *lived.judge(damage)) for damage in damages(flips=12, cuts=3, log_flips=3)}
    assert {outcome for outcome in outcomes if outcome[2]} == set()
    assert ("cut short", "refused", "") in outcomes
    assert ("a bit turned over", "read", "") in outcomes
    assert {kind for kind, came, _ in outcomes if came == "read"} <= {
        "a bit turned over",
        "a bit of the log turned over",
    }


def test_who_does_not_look_is_found_out(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    def another_address(library: Path) -> None:
        with contextlib.closing(sqlite3.connect(library)) as connection:
            connection.execute("SELECT count(*) FROM deliveries")  # the log goes into the file when nobody uses it
        content = library.read_bytes()
        row = f"{READERS[-1]}<daily.3.".encode()  # in the index the Message-ID does not follow
        assert content.count(row) == 1
        library.write_bytes(content.replace(row, row.replace(b"three", b"thief")))

    damage = Damage("a recipient", "changed", another_address)
    assert lived.judge(damage) == ("refused", "")
    monkeypatch.setattr(Library, "insist_sound", lambda library: None)
    assert "thief" in lived.judge(damage)[1]
