"""A warning is told once where it belongs, and again only after it had ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digest.core import warnings
from digest.model.edition import Slot
from digest.model.warning import Cause, StandingWarning, WarningRecord

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
FULL = StandingWarning(Cause.DISK, "/outbox", "little is free")
LATE = StandingWarning(Cause.LATE, "daily", "no letter yet")
PASSING = StandingWarning(Cause.WAITING, "daily 27", "greylisted", passing=True)


def record(*, printed: bool = False, noticed: bool = False) -> WarningRecord:
    return WarningRecord(NOW, printed, noticed)


def test_what_begins_is_recorded_once_however_many_sentences_it_has() -> None:
    again = StandingWarning(Cause.DISK, "/outbox", "in other words")
    assert warnings.begun([FULL, again, PASSING], {}) == [FULL.key]
    assert warnings.begun([FULL, again], {FULL.key: record()}) == []


def test_what_does_not_stand_any_more_has_ended() -> None:
    assert warnings.ended([FULL], [FULL.key, LATE.key]) == [LATE.key]


def test_letter_and_notice_tell_each_warning_once_and_not_for_each_other() -> None:
    assert warnings.to_print([FULL], {}) == warnings.to_notice([FULL], {}) == (FULL,)
    printed, noticed = {FULL.key: record(printed=True)}, {FULL.key: record(noticed=True)}
    assert (warnings.to_print([FULL], printed), warnings.to_notice([FULL], printed)) == ((), (FULL,))
    assert (warnings.to_print([FULL], noticed), warnings.to_notice([FULL], noticed)) == ((FULL,), ())


def test_what_will_pass_is_told_nowhere_and_a_letter_does_not_say_that_it_is_late() -> None:
    assert warnings.to_print([PASSING, LATE], {}) == ()
    assert warnings.to_notice([PASSING, LATE], {}) == (LATE,)


def test_a_letter_counts_things_and_not_sentences() -> None:
    other = StandingWarning(Cause.DISK, "/var", "little is free there")
    again = StandingWarning(Cause.DISK, "/var", "and it is getting less")
    quiet = StandingWarning(Cause.QUIET, "", "nothing new")
    letters = StandingWarning(Cause.REJECTED, "her", "refused", count=7)
    assert warnings.by_cause([FULL, other, again, quiet]) == (("quiet", 1), ("disk", 2))
    assert warnings.by_cause([letters, StandingWarning(Cause.REJECTED, "him", "refused")]) == (("rejected", 8),)


def test_quiet_is_a_setting_and_never_said_of_what_never_spoke() -> None:
    old = NOW - timedelta(days=15)
    assert warnings.is_quiet(old, NOW, 14)
    assert not any(warnings.is_quiet(*case) for case in ((old, NOW, 0), (old, NOW, 15), (None, NOW, 1)))


def test_overdue_waiting_and_hung_have_their_patience() -> None:
    for minutes, overdue, long, hung in ((4, False, False, False), (6, True, False, False), (61, True, True, True)):
        then = NOW - timedelta(minutes=minutes)
        found = (
            warnings.is_overdue(Slot("", then), NOW),
            warnings.waits_long(then, NOW),
            warnings.is_hung(then, NOW),
        )
        assert found == (overdue, long, hung)
    assert not warnings.is_hung(None, NOW)
