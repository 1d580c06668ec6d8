"""What a text is found by, and what a person asks for.

The index splits texts into words where SQLite's ``unicode61`` does, and takes English words by their stems. Han,
kana and Hangul are written without spaces, so a run of them goes in as its overlapping pairs, and its last
character once more by itself: ``固定成本`` is ``固定 定成 成本 本``. A question of two characters or more is a
phrase of such pairs; one of a single character asks for whatever begins with it.

Filters are words too: a highlight has a label for each source and each tag it can be asked by, and two by which
those that read nearly the same are found (``core.likeness``).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from digest.core.identity import comparable
from digest.core.quality import FLAWS, Flaw
from digest.core.text import HAN, clean
from digest.errors import UsageError

FILTERS = ("source", "tag", "flaw", "after", "before")

EVERYTHING = "\ue000a0"
"""The label that every highlight has."""

_LABEL = "\ue000"  # for private use (Unicode 23.5), a letter to SQLite, and taken out of every text
_SCRIPT = rf"(?:(?![\u30a0\u30fb])[{HAN}\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3])"
_RUN = re.compile(f"{_SCRIPT}+")
_WORD = re.compile(rf"(?:(?!{_SCRIPT})[^\W_])+")
_QUOTATION_MARKS = str.maketrans("“”„＂", '""""')
_PART = re.compile(r'(?P<minus>-?)(?:(?P<name>[A-Za-z]+)(?P<colon>[:：])(?!//))?(?:"([^"]*)"?|([^\s"]*))')
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", re.ASCII)


class Phrase(NamedTuple):
    """Words that stand one after the other, as the index has them; ``is_open``: the last one only begins so."""

    words: str
    is_open: bool
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: all ``wanted`` phrases and ``labels``, none of the ``unwanted``.

    ``after`` is the first moment of the mark that counts, ``before`` the first that does not.
    """

    wanted: tuple[Phrase, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    labels: tuple[str, ...] = ()
    unwanted_labels: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None


def index_terms(text: str) -> str:
    """The words of ``text`` for the index, apart from one another by what is no letter and no digit."""
    return _RUN.sub(_pairs, _plain(text)) if not text.isascii() else text


def labels_of(tags: Iterable[str], sources: Iterable[str], url: str) -> Iterator[str]:
    """What a highlight can be filtered by: its tags, its sources, the host of ``url``.

    A tag is found by those it is nested in, a source of several words by each, a host by the domains it is in.
    """
    yield EVERYTHING
    for tag in tags:
        yield from (_label("tag", name) for name in _ancestors(tag, "/"))
    yield from (_label("source", name) for name in source_names(sources, url))


def source_names(sources: Iterable[str], url: str) -> Iterator[str]:
    """What a highlight's source may be called: ``sources``, the words of each, the host of ``url``, its domains."""
    named = {part for source in sources for part in (source, *source.split())}
    return filter(None, (*named, *_domains(url)))


def print_labels(prints: tuple[int, int]) -> tuple[str, str]:
    """What a highlight is found by when another begins or ends as it does (see ``core.likeness.prints``)."""
    begins, ends = prints
    return f"{_LABEL}b{begins}", f"{_LABEL}e{ends}"


def flaw_labels(flaw: Flaw | None) -> Iterator[str]:
    """What a highlight is found by that is not worth a place: by its flaw, and by any."""
    if flaw:
        yield from (_label("flaw", flaw), _label("flaw", "any"))


def parse_query(text: str, zone: tzinfo) -> Query:
    """What ``text`` asks for.

    Words and "quoted phrases" must all be there, those with a ``-`` in front must not. ``source:``, ``tag:``,
    ``flaw:``, ``after:`` and ``before:`` filter, and take a ``-`` too. A day begins at midnight in ``zone``.

    Raises:
        UsageError: a filter is not known or has no value, a date or a flaw is none, or nothing is asked for.
    """
    asked = _Asked(zone)
    for part in _PART.finditer(clean(text).translate(_QUOTATION_MARKS)):
        asked.take(part)
    if not asked.is_something:
        raise UsageError(
            f"{text!r} holds no word to look for",
            hint=f"ask for words, or by one of {_known_filters()}",
        )
    return asked.query()


def emphasise(text: str, marked: Collection[str], style: Callable[[str], str]) -> str:
    """``text`` with every word and every run of characters in ``marked`` in ``style``."""
    runs = sorted((re.escape(run) for run in marked if _RUN.fullmatch(run)), key=len, reverse=True)
    pattern = re.compile("|".join([*runs, _WORD.pattern]))
    return pattern.sub(lambda match: style(match[0]) if match[0] in marked else match[0], text)


def words_in(text: str) -> set[str]:
    """The words of ``text`` that are written with spaces between them."""
    return set(_WORD.findall(text))


class _Asked:
    """What has been asked for so far."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._phrases: dict[bool, list[Phrase]] = {True: [], False: []}
        self._labels: dict[bool, list[str]] = {True: [], False: []}
        self._after: list[datetime] = []
        self._before: list[datetime] = []

    @property
    def is_something(self) -> bool:
        """Whether there is anything to look for."""
        return any((*self._phrases.values(), *self._labels.values(), self._after, self._before))

    def take(self, part: re.Match[str]) -> None:
        """Add a part of the question."""
        wanted, name, quoted, plain = not part["minus"], part["name"], part[4], part[5]
        known = name is not None and name.lower() in FILTERS
        if name is not None and not known and part["colon"] == ":":
            raise UsageError(
                f"there is no filter '{name}:'",
                hint=f"there is {_known_filters()}; to look for the words, put them in double quotes",
            )
        value = (quoted or plain or "").strip()
        if known:
            self._filter(name.lower(), value, wanted=wanted)
        elif phrase := _phrase(f"{name or ''} {value}"):
            self._phrases[wanted].append(phrase)

    def _filter(self, name: str, value: str, *, wanted: bool) -> None:
        if not value:
            raise UsageError(f"'{name}:' has no value", hint=f"write it right behind the colon, as in {name}:x")
        if name == "tag":
            self._labels[wanted].append(_label("tag", value.removeprefix("#")))
        elif name == "flaw":
            self._labels[wanted].append(_label("flaw", _known_flaw(value)))
        elif name == "source":
            self._labels[wanted].append(_label("source", value))
        elif (name == "after") is wanted:
            self._after.append(self._day(name, value))
        else:
            self._before.append(self._day(name, value))

    def _day(self, name: str, value: str) -> datetime:
        try:
            if stated := _DATE.fullmatch(value):
                year, month, day = (int(number or 1) for number in stated.groups())
                return datetime(year, month, day, tzinfo=self._zone)
        except ValueError:  # the thirtieth of February
            pass
        raise UsageError(f"'{name}:{value}' is not a date", hint="write 2026, 2026-02 or 2026-02-14")

    def query(self) -> Query:
        """All of it."""
        return Query(
            tuple(self._phrases[True]),
            tuple(self._phrases[False]),
            tuple(self._labels[True]),
            tuple(self._labels[False]),
            max(self._after, default=None),
            min(self._before, default=None),
        )


def _known_filters() -> str:
    return ", ".join(f"{name}:" for name in FILTERS)


def _known_flaw(value: str) -> str:
    if (name := value.lower()) not in ("any", *FLAWS):
        raise UsageError(f"there is no flaw '{value}'", hint=f"there is {', '.join(('any', *FLAWS))}")
    return name


def _plain(text: str) -> str:
    """``text`` as it is compared: full-width letters, ligatures and half-width kana as the usual ones."""
    return unicodedata.normalize("NFKC", comparable(text)).replace(_LABEL, "")


def _pairs(run: re.Match[str]) -> str:
    """The pairs of a run, and its last character."""
    chars = run[0]
    return f" {' '.join(chars[at : at + 2] for at in range(len(chars)))} "


def _phrase(text: str) -> Phrase | None:
    """What asks for ``text``; None when there is no word in it."""
    plain = _plain(text)
    if not any(map(str.isalnum, plain)):
        return None
    runs = list(_RUN.finditer(plain))
    last = runs[-1] if runs and not any(map(str.isalnum, plain[runs[-1].end() :])) else None
    words = _RUN.sub(_pairs, plain).split()
    if last and len(last[0]) > 1:
        # The character by itself would ask for the end of a run.
        while words.pop() != last[0][-1]:
            pass
    return Phrase(" ".join(words), last is not None and len(last[0]) == 1, tuple(run[0] for run in runs))


def _label(kind: Literal["tag", "source", "flaw"], name: str) -> str:
    """A word of digits, which have no stem."""
    told = comparable(name).casefold().encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.blake2b(told, digest_size=8).digest())
    return f"{_LABEL}{kind[0]}{number}"


def _ancestors(name: str, separator: str) -> Iterator[str]:
    parts = name.split(separator)
    return (separator.join(parts[: count + 1]) for count in range(len(parts)))


def _domains(url: str) -> Iterator[str]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # a bracket that is not closed
        return iter(())
    parts = host.removeprefix("www.").split(".")
    return (".".join(parts[start:]) for start in range(max(len(parts) - 1, 1)))
