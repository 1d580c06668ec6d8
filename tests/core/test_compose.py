"""Picks become an edition, and a smaller one when the letter is too large."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.compose import count_highlights, fit, lead, sections, smaller
from digest.core.record import record_bytes, record_of
from digest.model.choice import Reason
from digest.model.clipping import DateSource, Kind, Stamp
from digest.model.edition import Edition, Pick, Section
from tests.core.examples import edition, highlight, section, stamp, work

SHORT = "Sailors call the hour between dog and wolf their own."
LONGER = "Sailors call the hour between dog and wolf their own, and nobody goes below while it lasts."


def pick(id_: int, of: int, *, minutes: float = 0, position: int = 0, kind: Kind = Kind.ARTICLE) -> Pick:
    return Pick(highlight(id_, work(of, kind), marked=stamp(minutes), position=position), Reason("first-turn"))


def test_the_work_with_the_newest_mark_comes_first_and_summaries_last() -> None:
    made = sections(
        [
            pick(1, 1, minutes=10),
            pick(2, 2, minutes=90, kind=Kind.SUMMARY),
            pick(3, 3, minutes=5),
            pick(4, 3, minutes=30),
        ]
    )
    assert [one.work.id for one in made] == [3, 1, 2]


def test_works_of_one_moment_stand_in_the_order_they_came() -> None:
    assert [one.work.id for one in sections([pick(1, 7), pick(2, 3)])] == [3, 7]


def test_inside_a_work_the_order_of_reading_decides_then_the_order_of_coming() -> None:
    (only,) = sections(
        [pick(1, 1, position=5), pick(2, 1, position=2), pick(4, 1, position=2), pick(3, 1, minutes=9)]
    )
    assert [one.highlight.id for one in only.picks] == [3, 2, 4, 1]


def test_points_of_a_summary_are_no_highlights() -> None:
    assert count_highlights([section(work(1), "a", "b"), section(work(2, Kind.SUMMARY), "c", "d", "e")]) == 2


def test_the_lead_is_the_shortest_whole_sentence_of_a_work_with_more_than_three() -> None:
    opening = lead([section(work(1), LONGER, SHORT, "Too short.", "no sentence at all but long enough for one")])
    assert opening is not None
    assert opening.highlight.text == SHORT


@pytest.mark.parametrize(
    "unfit",
    [
        "Short.",
        "They say so. " * 30,
        "It rained all day and nobody came\nto the door that evening.",
        "It rained all day and nobody came to the door",
    ],
)
def test_what_cannot_lead(unfit: str) -> None:
    assert lead([section(work(1), unfit, unfit, unfit, unfit)]) is None


def test_a_lead_is_not_taken_from_few_highlights_nor_from_a_summary_nor_from_under_a_note() -> None:
    assert lead([section(work(1), SHORT, SHORT, SHORT)]) is None
    assert lead([section(work(1, Kind.SUMMARY), SHORT, SHORT, SHORT, SHORT)]) is None
    noted = tuple(Pick(highlight(id_, work(1), SHORT, note="Mine."), Reason("first-turn")) for id_ in range(4))
    assert lead([Section(work(1), noted)]) is None


def test_chinese_counts_whole_and_latin_counts_half() -> None:
    chinese = "潮水退去以后，堤道露出一个半小时，石头上留着盐和细沙的痕迹。"
    assert lead([section(work(1), chinese, "a", "b", "c")]) is not None
    assert lead([section(work(1), "a" * 30 + ".", "a", "b", "c")]) is None


def test_a_letter_too_large_loses_highlights_before_works() -> None:
    steps = list(smaller(edition(section(work(1), *"abc"), section(work(2), *"klmn"), section(work(3), "x"))))
    assert [[len(one.picks) for one in step.sections] for step in steps] == [
        [3, 3, 1],
        [3, 2, 1],
        [2, 2, 1],
        [2, 1, 1],
        [1, 1, 1],
        [1, 1],
        [1],
    ]
    assert [step.waiting for step in steps] == [1, 2, 3, 4, 5, 6, 7]


def test_what_is_left_over_is_what_is_worth_least_and_stands_last() -> None:
    full = section(work(1), *"abcd")
    noted = replace(full.picks[3], reason=Reason("first-turn", value=3))
    step = next(smaller(edition(replace(full, picks=(*full.picks[:3], noted)))))
    assert [one.highlight.text for one in step.sections[0].picks] == ["a", "b", "d"]


def test_a_summary_stays_whole_or_goes() -> None:
    whole = section(work(2, Kind.SUMMARY), *"abcdefghijkl")
    steps = list(smaller(edition(section(work(1), "m", "n"), whole)))
    assert [[len(one.picks) for one in step.sections] for step in steps] == [[1, 12], [1]]
    assert [step.waiting for step in steps] == [1, 2]


def test_fit_takes_the_first_form_that_fits() -> None:
    full = edition(section(work(1), *"abcdefghij"), section(work(2), "k"))
    fitting, size = fit(full, lambda one: sum(len(part.picks) for part in one.sections), lambda picks: picks <= 6)
    assert size == 6
    assert fitting.waiting == 5


def test_fit_leaves_alone_what_fits_and_ends_with_the_smallest_when_nothing_does() -> None:
    full = edition(section(work(1), *"abc"), section(work(2), "k"))
    assert fit(full, str, lambda _: True)[0] is full
    smallest, _ = fit(full, str, lambda _: False)
    assert [len(one.picks) for one in smallest.sections] == [1]


def test_an_old_one_loses_its_pair_when_the_fresh_half_of_it_has_no_place() -> None:
    fresh = section(work(1), *"abc")
    beside = fresh.picks[-1].highlight.id
    old = Pick(highlight(99, work(2)), Reason("pair", beside=beside, likeness=0.5))
    full = replace(edition(fresh), old=(Section(work(2), (old,)),))
    step = next(smaller(full))
    assert beside not in {pick.highlight.id for pick in step.sections[0].picks}
    assert step.old[0].picks[0].reason == Reason("revisit")


def units(of: Edition) -> int:
    return sum(1 if one.work.kind is Kind.SUMMARY else len(one.picks) for one in of.sections)


SECTIONS = st.lists(st.tuples(st.booleans(), st.integers(1, 12)), min_size=1, max_size=8)


@given(SECTIONS, st.integers(0, 40))
def test_making_smaller_loses_nothing_splits_no_summary_and_ends_with_one_work(
    shapes: list[tuple[bool, int]], waiting: int
) -> None:
    full = edition(
        *(
            section(work(number, Kind.SUMMARY if summary else Kind.ARTICLE), *["text"] * picks)
            for number, (summary, picks) in enumerate(shapes, 1)
        ),
        waiting=waiting,
    )
    steps = [full, *smaller(full)]
    assert len({units(step) + step.waiting for step in steps}) == 1
    assert all(units(after) < units(before) for before, after in itertools.pairwise(steps))
    sizes = {one.work.id: len(one.picks) for one in full.sections if one.work.kind is Kind.SUMMARY}
    assert all(
        len(one.picks) == sizes[one.work.id]
        for step in steps
        for one in step.sections
        if one.work.kind is Kind.SUMMARY
    )
    assert len(steps[-1].sections) == 1
    assert units(steps[-1]) == 1


def test_the_record_says_everything_under_its_names() -> None:
    marked = Stamp(datetime(2026, 2, 13, 22, 5, tzinfo=UTC), DateSource.ID)
    told = highlight(
        11, work(1), SHORT, marked=marked, note="Mine.", url="https://example.org/a#1", tags=("sea",), color="blue"
    )
    record = record_of(
        edition(Section(work(1), (Pick(told, Reason("first-turn")),)), waiting=3),
        subject="Gleanings 1",
        message_id="<1@x>",
    )
    assert list(record) == [
        *("number", "digest", "slot", "issued_at", "covers", "message_id", "subject", "form", "quiet"),
        *("highlights", "old", "waiting", "draft", "title", "introduction", "lead", "works"),
    ]
    assert record["covers"] == {"from": None, "to": "2026-02-14T07:30:00+00:00"}
    (told_work,) = record["works"]
    assert told_work["title"] == "Work 1"
    assert told_work["kind"] == "article"
    assert told_work["author"] is None
    assert told_work["highlights"] == [
        {
            "id": 11,
            "text": SHORT,
            "markup": "plain",
            "note": "Mine.",
            "url": "https://example.org/a#1",
            "tags": ["sea"],
            "color": "blue",
            "marked_at": "2026-02-13T22:05:00+00:00",
            "date_source": "id",
            "heading": None,
            "lane": "first-turn",
            "reason": "fresh: the first turn of its work",
            "cut": None,
        }
    ]


def test_the_record_as_bytes_is_readable_json() -> None:
    written = record_bytes({"title": "潮水"})
    assert json.loads(written) == {"title": "潮水"}
    assert "潮水".encode() in written
    assert written.endswith(b"}\n")
