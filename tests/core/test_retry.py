"""Waiting deliveries are tried again like Postfix does, and not all at once."""

from __future__ import annotations

from digest.core.retry import retry_after


def test_the_pause_doubles_from_five_minutes_to_little_more_than_an_hour() -> None:
    pauses = [retry_after(attempts, "<daily.1.ab@example.net>").total_seconds() for attempts in range(1, 400)]
    for pause, expected in zip(pauses, [300, 600, 1200, 2400, 4000, 4000], strict=False):
        assert expected * 0.9 <= pause <= expected * 1.1
    assert max(pauses) <= 4400


def test_recipients_of_one_edition_come_apart_and_each_keeps_its_pause() -> None:
    keys = [f"<daily.1.{number}@example.net>" for number in range(100)]
    assert len({retry_after(1, key) for key in keys}) > 90
    assert [retry_after(3, key) for key in keys] == [retry_after(3, key) for key in keys]
