"""A clipping file as text: what a format is given to identify and to parse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import PurePath
from typing import Any, Literal, TypeVar

from lxml import html

from digest.intake.frontmatter import FrontMatter, read_front_matter
from digest.intake.jsontext import read_json
from digest.intake.page import read_page
from digest.intake.table import Row, Table, read_header, read_rows
from digest.intake.trouble import Trouble
from digest.model.clipping import Problem, Quotes

T = TypeVar("T")

HEAD = 65_536
"""Characters of a document that ``identify`` may look at."""

Shape = Literal["json", "page", "text"]
"""What a document is by its first characters: JSON, an HTML page, or text of any other kind."""

_JSON = re.compile(r"\s*(?:\{\s*(?:[\"}]|\Z)|\[\s*(?:[{\"]|\[\s*[{\[\"]|\]\s*\Z|\Z))")
_PAGE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype|\?xml|html|head|body)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Document:
    """A decoded file.

    Attributes:
        path: the file's path as people see it.
        text: the whole text, clean (see ``core.text.clean_file``).
        modified: when the file was last changed, aware.
        zone: the reader's time zone, for dates that state none.
        quotes: which plain block quotes of a note are highlights.
        bookmarks: whether a saved page without a highlight counts as one.
    """

    path: str
    text: str
    modified: datetime
    zone: tzinfo
    quotes: Quotes = "sourced"
    bookmarks: bool = False

    @property
    def stem(self) -> str:
        """The file's name without folder and ending: a title of last resort."""
        return PurePath(self.path).stem

    @cached_property
    def head(self) -> str:
        """The first ``HEAD`` characters."""
        return self.text[:HEAD]

    @cached_property
    def shape(self) -> Shape:
        """JSON, a page or text: only formats of that shape are asked."""
        if _JSON.match(self.head):
            return "json"
        return "page" if _PAGE.match(self.head) else "text"

    @cached_property
    def front(self) -> FrontMatter:
        """The front matter, the body and the line the body starts on."""
        return read_front_matter(self.text)

    @cached_property
    def json(self) -> Any:
        """The value that the JSON states.

        Raises:
            Misshapen: it breaks off, or is no JSON after all.
        """
        return read_json(self.text)

    @cached_property
    def page(self) -> html.HtmlElement:
        """The root of the HTML page.

        Raises:
            Misshapen: it is too large to be taken apart.
        """
        return read_page(self.text)

    @cached_property
    def table(self) -> Table:
        """The header of the text taken as comma-separated values; empty when its first line is none."""
        return read_header(self.text)

    def has_columns(self, *names: str) -> bool:
        """Whether the table has a column of each of these names, which are in lower case."""
        columns = self.table.columns
        return bool(columns) and set(names).issubset(columns)

    def rows(self) -> Iterator[Row | Trouble]:
        """The rows of the table; a trouble for each that does not fit its header."""
        return read_rows(self.text, self.table)

    def each_row(self, read: Callable[[Document, Row], Iterator[T | Problem]]) -> Iterator[T | Problem]:
        """What ``read`` makes of each row of the table; a problem for each that does not fit its header."""
        for row in self.rows():
            if isinstance(row, Row):
                yield from read(self, row)
            else:
                yield row.at(self.path)

    def problem(self, line: int, message: str, hint: str = "") -> Problem:
        """A problem at ``line`` of this file."""
        return Problem(self.path, line, message, hint)
