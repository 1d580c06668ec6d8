"""The front matter of a note: YAML between two lines of dashes.

Values stay what was written: ``12:30``, ``0123``, ``no`` and a 19-digit id are strings, where YAML 1.1 sees
numbers and truth values. A front matter that cannot be read stays in the body, and a trouble says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import frontmatter
from frontmatter.default_handlers import BaseHandler

from digest.core.text import SEPARATORS, one_line
from digest.intake.trouble import Trouble
from digest.intake.yamltext import (
    Broken,
    Pairs,
    Unreadable,
    Value,
    read_plain_yaml,
    read_simple_pairs,
    read_yaml,
    write_yaml,
)

_SEPARATOR = re.compile(f"[{SEPARATORS}]")
_KEY = re.compile(r"(?:\s|#[^\n]*\n)*+[^\s#>*`\[({-][^\n:]{0,80}:(?:\s|\Z)")
_LIST_OR_BRACES = re.compile(r"\s*+(?:-\s|\[|\{|\?|!|&)")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_TAG_COMMAS = re.compile(r"[,，、;；]")
_READ_AS_TEXT = "until that is mended it is read as a part of the text"
READ_BY_LINES = "it was read line by line; put a value that has a colon or a bracket in quotes"
"""What to do about a front matter that is not YAML and could be read all the same."""


@dataclass(frozen=True)
class FrontMatter:
    """What a note says about itself, and the rest of the note.

    Attributes:
        body: the text after the front matter; the whole text when there is none that can be read.
        body_line: the line of the file that the body starts on, from 1.
        values: strings, lists and mappings under the keys as written.
        values_line: the line of the file that the values start on.
        problem: why the front matter, or a part of it, was not read as it was meant.
    """

    body: str
    body_line: int = 1
    values: Pairs = field(default_factory=Pairs)
    values_line: int = 1
    problem: Trouble | None = None

    @cached_property
    def _keys(self) -> dict[str, str]:
        """The keys as written, under what they are asked for by: ``Date created`` is ``date_created``."""
        return {key.strip().lower().replace(" ", "_").replace("-", "_"): key for key in reversed(self.values)}

    def text(self, *names: str) -> str:
        """The first value under ``names`` that is not empty, on one line; the parts of a list joined by commas."""
        return ", ".join(self.texts(*names))

    def texts(self, *names: str) -> tuple[str, ...]:
        """The parts of the first value under ``names`` that is not empty, wiki links by what they show."""
        for name in names:
            if name in self._keys and (texts := tuple(_texts(self.values[self._keys[name]]))):
                return texts
        return ()

    def tags(self, *names: str) -> tuple[str, ...]:
        """The tags under ``names``: a list, ``a, b`` or ``#a #b``; nested ones keep their ``/``."""
        tags = (
            tag.strip().removeprefix("#")
            for text in self.texts(*names)
            for part in _TAG_COMMAS.split(text)
            for tag in (part.split() if "#" in part else (part,))
        )
        return tuple(dict.fromkeys(tag for tag in tags if tag))

    def line_of(self, *names: str) -> int:
        """The line of the file on which the first of ``names`` that is there stands, else 0."""
        keys = (self._keys[name] for name in names if name in self._keys)
        return next((self.values_line + self.values.lines[key] for key in keys), 0)


def read_front_matter(text: str) -> FrontMatter:
    """The front matter and the body of ``text``, which is clean (see ``core.text.clean_file``)."""
    start = text.lstrip() if text[:1].isspace() else text
    if not (start.startswith("---") and _HANDLER.detect(start)):
        return FrontMatter(text)
    values_line = 2 + text.count("\n", 0, len(text) - len(start))
    try:
        front, body = _HANDLER.split(start)
    except ValueError:
        return FrontMatter(text, problem=_unclosed(start, values_line - 1))
    values, trouble = _read(front)
    if trouble:
        trouble = trouble._replace(line=values_line + trouble.line)
    if values is None:
        return FrontMatter(text, problem=trouble)
    body_line = 1 + text.count("\n", 0, len(text) - len(body))
    return FrontMatter(body, body_line, values, values_line, trouble)


def with_front_matter(values: Mapping[str, str], body: str) -> str:
    """A note with ``values`` in its front matter, as ``read_front_matter`` reads it."""
    written: str = frontmatter.dumps(frontmatter.Post(body, _HANDLER, **values))
    return written + "\n"


class _Handler(BaseHandler):
    """Front matter for python-frontmatter: between lines of dashes, read as text."""

    FM_BOUNDARY = re.compile(r"^(?:-{3,}|\.{3})[ \t]*(?:\n|\Z)", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def load(self, fm: str) -> Pairs:
        """See ``read_yaml``."""
        plain = read_plain_yaml(fm)
        return read_yaml(fm) if plain is None else plain

    def export(self, metadata: dict[str, object], **_: object) -> str:
        """See ``write_yaml``."""
        return write_yaml({key: str(value) for key, value in metadata.items()}).rstrip()


_HANDLER = _Handler()


def _read(front: str) -> tuple[Pairs | None, Trouble | None]:
    """The values in ``front``, None when it is text, and what is wrong with it; its lines count from 0.

    What has no key at the top is not front matter but a piece of text between two lines across the page.
    """
    if not front.strip():
        return Pairs(), None
    front = _SEPARATOR.sub(" ", front)  # they end lines to PyYAML, which reads YAML 1.1
    if not _KEY.match(front) and not _LIST_OR_BRACES.match(front):
        return None, None
    try:
        values = _HANDLER.load(front)
    except Broken as error:
        mended = read_simple_pairs(front)
        hint = _READ_AS_TEXT if mended is None else READ_BY_LINES
        return mended, Trouble(error.line, f"the front matter {error.message}", hint)
    except Unreadable as error:
        return None, Trouble(error.line, f"the front matter {error.message}", _READ_AS_TEXT)
    if values.doubled:
        key, line = values.doubled
        message = f"the front matter has {key!r} twice"
        return values, Trouble(line, message, "the first is used; take one of them out")
    return values, None


def _unclosed(start: str, line: int) -> Trouble | None:
    """The trouble of a front matter that has no end; None when ``start`` only begins with a line of dashes."""
    if not _KEY.match(start, start.index("\n") + 1 if "\n" in start else len(start)):
        return None
    return Trouble(line, "the front matter has no end", "add a line of three dashes after its last key")


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        links = _WIKI_LINK.findall(value) if "[[" in value else []
        if links and _WIKI_LINK.sub("", value).strip(" ,，、;；&"):
            links = []  # words with links in them, not a list of links
        yield from filter(None, map(one_line, links or [_WIKI_LINK.sub(r"\1", value)]))
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
