"""Where a highlight stands in a digest, by the rules that letters are chosen by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.core.outlook import Prospect, Span, in_turn, outlook
from digest.model.choice import Lane, Moment, Quotas, Reason
from digest.model.edition import Slot
from digest.model.filter import Filter, Rules
from digest.model.letter import Issue
from digest.model.opinion import Opinion, Word
from digest.model.outlook import Circumstances, Turn

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
SUNDAY = Slot("2026-02-15T07:30", datetime(2026, 2, 14, 23, 30, tzinfo=UTC))


def days_ago(days: float) -> int:
    return round((NOW - timedelta(days=days)).timestamp() * 1000)


def facts(**known: Any) -> Circumstances:
    plain = {"point": False, "is_news": True, "stands": True, "passes": True}
    return Circumstances(**({"id": 7, "work": 3, "marked": days_ago(3), "arrived": days_ago(2)} | plain | known))


def prospect(**foreseen: Any) -> Prospect:
    wanted = Filter(exclude=Rules(tags=("dull",)))
    return Prospect(
        "daily",
        moment=Moment("by-hand:", NOW, ZONE),
        wanted=wanted,
        letters=14,
        **({"quotas": Quotas()} | foreseen),
    )


MET = {"times": 1, "last": days_ago(90), "turns": 1, "marked": days_ago(200), "arrived": days_ago(199)}
REVIEW, NEWS_ONLY = Quotas(fresh=0), Quotas(old=0)


@pytest.mark.parametrize(
    ("known", "foreseen", "state", "words"),
    [
        ({"stands": False}, {}, "nowhere", "no file"),
        ({"opinion": Opinion((Word.DISCARD,), retired="discard")}, {}, "discarded", "'digest mark 7 undo'"),
        ({"opinion": Opinion(stated=(Word.DISCARD,), retired="discard")}, {}, "discarded", "its note says so"),
        ({"passes": False}, {}, "filtered-out", "the filter of 'daily' keeps it out: exclude tags \"dull\""),
        ({"drafted": True}, {}, "drafted", "a draft that is ready"),
        ({"flaw": "link"}, {}, "flawed", "an address or a picture (link)"),
        ({"kin": ((5, days_ago(4)),)}, {}, "said", "highlight 5, printed on 2026-02-10, reads nearly the same"),
        ({"kin": ((5, None),)}, {"turns": {5: Turn(2, SUNDAY, Reason("continued"))}}, "said",
         "highlight 5, which comes in the 2nd letter from now, on Sunday, 2026-02-15"),
        ({}, {"turns": {7: Turn(1, SUNDAY, Reason("first-turn", beaten=2))}}, "coming",
         "in the next letter, on Sunday, 2026-02-15, if nothing changes (fresh: the first turn of its work"),
        ({}, {"queue": {3: Span(20, 20)}}, "waiting",
         "its work is in about 20 letters, near 2026-03-06; without room by 2026-04"),
        ({}, {"queue": {3: Span(15, 1_200)}}, "waiting", "its work is in about 15 to 1,200 letters; without"),
        ({}, {}, "waiting", "the first turn of its work is not in the next 14 letters; without"),
        ({}, {"begins": {3: Turn(8, SUNDAY, Reason("first-turn"))}}, "waiting",
         "has its first turn in the 8th letter from now, on Sunday, 2026-02-15, and goes on as there is room"),
        ({"turns": 1}, {}, "waiting", "as there is room, but not in the next 14 letters with this one"),
        ({"arrived": days_ago(61)}, {}, "passed-over", "in 60 days, until 2026-02-13, and it went to the library"),
        ({"arrived": days_ago(61), "opinion": Opinion(retired="done")}, {}, "passed-over", "you are done with it"),
        ({"arrived": days_ago(61), "point": True}, {}, "passed-over", "as an old one: a summary comes as news"),
        ({"set_aside": True}, {}, "passed-over", "an older version set it aside"),
        ({"is_news": False}, {"imports": {3: Span(40, 400)}}, "import",
         "and its own in about 40 to 400 letters, between 2026-03-26 and 2027-03-21"),
        ({"is_news": False, "weight": 0}, {}, "import", "does not come as an old one: [frequency] says"),
        ({"is_news": False}, {"begins": {3: Turn(4, SUNDAY, Reason("import"))}}, "import",
         "its work has its turn in the 4th letter from now, on Sunday, 2026-02-15, without it, and goes on"),
        ({"is_news": False, "turns": 2}, {}, "import", "its work had its turn without it"),
        ({}, {"quotas": REVIEW}, "not-asked-for", "(fresh = 0); it goes to the library on 2026-04-13"),
        ({"is_news": False}, {"quotas": REVIEW}, "not-asked-for", "(fresh = 0); it may come as an old one"),
        ({"point": True, "turns": 1}, {}, "printed", "a point of a summary"),
        (MET, {"quotas": NEWS_ONLY}, "printed", "resurface = 0"),
        (MET, {"quotas": NEWS_ONLY, "revisits": True}, "due", "may come again"),
        (MET | {"weight": 0}, {}, "printed", "[frequency] says never of its work or source"),
        (MET | {"opinion": Opinion(retired="done")}, {}, "done", "you are done with it"),
        (MET, {}, "due", "others have waited longer"),
        (MET | {"times": 2}, {}, "resting", "from 2026-03-16 on"),
        (MET | {"times": 2, "opinion": Opinion(step=-1)}, {}, "due", "may come again"),
        (MET | {"times": 9, "opinion": Opinion(pinned=True)}, {}, "due", "may come again"),
        (MET | {"revisited": days_ago(1)}, {}, "resting", "from 2026-03-16 on"),
        (MET | {"kin": ((5, days_ago(91)),)}, {}, "due", "may come again"),
    ],
)  # fmt: skip
def test_each_rule_is_told_in_words(
    known: dict[str, Any], foreseen: dict[str, Any], state: str, words: str
) -> None:
    found = outlook(facts(**known), prospect(**foreseen))
    assert (found.digest, found.state) == ("daily", state)
    assert words in found.sentences[-1]
    assert (found.turn is not None) is (state == "coming")


def test_what_it_was_printed_in_comes_first_and_says_whose_letter_that_was() -> None:
    printed = (
        (
            Issue("week", 4, "2026-02-01T08:00", NOW - timedelta(days=13), "week/4", NOW),
            Reason("continued", turn=2),
        ),
        (Issue("daily", 9, "2026-02-14T07:30", NOW, "daily/9"), Reason("by-hand")),
    )
    assert outlook(facts(**MET, printed=printed), prospect()).sentences[:2] == (
        "printed in edition 4 of 'week' on 2026-02-01, withdrawn since (fresh: its work goes on, for the 2nd time)",
        "printed in edition 9 on 2026-02-14 (chosen by hand)",
    )


def begun(**works: Lane) -> dict[int, Turn]:
    """The turns that are foreseen of works, each by its lane."""
    return {int(work[1:]): Turn(1, SUNDAY, Reason(lane)) for work, lane in works.items()}


def test_who_has_no_turn_that_is_foreseen_has_it_later_as_fast_as_the_others() -> None:
    ranks = {work: (work,) for work in range(1, 8)}
    assert in_turn(ranks, begun(w1="import", w2="import", w4="import", w5="import"), 2) == {
        3: Span(3, 3),
        6: Span(3, 3),
        7: Span(4, 4),
    }


def test_of_works_of_one_rank_nobody_knows_which_is_first() -> None:
    ranks = {8: (-2,), 9: (-1,), 4: (-1,), 5: (-1,)}
    assert in_turn(ranks, begun(w8="first-turn", w7="first-turn"), 14) == dict.fromkeys((9, 4, 5), Span(28, 56))


def test_who_is_met_as_an_old_one_leaves_the_queue_but_that_may_end() -> None:
    ranks = {work: (work,) for work in range(1, 6)}
    assert in_turn(ranks, begun(w1="import", w2="revisit"), 10) == {3: (15, 20), 4: (20, 30), 5: (25, 40)}
    assert in_turn(ranks, begun(w2="revisit"), 10) == {}
