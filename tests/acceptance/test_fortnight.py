"""A fortnight of the service: killed daily, slept through twice, one night an hour short, clippings as in life."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.home import Home, cubox
from tests.acceptance.service import PATIENCE, Clock, Serve
from tests.acceptance.test_mail import HER, HIM, with_mail
from tests.postbox import Postbox

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the clock of another process is set on Linux")

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 3, 21)
"""In the night to the ninth day, 29 March, clocks go forward."""


class Folder:
    """The folder of clippings: what is done to it, and what was ever marked."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._marks: dict[str, dict[int, str]] = {}
        self.marked: list[str] = []

    def mark(self, work: str, *texts: str) -> None:
        """More is marked in a work, and its file is exported again."""
        card = 7421446577446000000 + (ord(work[0]) << 32)
        marks = self._marks.setdefault(work, {})
        marks |= {card + 1 + len(marks) + number: text for number, text in enumerate(texts)}
        self.marked += texts
        self._home.write(f"{work}.md", cubox(card, f"On {work}", marks))

    def correct(self, work: str, old: str, new: str) -> None:
        """The exporter corrects what was marked."""
        self._marks[work] = {id_: text.replace(old, new) for id_, text in self._marks[work].items()}
        self.marked = [text.replace(old, new) for text in self.marked]
        self.mark(work)

    def rename(self, work: str, new: str) -> None:
        (self._home.clippings / f"{work}.md").rename(self._home.clippings / f"{new}.md")

    def delete(self, work: str) -> None:
        (self._home.clippings / f"{work}.md").unlink()

    def regret(self, work: str, text: str) -> None:
        """Something is marked, and the mark removed before any letter printed it."""
        self.mark(work, text)
        self.delete(work)
        self.marked.remove(text)


class Fortnight:
    """The service of a home from day to day; ``clock`` is its machine's."""

    def __init__(self, home: Home, clock: Clock, postbox: Postbox) -> None:
        self._home = home
        self._clock = clock
        self._postbox = postbox

    def set(self, day: int, hour: str) -> None:
        self._clock.set(datetime.fromisoformat(f"{slot(day)[:10]}T{hour}").replace(tzinfo=BERLIN).isoformat())

    def begin(self, day: int, hour: str) -> Serve:
        """The machine is switched on."""
        self._postbox.script.clear()
        self._postbox.hanging.clear()
        self.set(day, hour)
        serve = Serve(self._home, **self._clock.environ)
        serve.wait_for("watching")
        return serve

    def morning(self, day: int, change: Callable[[], None], said: str, **trouble: str) -> None:
        """A day: the machine is switched on, ``change`` is made, the hour comes; killed once that is ``said``."""
        with self.begin(day, "06:50") as serve:
            change()
            self._postbox.script |= {verb.replace("_", " "): action for verb, action in trouble.items()}
            self.set(day, "07:29:59")
            serve.wait_for(said)
            serve.send(signal.SIGKILL)
            serve.process.wait()

    def served(self, editions: int) -> None:
        """Return when so many letters were taken for each of two recipients."""
        deadline = time.monotonic() + PATIENCE
        while len(self._postbox.kept) < 2 * editions:
            assert time.monotonic() < deadline, self._postbox.recipients
            time.sleep(0.05)


def slot(day: int) -> str:
    return f"{FIRST + timedelta(days=day)}T07:30"


def test_a_fortnight(home: Home, tmp_path: Path) -> None:
    home.settings.write_text(home.settings.read_text("utf-8").replace("Asia/Shanghai", "Europe/Berlin"), "utf-8")
    folder = Folder(home)
    accepted, none = "2 recipients: accepted", "nothing is fresh"
    with Postbox() as postbox:
        with_mail(home, postbox, HER, HIM)
        days = Fortnight(home, Clock(tmp_path / "clock"), postbox)
        days.morning(0, lambda: folder.mark("alders", "Alders stand in water.", "There the wood lasts."), accepted)
        days.morning(1, lambda: folder.mark("birches", "Birches come first after a fire."), accepted)
        days.morning(2, lambda: folder.correct("alders", "lasts.", "lasts for long."), none)
        days.morning(
            3,
            lambda: folder.mark("alders", "Venice stands on piles of alder."),
            "deferred",
            **{f"RCPT {HER}": "450 greylisted"},
        )
        days.morning(4, lambda: folder.rename("birches", "birches and fire"), none)
        with days.begin(5, "06:50") as serve:
            folder.mark("cedars", "Cedars of Lebanon went to Egypt by ship.")
            days.set(5, "07:29:59")
            serve.wait_for(accepted)
            folder.mark("dogwoods", "Dogwoods flower before they have leaves.")
            serve.wait_for("1 highlights new", 2)
            days.set(7, "09:00")  # asleep over two mornings
            serve.wait_for(f"edition 5 of 'daily' for {slot(7)}")
            serve.wait_for(accepted, 2)
            serve.send(signal.SIGKILL)
            serve.process.wait()
        days.morning(8, lambda: folder.mark("elms", "Elms died of a fungus that beetles carry."), accepted)
        days.morning(9, lambda: folder.delete("cedars"), none)
        with days.begin(10, "06:50") as serve:
            folder.mark("firs", "Firs keep a needle for ten years.")
            postbox.script["DOT"] = "keep and hang"
            days.set(10, "07:29:59")
            assert postbox.hanging.wait(PATIENCE)
            serve.send(signal.SIGKILL)  # between the last dot and the answer
            serve.process.wait()
        folder.mark("ginkgos", "Ginkgos outlived Hiroshima.")
        with days.begin(12, "09:00") as serve:  # switched off for a day and a morning
            serve.wait_for(f"for {slot(12)}")
            days.served(8)
            serve.send(signal.SIGKILL)
            serve.process.wait()
        days.morning(13, lambda: folder.regret("junipers", "Junipers are no berries."), none)
        with days.begin(13, "18:00") as serve:
            days.served(8)
            assert serve.stop() < 5

    issued = home.answer("editions")["editions"]
    assert [row["slot"] for row in reversed(issued)] == [slot(day) for day in (0, 1, 3, 5, 7, 8, 10, 12)]
    records = [json.loads(Path(row["folder"], "edition.json").read_bytes()) for row in issued]
    printed = [
        highlight["text"] for record in records for work in record["works"] for highlight in work["highlights"]
    ]
    printed_as_corrected = [text.replace("lasts.", "lasts for long.") for text in printed]
    assert Counter(printed_as_corrected) == Counter(folder.marked)
    served = Counter(
        (recipient, str(message["Subject"]))
        for recipient, message in zip(postbox.recipients, postbox.messages(), strict=True)
    )
    assert set(served.values()) == {1}
    assert len(served) == 2 * len(issued)
