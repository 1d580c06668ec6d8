"""KOReader's text: what its golden files do not show."""

from __future__ import annotations

from digest.intake.formats import koreader_text
from digest.model.clipping import Clipping, Problem
from tests.intake.documents import document

RECORD = "The Book\n\n\u3000\u3000-- Page: 48, added on {date}\n\nwords of the highlight\n-=-=-=-=-=-\n"


def test_a_date_that_cannot_be_read_is_told_and_costs_no_highlight() -> None:
    problem, clipping = koreader_text.parse(document(RECORD.format(date="the third of Nivôse")))
    assert isinstance(problem, Problem)
    assert "Nivôse" in problem.message
    assert isinstance(clipping, Clipping)
    assert (clipping.text, clipping.marked) == ("words of the highlight", None)
