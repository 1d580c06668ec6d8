"""Which duty the service asks for, and when: its jobs are called by hand here, by a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.app.complaints import Complaints
from digest.app.duties import Duties
from digest.app.pulse import Pulse
from digest.app.scheduler import Scheduler, Worker
from digest.app.settings_file import load
from digest.app.watchdog import LIMIT, Watchdog
from digest.model.warning import Cause
from digest.store import warnings as recorded
from digest.store.library import Library
from digest.store.presence import only_service, tell
from tests.acceptance.home import make_home

SLOT = datetime.fromisoformat("2026-02-14T07:30:00+08:00")


class ByHand(Scheduler):
    """Jobs that nobody wakes: ``wanted`` has what was asked for, with the seconds until then."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.jobs: dict[str, Callable[[], None]] = {}
        self.wanted: list[tuple[str, float]] = []

    def every(self, seconds: float, job: Callable[[], None], name: str, worker: Worker = "library") -> None:
        self.jobs[name] = job

    def soon(self, name: str, seconds: float) -> None:
        self.wanted.append((name, seconds))

    def start(self) -> None:
        pass


def test_a_slot_that_comes_while_a_tick_lasts_is_not_passed_over(tmp_path: Path) -> None:
    present = SLOT - timedelta(seconds=2)

    def clock() -> datetime:
        """A second passes whenever it is looked at."""
        nonlocal present
        present += timedelta(seconds=1)
        return present

    settings = load(make_home(tmp_path / "home").settings, {})
    Library(settings.library.state).close()
    scheduler = ByHand(clock)
    duties = Duties(settings, clock, scheduler, Complaints(), Watchdog(Pulse(), LIMIT))
    duties.begin()
    present = SLOT - timedelta(seconds=2)
    scheduler.jobs["tick"]()
    assert present > SLOT
    assert min(seconds for name, seconds in scheduler.wanted if name == "tick") <= 1


def test_a_card_from_before_a_sleep_is_not_believed_by_the_service_itself_unless_it_hangs(tmp_path: Path) -> None:
    settings = load(make_home(tmp_path / "home").settings, {})
    state, seconds = settings.library.state, 0.0
    pulse = Pulse(lambda: seconds)
    scheduler = ByHand(lambda: datetime.now(UTC))
    Duties(settings, lambda: datetime.now(UTC), scheduler, Complaints(), Watchdog(pulse, LIMIT)).begin()
    with Library(state) as library, only_service(state):
        tell(state, datetime.now(UTC) - timedelta(hours=2))
        for silence, hung in ((0.0, False), (3600.0, True), (0.0, False)):
            pulse.show("mail")
            seconds += silence
            scheduler.jobs["tick"]()
            with library.reading() as connection:
                assert ((Cause.HUNG, "") in recorded.known(connection)) is hung, silence
