"""YAML read as text: every scalar a string, nothing that can grow or run.

The parser's events are read once, and only until something is refused. An alias bomb, twenty thousand
brackets and fifty thousand keys are all equally cheap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

import yaml

from digest.core.text import clean

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

MOST_CHARACTERS = 65_536
MOST_EVENTS = 2_000
DEEPEST = 20

_LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
_NULLS = frozenset(("~", "null", "Null", "NULL"))


class Unreadable(Exception):
    """Text that is no mapping, or one that is refused; ``line`` counts from 0."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class Broken(Unreadable):
    """Text with a mistake in its YAML."""


class Pairs(dict[str, Value]):
    """Keys and values; the first value of a key stays.

    Attributes:
        lines: the line each key stands on, from 0.
        doubled: key and line of the first key that was there already.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}
        self.doubled: tuple[str, int] | None = None

    def add(self, key: str, value: Value, line: int) -> None:
        """Put ``value`` under ``key``, unless something is there."""
        if key in self:
            self.doubled = self.doubled or (key, line)
        else:
            self[key] = value
            self.lines[key] = line


_PLAIN_LINE = re.compile(
    r"(?:(?P<key>[A-Za-z_][\w-]*):|(?P<dash>[ ]{0,4}-)(?=[ ]))"
    r"(?:[ ](?:\"(?P<quoted>[^\"\\]*)\"|(?P<empty>\[\])"
    r"|(?P<plain>[^\W_](?:[^:#]|:(?![ ]|\Z)|(?<![ ])\#)*(?<![ ]))))?"
)
_MOST_PLAIN_LINES = 500


def read_plain_yaml(text: str) -> Pairs | None:
    """What ``read_yaml`` reads, for the front matter that programs write; None when it may be anything else.

    Lines of ``key: value``, ``key: "value"``, ``key: []`` and, below a bare key, ``- element``: a quarter of
    the time that the parser takes.
    """
    if text.count("\n") > _MOST_PLAIN_LINES or len(text) > MOST_CHARACTERS:
        return None
    pairs = Pairs()
    bare = indent = ""
    for number, line in enumerate(text.split("\n")):
        match = _PLAIN_LINE.fullmatch(line)
        if match is None or not line.isprintable():
            if line:
                return None
            continue
        key, dash, quoted, empty, plain = match.groups()
        if key in pairs or key in _NULLS or plain in _NULLS or (dash and (not bare or empty)):
            return None
        value = quoted or plain or ""
        if key:
            pairs.add(key, [] if empty else value, number)
            bare, indent = ("" if line[-1] != ":" else key), ""
        elif isinstance(above := pairs[bare], list) and dash == indent:
            above.append(value)
        elif above == "":
            pairs[bare], indent = [value], dash
        else:
            return None
    return pairs


def read_yaml(text: str) -> Pairs:
    """The mapping that ``text`` is.

    Raises:
        Broken: ``text`` is not YAML.
        Unreadable: it is YAML, but no mapping, or has anchors, aliases or tags, or is too large or too deep.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(0, f"is longer than {MOST_CHARACTERS:,} characters")
    tree = _Tree()
    try:
        for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            if count > MOST_EVENTS:
                raise Unreadable(_line(event), f"has more than {MOST_EVENTS:,} parts")
            tree.grow(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise Broken(line, f"is not YAML ({error.problem})") from error
    except yaml.YAMLError as error:
        raise Broken(0, "is not YAML") from error
    return tree.pairs()


def write_yaml(values: Mapping[str, str]) -> str:
    """``values`` as YAML that ``read_yaml`` reads: a line each, without quotes where they look like a number or a
    date, and left open where they are empty.
    """
    told = {key: value or None for key, value in values.items()}
    written: str = yaml.dump(told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=MOST_CHARACTERS)
    return written


class _Dumper(yaml.SafeDumper):
    """Takes everything but nothing for text, as ``read_yaml`` does."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith(":null")]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def read_simple_pairs(text: str) -> Pairs | None:
    """``text`` line by line as ``key: value`` and ``- element`` lines, or None when it has any other line.

    People write ``title: one: two``, which YAML does not allow. Nothing is lost by reading it as it looks.
    """
    if text.count("\n") > MOST_EVENTS:
        return None
    pairs = Pairs()
    key = ""
    for number, line in enumerate(text.split("\n")):
        name, colon, value = line.partition(":")
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        if name and colon and name[0] not in " \t-\"'[{" and value[:1] in ("", " ", "\t"):
            key = name.rstrip()
            pairs.add(key, _simple_value(value.strip()), number)
        elif not (key and _continued(pairs, key, line, content)):
            return None
    return pairs


def _simple_value(text: str) -> Value:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    if text.startswith("[") and text.endswith("]") and not text.startswith("[["):
        return [part.strip() for part in text[1:-1].split(",")]
    return text


def _continued(pairs: Pairs, key: str, line: str, content: str) -> bool:
    """Whether ``line`` goes on with the value of ``key``, as an element of a list or as more text."""
    value = pairs[key]
    if content.startswith("- ") and not (isinstance(value, str) and value):
        pairs[key] = [*value, _simple_value(content[2:].strip())]
        return True
    if line[0] in " \t" and isinstance(value, str):
        pairs[key] = f"{value} {content}".strip()
        return True
    return False


class _Tree:
    """Strings, lists and mappings, grown from a parser's events."""

    def __init__(self) -> None:
        self._root: Value | None = None
        self._open: list[list[Value] | Pairs] = []
        self._keys: list[tuple[str, int] | None] = []  # of the open mappings, waiting for their value
        self._doubled: tuple[str, int] | None = None

    def pairs(self) -> Pairs:
        """The outermost mapping."""
        if not isinstance(self._root, Pairs):
            raise Unreadable(0, "is a list" if isinstance(self._root, list) else "has no keys")
        self._root.doubled = self._doubled
        return self._root

    def grow(self, event: yaml.Event) -> None:
        """Take in the next event."""
        if isinstance(event, yaml.ScalarEvent):
            self._put(_string(event), event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(Pairs() if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            raise Unreadable(_line(event), f"uses an alias (*{event.anchor}), which is not read")
        elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
            raise Broken(_line(event), "begins twice")

    def _put(self, value: Value, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Place ``value`` where the tree grows: as a key, under the last key, in a list, or as the root."""
        if event.anchor or event.tag:
            raise Unreadable(_line(event), "uses an anchor (&) or a tag (!), which are not read")
        parent = self._open[-1] if self._open else None
        if parent is None:
            self._root = value
        elif isinstance(parent, list):
            parent.append(value)
        elif key := self._keys[-1]:
            self._keys[-1] = None
            parent.add(key[0], value, key[1])
        elif isinstance(value, str):
            self._keys[-1] = (value, _line(event))
        else:
            raise Broken(_line(event), "has a key that is not a word")

    def _begin(self, new: list[Value] | Pairs, event: yaml.CollectionStartEvent) -> None:
        if len(self._open) == DEEPEST:
            raise Unreadable(_line(event), f"is more than {DEEPEST} levels deep")
        self._put(new, event)
        self._open.append(new)
        self._keys.append(None)

    def _end(self) -> None:
        closed = self._open.pop()
        self._keys.pop()
        if isinstance(closed, Pairs):
            self._doubled = self._doubled or closed.doubled


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _string(event: yaml.ScalarEvent) -> str:
    """The text of a scalar: empty for null, without what an escape like ``\\0`` can bring in."""
    text: str = event.value
    if event.implicit[0] and text in _NULLS:
        return ""
    return text if text.isprintable() else clean(text)
