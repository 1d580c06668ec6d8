"""Tables that were cut, or typed by hand: a broken row never takes the rows below it along."""

from __future__ import annotations

from digest.intake.table import Row, read_header, read_rows
from digest.intake.trouble import Trouble

HEADER = "Title,Words\n"


def read(rows: str) -> list[tuple[int, str] | Trouble]:
    text = HEADER + rows
    found = read_rows(text, read_header(text))
    return [(row.line, row.text("words")) if isinstance(row, Row) else row for row in found]


def test_a_cell_may_have_lines_and_quotes() -> None:
    assert read('a,"one\n""two"""\nb,three\n') == [(2, 'one\n"two"'), (4, "three")]


def test_a_stray_quote_inside_a_cell_is_a_quote() -> None:
    assert read('a,5" disk\nb,"three"\n') == [(2, '5" disk'), (3, "three")]


def test_a_quote_that_is_never_closed_costs_its_own_row_alone() -> None:
    trouble, *rest = read('a,"one\nb,two\nc,three\n')
    assert isinstance(trouble, Trouble)
    assert trouble.line == 2
    assert rest == [(3, "two"), (4, "three")]


def test_a_quote_that_another_row_closes_costs_its_own_row_alone() -> None:
    trouble, *rest = read('a,"one\nb,"two"\nc,"three"\n')
    assert isinstance(trouble, Trouble)
    assert trouble.line == 2
    assert rest == [(3, "two"), (4, "three")]
