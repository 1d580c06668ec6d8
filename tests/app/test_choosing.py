"""What an edition prints, out of a real library."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from digest.app.choosing import choose
from digest.app.searching import catch_up
from digest.app.settings import DigestSettings
from digest.app.settings_file import load
from digest.core.shelf import Record
from digest.model.choice import Choice, Moment
from digest.model.clipping import DateSource, Stamp, StatedWork
from digest.model.opinion import Word
from digest.store import ledger, opinions
from digest.store.library import Library
from tests.store.examples import LETTER, NOW, issue, reading, record, scan

DAY = timedelta(days=1)
TIDES = (
    "The pilots of the estuary keep a tide table in their heads and check it against the moon.",
    "A tide table is the estuary's calendar: pilots plan by it and the moon keeps it honest.",
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "digest.db") as opened:
        yield opened


@pytest.fixture
def daily(tmp_path: Path) -> DigestSettings:
    path = tmp_path / "digest.toml"
    path.write_text('[library]\nfolders = ["clippings"]\n[digests.daily]\n', "utf-8")
    return load(path, {}).digests["daily"]


def novel(number: int) -> StatedWork:
    return StatedWork(f"Novel {number}", url=f"https://example.org/{number}")


def bring(library: Library, number: int, texts: Sequence[str], *, days: float, came: float | None = None) -> None:
    """A work whose highlights were marked so many days ago, and ``came`` then or so many days ago; indexed."""
    work, at = novel(number), NOW - days * DAY
    records: list[Record] = [
        record(text, work, marked=Stamp(at, DateSource.EXPLICIT), position=n) for n, text in enumerate(texts)
    ]
    scan(library, reading(f"{number}.md", *records, work=work), now=NOW - (days if came is None else came) * DAY)
    catch_up(library)


def sentences(number: int, count: int) -> list[str]:
    """Different from each other, and from those of other numbers."""
    letters = string.ascii_lowercase
    texts = []
    for n in range(count):
        words = (
            letters[(number * 7 + n * 3 + k * k) % 26] * 2 + letters[(n * 5 + k + number) % 26] for k in range(9)
        )
        texts.append(f"{' '.join(words)} of {number}.")
    return texts


def chosen(library: Library, digest: DigestSettings, *, days: float = 0, alone: int = 0) -> Choice:
    now = NOW + days * DAY
    with library.reading() as connection:
        return choose(connection, digest, Moment(f"day {round(days)}", now, digest.timezone), alone)


def issued(library: Library, digest: DigestSettings, *, days: float = 0) -> Choice:
    """The choice of a day, printed."""
    choice = chosen(library, digest, days=days)
    picks = {id_: one.reason for one in (*choice.fresh, *choice.old) for id_ in one.ids}
    if picks:
        new = replace(issue(round(days) + 1, digest.name), issued_at=NOW + days * DAY)
        left = choice.credit - len(choice.old)
        with library.transaction() as connection:
            ledger.freeze(connection, new, LETTER, picks, digest.ledger, left)
    return choice


def pass_by(library: Library) -> None:
    """A letter of yesterday: what had come long before it is no news any more."""
    with library.transaction() as connection:
        ledger.freeze(connection, replace(issue(900), issued_at=NOW - DAY), LETTER, {})


def ids(chosen_ones: Sequence[object]) -> list[int]:
    return [id_ for one in chosen_ones for id_ in one.ids]  # type: ignore[attr-defined]


def test_what_was_printed_does_not_come_again_in_other_words(library: Library, daily: DigestSettings) -> None:
    bring(library, 1, ["Whoever reads twice reads for the first time, once again."], days=1)
    issued(library, daily)
    catch_up(library)
    bring(library, 2, ["“Whoever reads twice, reads for the first time once again!”", "Nobody reads once."], days=0)
    assert ids(chosen(library, daily, days=1).fresh) == [3]


def test_an_old_one_comes_when_no_file_has_the_printed_one_that_says_the_same(
    library: Library, daily: DigestSettings
) -> None:
    bring(library, 1, ["Whoever reads twice reads for the first time, once again."], days=300)
    issued(library, daily, days=-299)
    bring(library, 2, ["Whoever reads twice, reads for the first time, once again!"], days=299)
    pass_by(library)
    assert ids(chosen(library, daily, alone=1).old) == [1]
    scan(library, reading("1.md"))
    assert ids(chosen(library, daily, alone=1).old) == [2]


def test_two_that_came_together_and_say_the_same_are_one(library: Library, daily: DigestSettings) -> None:
    for number in (1, 2):
        bring(library, number, ["Whoever reads twice reads for the first time, once again."], days=0)
    assert len(ids(chosen(library, daily).fresh)) == 1


def test_what_has_a_flaw_does_not_come_unless_it_is_dear_or_wanted(library: Library, daily: DigestSettings) -> None:
    bring(library, 1, ["Share this", "p. 45", "A sentence that says something."], days=0)
    assert ids(chosen(library, daily).fresh) == [3]
    assert len(ids(chosen(library, replace(daily, quality=False)).fresh)) == 3
    with library.transaction() as connection:
        opinions.mark(connection, 2, Word.FAVORITE, NOW)
    assert ids(chosen(library, daily).fresh) == [2, 3]


def test_an_old_one_on_the_same_subject_stands_beside_a_fresh_one(library: Library, daily: DigestSettings) -> None:
    pass_by(library)
    for number in range(2, 30):
        bring(library, number, sentences(number, 2), days=200)
    bring(library, 99, [TIDES[0]], days=200)
    bring(library, 100, [TIDES[1]], days=0)
    [pair] = [one for one in chosen(library, daily).old if one.reason.lane == "pair"]
    [fresh] = ids(chosen(library, daily).fresh)
    assert (pair.ids[0], pair.reason.beside) == (57, fresh)
    assert pair.reason.likeness >= 0.35


@pytest.mark.parametrize("printed_at", [-7, 0, 9])
def test_some_hours_make_no_difference(library: Library, daily: DigestSettings, printed_at: float) -> None:
    for number in range(12):
        bring(library, number, sentences(number, 1), days=1)
    issued(library, daily, days=printed_at / 24)
    for days in (59, 60, 61, 62):
        exactly = chosen(library, daily, days=days)
        for later in (-7, 0.0001, 9):
            assert chosen(library, daily, days=days + later / 24) == exactly
    assert [len(chosen(library, daily, days=days).old) for days in (59, 60)] == [0, 8]


def test_two_old_ones_are_no_letter(library: Library, daily: DigestSettings) -> None:
    pass_by(library)
    for number in (1, 2):
        bring(library, number, sentences(number, 1), days=200)
    assert chosen(library, daily, days=90).old == ()
    assert len(chosen(library, daily, days=90, alone=1).old) == 1
    bring(library, 3, sentences(3, 1), days=200)
    assert len(chosen(library, daily, days=90).old) == 3


def test_old_ones_come_after_what_is_new_and_alone_on_a_quiet_day(library: Library, daily: DigestSettings) -> None:
    pass_by(library)
    for number in range(1, 60):
        bring(library, number, sentences(number, 5), days=200)
    bring(library, 100, sentences(100, 12), days=0)
    first = issued(library, daily)
    assert (len(first.fresh), len(first.old)) == (12, 6)
    second = issued(library, daily, days=1)
    assert (len(second.fresh), len(second.old)) == (0, 8)
    works = [one.work for one in (*first.old, *second.old)]
    assert len(works) == len(set(works))
    assert chosen(library, replace(daily, resurface=0), days=2).old == ()


def test_a_small_library_has_a_letter_of_old_ones_now_and_then(library: Library, daily: DigestSettings) -> None:
    pass_by(library)
    for number in range(1, 21):
        bring(library, number, sentences(number, 1), days=200)
    letters = [day for day in range(60) if issued(library, daily, days=day).old]
    assert all(4 <= later - day <= 6 for day, later in pairwise(letters))
    assert len(letters) == 5  # by then all have come, and none may again


def test_a_review_has_old_ones_only(library: Library, daily: DigestSettings) -> None:
    for number in range(1, 30):
        bring(library, number, sentences(number, 2), days=90)
    bring(library, 100, sentences(100, 9), days=0)
    choice = chosen(library, replace(daily, fresh=0, resurface=12))
    assert (choice.fresh, len(choice.old), choice.waiting) == ((), 12, 0)


def test_one_comes_alone_where_one_is_wanted_be_it_early(library: Library, daily: DigestSettings) -> None:
    bring(library, 1, sentences(1, 9), days=1)
    issued(library, daily)
    assert chosen(library, daily, days=1).old == ()
    [alone] = chosen(library, daily, days=1, alone=1).old
    assert alone.ids == (1,)
    bring(library, 2, sentences(2, 1), days=-1)
    assert chosen(library, daily, days=1, alone=1).old == ()


def test_an_import_comes_a_work_a_letter_beside_news_and_all_of_it_in_the_end(
    library: Library, daily: DigestSettings
) -> None:
    small = replace(daily, fresh=8, least=4, resurface=0)
    for number in range(1, 14):
        bring(library, number, sentences(number, 8), days=500, came=0)
    bring(library, 100, sentences(100, 9), days=0)
    first = issued(library, small)
    assert sorted(one.reason.lane for one in first.fresh) == ["first-turn"] * 6 + ["import"] * 2
    printed = {one.work for day in range(1, 40) for one in issued(library, small, days=day).fresh}
    assert printed >= set(range(1, 14)) - {one.work for one in first.fresh}


def test_every_new_work_has_its_turn_in_fourteen_letters(library: Library, daily: DigestSettings) -> None:
    """Four new works a day for a month and a burst of forty, of a dozen highlights each."""
    came: dict[int, int] = {}
    turns: dict[int, int] = {}
    for day in range(30):
        readings = []
        for number in range(day * 50, day * 50 + (40 if day == 10 else 4)):
            stamp = Stamp(NOW + (day - 1) * DAY, DateSource.EXPLICIT)
            records = (record(text, novel(number), marked=stamp) for text in sentences(number, 12))
            readings.append(reading(f"{number}.md", *records, work=novel(number)))
        scan(library, *readings, now=NOW + day * DAY)
        with library.reading() as connection:
            new = connection.exec_driver_sql("SELECT id FROM works WHERE id > ?", (len(came),)).scalars()
            came |= dict.fromkeys(new, day)
        for one in issued(library, daily, days=day).fresh:
            turns.setdefault(one.work, day)
    assert max(turns[work] - came[work] for work in turns) < 14
    assert all(work in turns for work, day in came.items() if day <= 16)
