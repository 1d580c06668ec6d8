"""Which highlights an edition prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from digest.core.select import BULK_LETTERS, Candidate, Choice, Old, choose, revisit

LIMIT = 4


def mark(id_: int, *, work: int = 1, marked: int | None = None, scan: int = 1) -> Candidate:
    """A highlight, marked in the order of ids."""
    return Candidate(id_, work, False, id_ if marked is None else marked, scan)


def points(*ids: int, work: int = 9, scan: int = 1) -> list[Candidate]:
    """A summary."""
    return [Candidate(id_, work, True, id_, scan) for id_ in ids]


def later(candidates: Sequence[Candidate]) -> Choice:
    """A choice for a digest that has issued before."""
    return choose(candidates, LIMIT, since=0)


def test_nothing_fresh_is_nothing_to_print() -> None:
    for first_edition in (True, False):
        choice = choose([], LIMIT, since=None if first_edition else 0)
        assert (choice.fresh, choice.units, choice.waiting, choice.aside) == ((), 0, 0, ())


def test_a_first_edition_prints_the_newest_and_sets_the_rest_aside() -> None:
    choice = choose([mark(id_) for id_ in range(1, 7)], LIMIT, since=None)
    assert choice.fresh == (6, 5, 4, 3)
    assert choice.aside == (2, 1)
    assert choice.waiting == 0


def test_newest_is_what_was_marked_last_not_what_came_last() -> None:
    choice = choose([mark(1, marked=50), mark(2, marked=10), mark(3, marked=30)], 2, since=None)
    assert choice.fresh == (1, 3)


def test_what_has_no_room_in_a_later_edition_waits_and_is_not_set_aside() -> None:
    choice = later([mark(id_) for id_ in range(1, 7)])
    assert choice.fresh == (6, 5, 4, 3)
    assert (choice.units, choice.waiting, choice.aside) == (4, 2, ())


def test_a_backlog_from_several_days_waits_however_long_it_is() -> None:
    backlog = [mark(id_, scan=id_) for id_ in range(1, 200)]
    choice = later(backlog)
    assert (choice.waiting, choice.aside) == (195, ())


def test_an_import_of_a_whole_past_keeps_only_its_newest() -> None:
    past = [mark(id_) for id_ in range(1, BULK_LETTERS * LIMIT + 2)]
    today = [mark(100, scan=2, marked=5), mark(101, scan=2, marked=6)]
    choice = later(past + today)
    assert choice.fresh == (21, 20, 19, 18)
    assert choice.waiting == 2  # today's two are older and wait
    assert choice.aside == tuple(range(17, 0, -1))


def test_an_import_just_below_that_size_is_printed_bit_by_bit() -> None:
    choice = later([mark(id_) for id_ in range(1, BULK_LETTERS * LIMIT + 1)])
    assert (len(choice.fresh), choice.waiting, choice.aside) == (4, 16, ())


def test_a_summary_is_one_and_whole() -> None:
    choice = choose([*points(1, 2, 3, 4, 5), mark(6), mark(7), mark(8)], LIMIT, since=None)
    assert choice.fresh == (8, 7, 6, 1, 2, 3, 4, 5)
    assert (choice.units, choice.aside) == (4, ())


def test_a_summary_without_room_waits_whole() -> None:
    choice = later([*points(1, 2, 3), *(mark(id_) for id_ in range(10, 14))])
    assert choice.fresh == (13, 12, 11, 10)
    assert choice.waiting == 1


def test_a_long_summary_is_no_bulk_import() -> None:
    choice = later([*points(*range(1, 100)), mark(200)])
    assert len(choice.fresh) == 100
    assert choice.aside == ()


def test_two_summaries_are_two() -> None:
    choice = choose([*points(1, 2, work=8), *points(3, 4, work=9)], 1, since=None)
    assert choice.fresh == (3, 4)
    assert choice.aside == (1, 2)


def test_before_a_first_edition_all_scans_count_as_one() -> None:
    choice = choose([mark(1, scan=1), *points(2, 3, scan=2), mark(4, scan=3)], 1, since=None)
    assert (choice.fresh, choice.waiting, set(choice.aside)) == ((4,), 0, {1, 2, 3})


def test_highlights_of_one_moment_keep_the_order_of_their_ids() -> None:
    choice = later([mark(id_, marked=0) for id_ in (1, 2, 3, 4, 5, 6)])
    assert choice.fresh == (1, 2, 3, 4)


def test_every_pick_has_a_reason_that_tells_where_it_comes_from() -> None:
    first = choose([mark(id_) for id_ in range(1, 7)], LIMIT, since=None)
    assert first.reasons[6] == "fresh: among the newest of 6 that the first edition found"
    assert later([mark(1)]).reasons[1] == "fresh: not printed before in this digest"
    bulk = later([mark(id_) for id_ in range(1, 31)])
    assert bulk.reasons[30] == "fresh: among the newest of 30 that an import found"


TODAY = date(2026, 2, 14)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def old(id_: int, marked: str, printed: str = "") -> Old:
    return Old(id_, moment(marked), moment(printed) if printed else None)


def met(*known: Old) -> tuple[int, str] | None:
    return revisit(known, TODAY, SHANGHAI)


def test_nothing_to_meet_again() -> None:
    assert met() is None


def test_this_day_of_an_earlier_year_comes_first() -> None:
    assert met(
        old(1, "2024-06-01"), old(2, "2024-02-14", "2025-12-24"), old(3, "2026-02-14"), old(4, "2024-02-13")
    ) == (2, "revisit: marked on this day in 2024")


def test_which_day_it_was_is_told_by_the_zone_of_the_digest() -> None:
    midnight = old(1, "2025-02-13T16:00")
    assert met(old(2, "2025-02-14T16:00"), old(3, "2025-02-13T15:59"), midnight) == (
        1,
        "revisit: marked on this day in 2025",
    )


def test_of_several_such_days_the_one_not_printed_for_the_longest() -> None:
    days = [
        old(1, "2025-02-14", "2025-02-15"),
        old(2, "2023-02-14", "2025-02-14"),
        old(3, "2024-02-14", "2025-03-01"),
    ]
    assert met(*days) == (2, "revisit: marked on this day in 2023")
    assert met(*days, old(4, "2022-02-14")) == (4, "revisit: marked on this day in 2022")


def test_the_same_one_is_not_met_twice_a_day() -> None:
    assert met(old(1, "2025-02-14", "2026-02-13T23:30"), old(2, "2025-07-01", "2025-07-02")) == (
        2,
        "revisit: not printed since 2025-07-02 in this digest",
    )


def test_else_the_one_not_printed_for_the_longest_comes() -> None:
    assert met(old(1, "2020-01-01", "2026-01-01"), old(2, "2025-01-01", "2025-01-02")) == (
        2,
        "revisit: not printed since 2025-01-02 in this digest",
    )
    assert met(old(1, "2020-01-01", "2020-01-02"), old(2, "2025-01-01"), old(3, "2024-01-01")) == (
        3,
        "revisit: not printed before in this digest",
    )


@given(st.permutations([old(1, "2024-01-01"), old(2, "2024-01-01"), old(3, "2024-01-01", "2025-01-01")]))
def test_it_is_the_same_one_whatever_the_order(known: list[Old]) -> None:
    assert met(*known) == (1, "revisit: not printed before in this digest")


CANDIDATES = st.lists(
    st.builds(Candidate, st.just(0), st.integers(1, 5), st.booleans(), st.integers(0, 9), st.integers(1, 3)),
    max_size=60,
).map(
    lambda drawn: [
        Candidate(number, one.work, one.point, one.marked, one.first_seen) for number, one in enumerate(drawn, 1)
    ]
)


@given(CANDIDATES, st.integers(1, 6), st.booleans())
def test_nothing_is_lost(candidates: list[Candidate], limit: int, first_edition: bool) -> None:
    choice = choose(candidates, limit, since=None if first_edition else 0)
    printed, aside = set(choice.fresh), set(choice.aside)
    units = {("summary", one.work) if one.point else one.id: set[int]() for one in candidates}
    for one in candidates:
        units[("summary", one.work) if one.point else one.id].add(one.id)
    assert len(printed) == len(choice.fresh)
    assert not printed & aside
    assert all(ids <= printed or ids <= aside or not ids & (printed | aside) for ids in units.values())
    assert sum(ids <= printed for ids in units.values()) == choice.units <= limit
    assert sum(not ids & (printed | aside) for ids in units.values()) == choice.waiting
    assert printed <= choice.reasons.keys()
    assert choice.units == limit or not choice.waiting
    assert not (first_edition and choice.waiting)


@given(CANDIDATES, st.integers(1, 6))
def test_edition_by_edition_everything_fresh_is_printed_once(candidates: list[Candidate], limit: int) -> None:
    left, printed, first_edition = candidates, list[int](), True
    while left:
        choice = choose(left, limit, since=None if first_edition else 0)
        assert choice.fresh
        printed += choice.fresh
        left = [one for one in left if one.id not in {*choice.fresh, *choice.aside}]
        first_edition = False
    assert len(printed) == len(set(printed))
