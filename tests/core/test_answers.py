"""What becomes of an answer, and that each outcome has its sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.core.answers import Background, is_one, judged, sentence, without_background
from digest.model.answer import Answer, Link, Outcome, SealedLink
from digest.model.opinion import Word

LINK = Link("daily", 27, 812, Word.FAVORITE)
BROUGHT = SealedLink(LINK, "x" * 16)
ANSWER = Answer(bytes(16), "reader@example.net", (BROUGHT,), (), automatic=False)
GOOD = Background(is_ours=True, is_issued=True, recipients={"reader@example.net"}, is_there=True)


def test_an_answer_of_a_recipient_with_a_link_of_ours_is_taken() -> None:
    assert is_one(ANSWER)
    assert judged(ANSWER, GOOD) is Outcome.TAKEN


@pytest.mark.parametrize(
    ("background", "outcome"),
    [
        (Background(is_ours=False), Outcome.NOT_OURS),
        (replace(GOOD, is_ours=False), Outcome.NOT_OURS),
        (replace(GOOD, is_issued=False), Outcome.NO_EDITION),
        (replace(GOOD, recipients={"other@example.net"}), Outcome.STRANGER),
        (replace(GOOD, is_withdrawn=True), Outcome.WITHDRAWN),
        (replace(GOOD, is_used=True), Outcome.REPEATED),
        (replace(GOOD, is_there=False), Outcome.ERASED),
        (replace(GOOD, is_withdrawn=True, recipients=()), Outcome.STRANGER),
    ],
)
def test_what_is_not_taken(background: Background, outcome: Outcome) -> None:
    assert judged(ANSWER, background) is outcome


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (replace(ANSWER, automatic=True), Outcome.AUTOMATIC),
        (replace(ANSWER, links=(), automatic=True), Outcome.AUTOMATIC),
        (replace(ANSWER, sender=""), Outcome.UNCLEAR),
        (replace(ANSWER, links=(BROUGHT, BROUGHT)), Outcome.UNCLEAR),
        (replace(ANSWER, links=()), Outcome.NO_LINK),
    ],
)
def test_what_does_not_come_to_that(answer: Answer, outcome: Outcome) -> None:
    assert not is_one(answer)
    assert without_background(answer) is outcome


def test_every_outcome_has_a_sentence() -> None:
    without_link = {Outcome.AUTOMATIC, Outcome.UNCLEAR, Outcome.NO_LINK}
    sentences = [sentence(outcome, None if outcome in without_link else LINK) for outcome in Outcome]
    assert len(set(sentences)) == len(Outcome)
