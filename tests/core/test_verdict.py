"""A verdict names every promise that did not hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.core.verdict import NOTHING, Allowance, Evidence, broken_promises
from digest.model.delivery import DeliveryState

HER, HIM = "her@example.net", "him@example.net"
WELL = Evidence(
    recipients=[HER, HIM],
    taken={HER: 1, HIM: 1},
    states={HER: DeliveryState.ACCEPTED, HIM: DeliveryState.ACCEPTED},
    shown_unsure=0,
)


def with_him(state: DeliveryState, taken: int, shown_unsure: int = 0) -> Evidence:
    states = {HER: DeliveryState.ACCEPTED, HIM: state}
    return replace(WELL, states=states, taken={HER: 1, HIM: taken}, shown_unsure=shown_unsure)


def test_what_went_well_breaks_nothing() -> None:
    assert broken_promises(WELL, NOTHING) == []


@pytest.mark.parametrize("taken", [0, 1])
def test_a_doubt_is_excused_where_it_may_be(taken: int) -> None:
    unsure = with_him(DeliveryState.UNSURE, taken, shown_unsure=1)
    assert broken_promises(unsure, Allowance(unsure=1)) == []
    assert broken_promises(unsure, NOTHING) == ["1 delivery in doubt, where 0 may be"]


def test_a_refusal_is_excused_where_it_may_be() -> None:
    refused = with_him(DeliveryState.REJECTED, 0)
    assert broken_promises(refused, Allowance(rejected=1)) == []
    assert broken_promises(refused, NOTHING) == ["1 delivery rejected, where 0 may be"]


def test_two_letters_are_excused_where_the_settings_want_doubts_sent_again() -> None:
    assert broken_promises(replace(WELL, taken={HER: 2, HIM: 1}), Allowance(twice=1)) == []
    assert broken_promises(replace(WELL, taken={HER: 3, HIM: 1}), Allowance(twice=1)) == [
        f"{HER} was sent 3 letters"
    ]


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (replace(WELL, taken={HER: 2, HIM: 1}), f"{HER} was sent 2 letters"),
        (replace(WELL, states={HER: DeliveryState.ACCEPTED}), f"{HIM} was forgotten"),
        (with_him(DeliveryState.ACCEPTED, 0), f"{HIM} counts as accepted, and the mail server took nothing"),
        (with_him(DeliveryState.EXPIRED, 1), f"{HIM} counts as expired, and the mail server took the letter"),
        (with_him(DeliveryState.DEFERRED, 0), f"{HIM} still is deferred when nothing is in the way any more"),
        (replace(WELL, taken={HER: 1, HIM: 1, "x@y.z": 1}), "x@y.z was sent a letter that was not for them"),
        (replace(WELL, shown_unsure=1), "status tells of 1 unsure, and there are 0"),
        (replace(WELL, again=2), "a run with nothing left to do sent 2 again"),
        (replace(WELL, editions=2), "2 editions for one slot"),
        (replace(WELL, altered=["message.eml"]), "message.eml is not as the library holds it"),
        (replace(WELL, damage="row 7 missing"), "the library is damaged: row 7 missing"),
        (replace(WELL, complaints=["a run ended with status 1"]), "a run ended with status 1"),
    ],
)
def test_each_broken_promise_is_named(evidence: Evidence, told: str) -> None:
    assert broken_promises(evidence, NOTHING) == [told]
