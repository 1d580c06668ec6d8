"""Comma-separated values: a header, and rows that may hold line ends and quotes (RFC 4180).

Tabs and semicolons separate as well: spreadsheets that save a file again write what their country writes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from digest.intake.trouble import Trouble

_SEPARATORS = ",;\t"
_LONGEST_CELL = 2**31 - 1
_LONGEST_HEADER = 2_000

csv.field_size_limit(_LONGEST_CELL)  # for the whole program, which reads no other tables


class Table(NamedTuple):
    """The names of the columns, in lower case and without space around them, and what separates them."""

    columns: tuple[str, ...] = ()
    separator: str = ","


class Row(NamedTuple):
    """A row of a table.

    ``line`` (from 1) is where it starts, ``number`` (from 1) its place among the rows below the header, broken ones
    too. ``cells`` are stripped, by the names of their columns.
    """

    line: int
    number: int
    cells: Mapping[str, str]

    def text(self, *columns: str) -> str:
        """The first cell of ``columns`` that is not blank."""
        return next(filter(None, (self.cells.get(column, "") for column in columns)), "")


def read_header(text: str) -> Table:
    """The header in the first line of ``text``; no columns when that line is not one of several names."""
    first = text[:_LONGEST_HEADER].lstrip("\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    if separator not in first:
        return Table()
    cells = next(csv.reader([first], delimiter=separator), [])
    return Table(tuple(cell.strip().lower() for cell in cells), separator)


def read_rows(text: str, table: Table) -> Iterator[Row | Trouble]:
    """The rows below the header of ``text``, without blank ones; a trouble for one that does not fit the header.

    A quote that is never closed would make one row of all that follow, up to the next quote: a row of several
    lines that is not well-formed is a trouble of its first line, and the lines below are rows of their own.
    """
    lines = text.split("\n")
    seen_header = False
    width, number = len(table.columns), 0
    for line, cells in _raw_rows(lines, table.separator):
        if isinstance(cells, Trouble):
            number += 1
            yield cells
            continue
        if not any(map(str.strip, cells)):
            continue
        if not seen_header:
            seen_header = True
            continue
        number += 1
        if len(cells) > width:
            told = f"this row has {len(cells)} cells, the header {width}"
            yield Trouble(line, told, "put a cell that holds a separator in double quotes")
        else:
            yield Row(line, number, dict(zip(table.columns, map(str.strip, cells), strict=False)))


def _raw_rows(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[str] | Trouble]]:
    """Each row with the line on which it starts."""
    begin = 0
    while begin < len(lines):
        reader = csv.reader((f"{lines[at]}\n" for at in range(begin, len(lines))), delimiter=separator)
        first, begin = begin, len(lines)
        start = first
        for cells in reader:
            end = first + reader.line_num
            if end > start + 1 and not _is_well_formed(lines[start:end], separator):
                hint = "close it; a quotation mark inside a quoted cell is written twice"
                yield start + 1, Trouble(start + 1, "a quoted cell of this row is not closed as it should be", hint)
                begin = start + 1
                break
            yield start + 1, cells
            start = end


def _is_well_formed(lines: Sequence[str], separator: str) -> bool:
    try:
        return len(list(csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True))) == 1
    except csv.Error:
        return False
