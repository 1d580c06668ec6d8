"""What is wrong is told once, and once more when it is well."""

from __future__ import annotations

import logging

import pytest

from digest.app.complaints import Complaints
from digest.errors import OutboxUnwritable


@pytest.fixture
def complaints(caplog: pytest.LogCaptureFixture) -> Complaints:
    caplog.set_level(logging.INFO, "digest")
    return Complaints()


def go_wrong(complaints: Complaints, subject: str, error: Exception | None) -> None:
    with complaints.about(subject):
        if error:
            raise error


def test_each_cause_is_told_once_and_its_end(complaints: Complaints, caplog: pytest.LogCaptureFixture) -> None:
    full = OutboxUnwritable("the disk is full", hint="free some space")
    for error in (None, full, full, OutboxUnwritable("the disk is read-only"), None, None, full):
        go_wrong(complaints, "the outbox", error)
    assert caplog.messages == [
        "the outbox: the disk is full; free some space",
        "the outbox: the disk is read-only",
        "the outbox: well again",
        "the outbox: the disk is full; free some space",
    ]


def test_one_subject_does_not_hide_another(complaints: Complaints, caplog: pytest.LogCaptureFixture) -> None:
    for subject in ("daily", "weekly", "daily"):
        go_wrong(complaints, subject, OutboxUnwritable("the disk is full"))
    assert len(caplog.messages) == 2


def test_a_bug_is_told_once_with_its_traceback(complaints: Complaints, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        go_wrong(complaints, "the letter", KeyError("title"))
    [record] = caplog.records
    assert "KeyError('title')" in record.message
    assert record.exc_info


def test_what_is_another_kind_goes_on(complaints: Complaints) -> None:
    with pytest.raises(KeyError), complaints.about("the outbox", OutboxUnwritable):
        raise KeyError("title")
