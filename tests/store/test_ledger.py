"""What went out, and what may still go out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from digest.core.reasons import in_words
from digest.errors import LibraryError
from digest.model.choice import Reason
from digest.model.clipping import DateSource, Stamp
from digest.model.letter import Issue
from digest.store import catalogue, ledger
from digest.store.library import Library
from digest.store.schema import editions
from tests.store.examples import LETTER, NOW, issue, reading, record, scan, stock, summary

NEW = Reason("first-turn")


@pytest.fixture
def three(library: Library) -> Library:
    """A library that knows the highlights 1, 2 and 3."""
    scan(library, reading("a.md", "One.", "Two.", "Three."))
    return library


def fresh(library: Library, digest: str = "daily") -> list[int]:
    with library.reading() as connection:
        return sorted(candidate.id for candidate in stock(connection, digest).news())


def print_(library: Library, *ids: int, number: int = 1, digest: str = "daily", slot: str = "") -> None:
    with library.transaction() as connection:
        ledger.freeze(connection, issue(number, digest, slot), LETTER, dict.fromkeys(ids, NEW))


def test_what_was_printed_is_not_fresh_any_more_for_this_digest(three: Library) -> None:
    print_(three, 1, 3)
    assert fresh(three) == [2]
    assert fresh(three, "weekly") == [1, 2, 3]


def test_digests_that_share_a_ledger_print_nothing_twice_and_number_their_own_editions(three: Library) -> None:
    with three.transaction() as connection:
        ledger.freeze(connection, issue(1, "sunday"), LETTER, {1: NEW}, "daily")
        ledger.freeze(connection, issue(1, "daily"), LETTER, {2: NEW}, "daily")
        assert [(one.digest, one.number) for one in ledger.issues(connection)] == [("daily", 1), ("sunday", 1)]
    assert fresh(three, "daily") == [3]
    assert fresh(three, "sunday") == [1, 2, 3]  # a ledger in which nobody printed anything


def test_what_a_withdrawn_edition_frees_is_asked_of_its_own_ledger(three: Library) -> None:
    with three.transaction() as connection:
        ledger.freeze(connection, issue(1, "sunday"), LETTER, {1: NEW, 2: NEW}, "daily")
        ledger.freeze(connection, issue(1, "daily"), LETTER, {2: NEW}, "daily")
        assert ledger.withdraw(connection, "sunday", 1, NOW) == 1
    assert fresh(three, "daily") == [1, 3]


def test_withdrawing_frees_what_an_edition_printed_and_keeps_its_number_and_its_slot(three: Library) -> None:
    print_(three, 1, 2)
    later = NOW + timedelta(hours=1)
    with three.transaction() as connection:
        assert ledger.withdraw(connection, "daily", 1, later) == 2
    assert fresh(three) == [1, 2, 3]
    with three.reading() as connection:
        assert ledger.issue(connection, "daily", 1) == replace(issue(), withdrawn_at=later)
        assert ledger.last_issue(connection, "daily") == replace(issue(), withdrawn_at=later)
        assert ledger.issue_of_slot(connection, "daily", issue().slot) is not None
    print_(three, 1, number=2)
    assert fresh(three) == [2, 3]


def test_withdrawing_one_edition_does_not_free_what_another_printed(three: Library) -> None:
    print_(three, 1)
    with three.transaction() as connection:
        ledger.withdraw(connection, "daily", 1, NOW)
    print_(three, 1, number=2)
    assert fresh(three) == [2, 3]


def test_a_withdrawn_summary_frees_no_highlight_of_the_readers_own(library: Library) -> None:
    canal = summary()
    scan(library, reading("canal.txt", record("A point.", canal, point=True), work=canal), reading("a.md", "One."))
    print_(library, 1, 2)
    with library.transaction() as connection:
        assert ledger.withdraw(connection, "daily", 1, NOW) == 1


def test_withdrawing_an_edition_frees_nothing_that_another_printed(three: Library) -> None:
    print_(three, 1)
    print_(three, 1, 2, number=2)
    with three.transaction() as connection:
        assert ledger.withdraw(connection, "daily", 2, NOW) == 1
    assert fresh(three) == [2, 3]


def test_the_days_on_which_highlights_were_marked(library: Library) -> None:
    zone = ZoneInfo("Asia/Kathmandu")  # a quarter of an hour off
    moments = {
        "Just before midnight.": datetime(2026, 2, 12, 18, 14, 59, tzinfo=UTC),
        "At midnight.": datetime(2026, 2, 12, 18, 15, tzinfo=UTC),
        "An hour later.": datetime(2026, 2, 12, 19, 15, tzinfo=UTC),
        "Too early.": datetime(2026, 2, 10, 18, 14, tzinfo=UTC),
        "Too late.": datetime(2026, 2, 14, 18, 15, tzinfo=UTC),
    }
    marks = [
        record(text, marked=Stamp(at, source))
        for (text, at), source in zip(moments.items(), DateSource, strict=True)
    ]
    canal = summary()
    point = record("A point.", canal, point=True, marked=Stamp(moments["At midnight."], DateSource.FILE))
    scan(library, reading("a.md", *marks), reading("canal.txt", point, work=canal))
    scan(library, reading("a.md", *marks[1:]))
    with library.reading() as connection:
        activity = catalogue.activity(connection, date(2026, 2, 11), date(2026, 2, 14), zone)
    assert activity.counts == (0, 1, 2, 0)
    assert list(activity.days())[2] == (date(2026, 2, 13), 2)


@pytest.mark.parametrize("again", [issue(1, slot="another"), issue(2, slot=issue(1).slot)], ids=["number", "slot"])
def test_a_number_and_a_slot_are_given_once(three: Library, again: Issue) -> None:
    print_(three, 1)
    with pytest.raises(IntegrityError), three.transaction() as connection:
        ledger.freeze(connection, again, LETTER, {2: NEW})
    assert fresh(three) == [2, 3]


def test_digests_number_their_editions_apart(three: Library) -> None:
    print_(three, 1)
    print_(three, 1, digest="weekly")
    with three.reading() as connection:
        assert {(one.digest, one.number) for one in ledger.issues(connection)} == {("daily", 1), ("weekly", 1)}
        assert [one.digest for one in ledger.issues(connection, "weekly")] == ["weekly"]


def test_a_frozen_letter_comes_back_byte_for_byte(three: Library) -> None:
    print_(three, 1)
    with three.reading() as connection:
        assert ledger.letter(connection, "daily", 1) == replace(LETTER, folder=issue().folder)


def test_editions_are_told_newest_first_with_their_records(three: Library) -> None:
    for number in (1, 2, 3):
        with three.transaction() as connection:
            frozen = replace(LETTER, record=json.dumps({"number": number}).encode())
            ledger.freeze(connection, issue(number), frozen, {number: NEW})
    with three.reading() as connection:
        told = list(ledger.records(connection))
        last = ledger.last_issue(connection, "daily")
    assert [(one.number, record) for one, record in told] == [(n, {"number": n}) for n in (3, 2, 1)]
    assert last == issue(3)


def test_what_was_never_issued_is_not_there(three: Library) -> None:
    with three.reading() as connection:
        assert ledger.last_issue(connection, "daily") is None
        assert ledger.issue(connection, "daily", 1) is None
        assert ledger.issue_of_slot(connection, "daily", "2026-02-14T07:30") is None
        assert ledger.issues(connection) == []
        assert ledger.highlights_by_id(connection, [99]) == {}


def test_a_damaged_letter_is_never_shown(three: Library) -> None:
    print_(three, 1)
    with three.transaction() as connection:
        html = connection.execute(editions.select()).one().html
        connection.execute(update(editions).values(html=html[:-3] + b"\0\0\0"))
    with three.reading() as connection, pytest.raises(LibraryError, match=r"letter of 'daily 1' .* is damaged"):
        ledger.letter(connection, "daily", 1)


def test_the_history_of_a_highlight(three: Library) -> None:
    scan(three, reading("b.md", "One."))
    print_(three, 1, 2)
    print_(three, 1, digest="weekly", number=4)
    with three.transaction() as connection:
        ledger.withdraw(connection, "weekly", 4, NOW)
    with three.reading() as connection:
        history = catalogue.history(connection, 1)
        assert history
        assert history.highlight.text == "One."
        assert [(sighting.path, sighting.line) for sighting in history.sightings] == [("a.md", 1), ("b.md", 1)]
        assert [(one.digest, one.number, one.withdrawn_at, reason) for one, reason in history.printed] == [
            ("daily", 1, None, in_words(NEW)),
            ("weekly", 4, NOW, in_words(NEW)),
        ]
        assert catalogue.history(connection, 99) is None


def test_forgetting_leaves_the_edition_that_printed_it_as_it_was(three: Library) -> None:
    print_(three, 1, 2)
    with three.transaction() as connection:
        catalogue.forget(connection, 1)
    with three.reading() as connection:
        assert catalogue.history(connection, 1) is None
        assert ledger.letter(connection, "daily", 1).html == LETTER.html
    assert fresh(three) == [3]


def test_the_size_of_a_library(three: Library) -> None:
    canal = summary()
    scan(three, reading("canal.txt", record("A point.", canal, point=True), work=canal), reading("empty.md"))
    with three.reading() as connection:
        assert catalogue.size(connection) == catalogue.Size(files=3, works=2, highlights=3)
    with three.transaction() as connection:
        for id_ in (1, 2, 3):
            catalogue.forget(connection, id_)
    with three.reading() as connection:
        assert catalogue.size(connection) == catalogue.Size(files=3, works=1, highlights=0)
