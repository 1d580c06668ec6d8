"""A library that is older than its outbox prints nothing twice and sends nothing twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.app import run as app_run
from digest.app.adopting import Adopted, adopt
from digest.app.publish import RunReport
from digest.app.redelivery import redeliver
from digest.app.settings import Settings
from digest.app.settings_file import load
from digest.errors import LibraryError, OutboxUnwritable
from digest.model.delivery import DeliveryState
from digest.store import deliveries
from digest.store.copies import keep_copy
from digest.store.library import Library
from tests.acceptance.home import Home, cubox, make_home
from tests.postbox import Postbox

CARD = 7421446577446718398
FIRST = datetime.fromisoformat("2026-02-01T07:30:00+08:00")
READERS = ["one@example.net", "two@example.net", "three@example.net"]


@dataclass
class Life:
    """A home whose letters go out by mail, and what a mail server took of them."""

    home: Home
    postbox: Postbox

    @property
    def settings(self) -> Settings:
        return load(self.home.settings, {})

    def morning(self, day: int) -> RunReport:
        """A new mark, and the letter of that day."""
        card = CARD + day * 10**9
        self.home.write(f"{day}.md", cubox(card, f"Work {day}", {card + 1: f"The mark of day {day}."}))
        return self.run(day)

    def run(self, day: int) -> RunReport:
        digest = self.settings.digests["daily"]
        return app_run.run(self.settings, digest, FIRST + timedelta(days=day), lambda done, total: None).report

    def adopt(self) -> Adopted:
        with Library(self.settings.library.state) as library:
            return adopt(library, app_run.press(self.settings, library), FIRST + timedelta(days=99))

    def deliver(self) -> None:
        with Library(self.settings.library.state) as library:
            redeliver(library, app_run.press(self.settings, library))

    def states(self) -> list[str]:
        with Library(self.settings.library.state) as library, library.reading() as connection:
            return [one.state.value for one in deliveries.in_states(connection, list(DeliveryState))]

    def printed(self) -> list[str]:
        """The texts that all letters in the outbox hold, once for each."""
        records = [json.loads(path.read_text("utf-8")) for path in self.home.outbox.rglob("edition.json")]
        return [mark["text"] for record in records for work in record["works"] for mark in work["highlights"]]

    def taken(self) -> list[tuple[str, str]]:
        """Recipient and Message-ID of what the mail server took."""
        ids = [str(message["Message-ID"]) for message in self.postbox.messages()]
        return list(zip(self.postbox.recipients, ids, strict=True))

    def insist_nothing_twice(self) -> None:
        for told in (self.printed(), self.taken()):
            assert len(told) == len(set(told))


def lived_in(path: Path, postbox: Postbox) -> Life:
    """A new home whose letters go to ``postbox``."""
    home = make_home(path)
    mail = f'[smtp]\nhost = "127.0.0.1"\nport = {postbox.port}\nsecurity = "none"\nfrom = "digest@example.net"\n'
    home.settings.write_text(mail + home.settings.read_text("utf-8") + f"to = {READERS}\n", "utf-8")
    return Life(home, postbox)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    with Postbox() as postbox:
        yield lived_in(tmp_path / "home", postbox)


def put_back(life: Life, copy: Path) -> None:
    shutil.copyfile(copy, life.home.library)


def restore_at_each_point(life: Life, folder: Path, points: int) -> None:
    """Live so many mornings, keep a copy of the library after each, and go on from each of the copies."""
    copies = [folder / f"{day}.db" for day in range(points)]
    for day, copy in enumerate(copies):
        life.morning(day)
        keep_copy(life.home.library, copy)
    before = life.taken()
    shutil.move(life.home.path, folder / "lived")
    for point, copy in enumerate(copies):
        shutil.copytree(folder / "lived", life.home.path)
        put_back(life, copy)
        missed = points - 1 - point
        if missed:
            with pytest.raises(LibraryError, match=f"know {missed} edition.*'digest outbox adopt'"):
                life.morning(points)
        adopted = life.adopt()
        assert [issue.number for issue in adopted.editions] == list(range(point + 2, points + 1))
        assert life.states().count("unsure") == adopted.unsure == missed * len(READERS)
        report = life.morning(points)
        assert (report.edition, report.highlights) == (points + 1, 1)
        assert len(set(life.printed())) == len(life.printed()) == points + 1
        assert life.taken()[: len(before)] == before
        assert len(set(life.taken())) == len(life.taken()) == len(before) + len(READERS)
        del life.postbox.kept[len(before) :]
        shutil.rmtree(life.home.path)


def test_whatever_copy_is_put_back_nothing_is_printed_or_sent_twice(life: Life, tmp_path: Path) -> None:
    restore_at_each_point(life, tmp_path, 6)


def test_what_was_sent_long_ago_is_not_sent_again_even_where_doubts_are(life: Life, tmp_path: Path) -> None:
    life.home.settings.write_text(life.home.settings.read_text("utf-8") + 'on_unsure = "resend"\n', "utf-8")
    life.morning(0)
    keep_copy(life.home.library, tmp_path / "old.db")
    life.morning(1)
    put_back(life, tmp_path / "old.db")
    assert life.adopt().unsure == len(READERS)
    life.morning(2)
    life.insist_nothing_twice()
    assert life.states().count("unsure") == len(READERS)


def test_a_library_made_anew_takes_over_what_the_outbox_has(life: Life) -> None:
    for day in range(3):
        life.morning(day)
    shutil.rmtree(life.home.library.parent)
    with pytest.raises(LibraryError, match="does not know 3 editions of 'daily' up to daily/2026/2026-02-03-0003"):
        life.morning(3)
    adopted = life.adopt()
    assert [issue.number for issue in adopted.editions] == [1, 2, 3]
    assert life.states() == ["expired"] * 9  # another library sent them: its ids are not known here
    report = life.run(3)
    assert (report.edition, report.highlights) == (4, 1)
    life.insist_nothing_twice()


def test_editions_of_our_own_are_known_as_such_when_their_readers_have_changed(life: Life, tmp_path: Path) -> None:
    life.morning(0)
    keep_copy(life.home.library, tmp_path / "copy.db")
    life.morning(1)
    put_back(life, tmp_path / "copy.db")
    told = life.home.settings.read_text("utf-8").replace("one@example.net", "somebody.else@example.net")
    life.home.settings.write_text(told, "utf-8")
    assert life.adopt().unsure == len(READERS)
    assert life.states() == ["accepted"] * 3 + ["unsure"] * 3


@pytest.mark.parametrize("witness", ["", "none"])
def test_a_witness_that_cannot_be_read_stops_letters_and_is_told(life: Life, witness: str) -> None:
    life.morning(0)
    file = next(life.home.outbox.glob(".rounds-*"))
    file.write_text(witness)
    with pytest.raises(OutboxUnwritable, match=r"how often letters were sent.*; .*remove the file"):
        life.morning(1)
    told = life.home.answer("status")["standing"]
    assert [one["cause"] for one in told] == ["behind"]
    file.unlink()
    assert life.morning(1).edition == 2
    assert file.read_text().strip().isdecimal()


def test_a_copy_from_before_the_letters_went_out_does_not_send_them_again(life: Life, tmp_path: Path) -> None:
    life.postbox.script["CONNECT"] = "421 later"
    life.morning(0)
    keep_copy(life.home.library, tmp_path / "copy.db")
    life.postbox.script.clear()
    life.deliver()
    assert len(life.taken()) == 3
    put_back(life, tmp_path / "copy.db")  # it knows the edition, and believes that its letters wait
    with pytest.raises(LibraryError, match="does not know the letters that were sent last"):
        life.deliver()
    assert life.adopt() == Adopted((), 3)
    life.deliver()
    assert (life.states(), len(life.taken())) == (["unsure"] * 3, 3)


def test_a_copy_from_the_middle_of_a_round_does_not_send_again_either(life: Life, tmp_path: Path) -> None:
    life.postbox.script["DOT"] = "451 later"
    life.morning(0)
    life.postbox.script = {f"DOT:{life.postbox.heard['DOT'] + 2}": "hang"}
    with ThreadPoolExecutor(1) as pool:
        round_ = pool.submit(life.deliver)
        assert life.postbox.hanging.wait(20)
        keep_copy(life.home.library, tmp_path / "copy.db")
        life.postbox.release()
        round_.result(20)
    put_back(life, tmp_path / "copy.db")
    with pytest.raises(LibraryError, match="the letters that were sent last"):
        life.deliver()
    life.adopt()
    life.deliver()
    life.insist_nothing_twice()


def test_what_contradicts_the_library_is_not_taken_over(life: Life) -> None:
    life.morning(0)
    edition = life.home.outbox / "daily" / "2026" / "2026-02-01-0001"
    shutil.copytree(edition, edition.with_name("2026-02-09-0001"))
    with pytest.raises(LibraryError, match=r"0001/edition\.json' contradicts .* edition 1 .*; move its folder"):
        life.adopt()
    (edition.with_name("2026-02-09-0001") / "edition.json").write_text('{"digest": "daily"}')
    with pytest.raises(LibraryError, match="is not the record of an edition"):
        life.adopt()
    shutil.rmtree(edition.with_name("2026-02-09-0001"))
    assert life.adopt() == Adopted((), 0)
    assert life.morning(1).edition == 2


def test_an_outbox_alone_bears_witness_too(life: Life, tmp_path: Path) -> None:
    told = life.home.settings.read_text("utf-8").replace(f"to = {READERS}", 'deliver = ["outbox"]')
    life.home.settings.write_text(told, "utf-8")
    life.morning(0)
    keep_copy(life.home.library, tmp_path / "copy.db")
    life.morning(1)
    put_back(life, tmp_path / "copy.db")
    with pytest.raises(LibraryError, match="does not know 1 edition"):
        life.run(2)
    assert life.adopt().unsure == 0
    assert life.run(2).outcome == "empty"
    assert sorted(life.printed()) == ["The mark of day 0.", "The mark of day 1."]
