"""Which of what is new an edition prints."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from digest.core.fresh import CAP, Pending, choose_fresh, stretch
from digest.model.choice import DAY, Candidate, Chosen, Moment, Quotas, Shown
from digest.store.rows import milliseconds

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
MOMENT = Moment("2026-02-14T07:30", NOW, ZoneInfo("UTC"))
TODAY = milliseconds(MOMENT.now)
QUOTAS = Quotas()


class Nobody:
    """Finds nothing unfit."""

    def look_at(self, ids: Collection[int]) -> None:
        pass

    def unfit(self, ids: Collection[int], chosen: Collection[int], *, old: bool = False) -> Collection[int]:
        return ()


class Finding(Nobody):
    """Finds these unfit, and of ``twins`` whatever comes second."""

    def __init__(self, *ids: int, twins: Collection[int] = ()) -> None:
        self._ids = ids
        self._twins = twins

    def unfit(self, ids: Collection[int], chosen: Collection[int], *, old: bool = False) -> Collection[int]:
        second = [one for one in ids if one in self._twins and set(chosen) & set(self._twins)]
        return [*second, *(one for one in ids if one in self._ids)]


def work(number: int, marks: int, *, days: float = 0, value: int = 1, point: bool = False) -> list[Candidate]:
    """A work with so many highlights that arrived some days ago, marked a minute apart."""
    at = TODAY - round(days * DAY)
    return [
        Candidate(number * 1000 + n, number, point, n, value, at - (marks - n) * 60_000, at) for n in range(marks)
    ]


def chosen(
    *works: Iterable[Candidate], quotas: Quotas = QUOTAS, judge: Nobody | None = None, **more: object
) -> list[Chosen]:
    pending = Pending(tuple(one for each in works for one in each), **more)  # type: ignore[arg-type]
    return choose_fresh(pending, quotas, MOMENT, judge or Nobody())[0]


def per_work(picks: Sequence[Chosen]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for one in picks:
        counts[one.work] = counts.get(one.work, 0) + 1
    return counts


def test_nothing_new_is_nothing_to_print() -> None:
    assert chosen() == []
    assert chosen(work(1, 3), quotas=Quotas(fresh=0)) == []


def test_a_small_morning_has_all_of_it() -> None:
    assert per_work(chosen(work(1, 9), work(2, 3))) == {1: 9, 2: 3}


def test_every_new_work_gets_a_turn_before_one_goes_on() -> None:
    known = {99: Shown(3, TODAY - 9 * DAY)}
    picks = chosen(*(work(n, 12) for n in range(1, 9)), work(99, 12, value=7), shown=known)
    assert per_work(picks) == dict.fromkeys(range(1, 9), 2) | {99: 4}
    assert {one.reason.lane for one in picks if one.work == 99} == {"continued"}
    assert {one.reason.lane for one in picks if one.work != 99} == {"first-turn"}


def test_the_longest_waiting_comes_first_and_its_neighbours_stay_together() -> None:
    picks = chosen(*(work(n, 5, days=n) for n in range(1, 31)))
    assert list(per_work(picks)) == list(range(30, 20, -1))
    assert [one.ids for one in picks[:2]] == [(30_000,), (30_001,)]


def test_works_that_wait_for_long_get_shorter_turns() -> None:
    missed = [TODAY - n * DAY for n in range(9, 0, -1)]
    picks = chosen(*(work(n, 5, days=10) for n in range(1, 31)), letters=missed)
    assert per_work(picks) == dict.fromkeys(per_work(picks), 1)
    assert len(picks) == QUOTAS.fresh


def test_a_work_with_marks_goes_on_before_one_without() -> None:
    known = {n: Shown(1, TODAY - 5 * DAY) for n in (1, 2)}
    picks = chosen(work(1, 30), work(2, 30, value=5), shown=known, quotas=Quotas(fresh=4))
    assert per_work(picks) == {2: CAP}
    assert picks[0].reason.turn == 2
    assert picks[0].reason.beaten == 1


def test_the_best_valued_neighbours_are_taken() -> None:
    shelf = work(1, 9)
    shelf[6] = shelf[6]._replace(value=3)
    shelf[7] = shelf[7]._replace(value=5)
    assert [one.position for one in stretch(shelf, 2)] == [6, 7]
    assert [one.position for one in stretch(work(1, 9), 2)] == [0, 1]


def test_a_letter_of_few_has_its_news_before_an_import() -> None:
    few = Quotas(fresh=3, least=3)
    assert per_work(chosen(work(9, 30), imports=iter([work(1, 9)]), quotas=few)) == {9: 3}
    assert per_work(chosen(work(9, 2), imports=iter([work(1, 9)]), quotas=few)) == {9: 2, 1: 1}
    assert per_work(chosen(imports=iter([work(1, 9)]), quotas=few)) == {1: 3}


def test_an_imported_work_that_has_nothing_fit_gives_its_turn_to_the_next() -> None:
    imports = iter([work(1, 2), work(2, 2), work(3, 9), work(4, 9)])
    picks = chosen(work(9, 30), imports=imports, judge=Finding(1000, 1001, 2000, 2001))
    assert {one.work for one in picks if one.reason.lane == "import"} == {3}


def test_a_summary_is_picked_whole_and_counts_as_one() -> None:
    picks = chosen(work(1, 30, point=True), work(2, 9), quotas=Quotas(fresh=4))
    assert [len(one.ids) for one in picks if one.work == 1] == [30]
    assert len(picks) == 4


def test_what_has_no_room_waits() -> None:
    _, waiting = choose_fresh(Pending([*work(1, 30), *work(2, 7, point=True)]), Quotas(fresh=5), MOMENT, Nobody())
    assert waiting == 31 - 5


def test_of_imports_one_work_comes_beside_the_news() -> None:
    imports = [work(n, 9, value=3) for n in (17, 18, 19)]
    picks = chosen(*(work(n, 9) for n in range(1, 9)), imports=iter(imports))
    assert per_work(picks)[17] == CAP
    assert 18 not in per_work(picks)
    assert len(picks) == QUOTAS.fresh


def test_a_quiet_morning_is_filled_with_imports_and_no_further() -> None:
    imports = (work(n, 9) for n in (7, 8, 9))
    picks = chosen(work(1, 1), imports=imports)
    assert per_work(picks) == {7: 4, 1: 1, 8: 4, 9: 1}
    assert len(list(imports)) == 0


def test_an_import_of_one_work_goes_on_while_a_letter_is_short() -> None:
    assert per_work(chosen(imports=iter([work(7, 30)]))) == {7: QUOTAS.least}


def test_what_is_unfit_has_no_place_and_does_not_hold_up_others() -> None:
    judge = Finding(1000, 1001, 2000, twins=(3000, 4000))
    assert per_work(chosen(*(work(n, 2, days=n) for n in range(1, 5)), judge=judge)) == {4: 2, 3: 1, 2: 1}


works_of_a_library = st.lists(
    st.tuples(st.integers(1, 12), st.floats(0, 59), st.sampled_from((1, 3, 5)), st.booleans()), max_size=40
)


@given(works_of_a_library, st.integers(1, 30))
def test_no_letter_has_too_much_or_anything_twice_and_the_order_of_asking_is_nothing(
    told: list[tuple[int, float, int, bool]], fresh: int
) -> None:
    works = [
        work(number, marks, days=days, value=value, point=point)
        for number, (marks, days, value, point) in enumerate(told)
    ]
    picks = chosen(*works, quotas=Quotas(fresh=fresh))
    ids = [id_ for one in picks for id_ in one.ids]
    units = sum(1 if each[0].point else len(each) for each in works)
    assert len(picks) == min(fresh, units)
    assert len(ids) == len(set(ids))
    assert chosen(*reversed(works), quotas=Quotas(fresh=fresh)) == picks


def test_every_work_of_a_busy_year_gets_its_turn_within_fourteen_letters() -> None:
    """Six new works a day of eight highlights each, twice what is printed of them, and a burst of eighty."""
    waiting: dict[int, Candidate] = {}
    shown: dict[int, Shown] = {}
    letters: list[int] = []
    longest, arrived = 0, {}
    for day in range(365):
        now = NOW + timedelta(days=day)
        moment = Moment(f"day {day}", now, ZoneInfo("UTC"))
        for number in range(day * 100, day * 100 + (80 if day == 100 else 6)):
            arrived[number] = day
            at = milliseconds(moment.now)
            waiting |= {number * 10 + n: Candidate(number * 10 + n, number, False, n, 1, at, at) for n in range(8)}
        since = [one for one in letters if one >= milliseconds(moment.now) - 60 * DAY]
        pending = Pending(list(waiting.values()), shown=shown, letters=since)
        for one in choose_fresh(pending, QUOTAS, moment, Nobody())[0]:
            if one.work not in shown:
                longest = max(longest, day - arrived[one.work])
            shown[one.work] = Shown(1, milliseconds(moment.now))
            del waiting[one.ids[0]]
        waiting = {id_: one for id_, one in waiting.items() if one.arrived >= milliseconds(moment.now) - 60 * DAY}
        letters.append(milliseconds(moment.now))
    assert longest <= QUOTAS.within
