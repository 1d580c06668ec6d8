"""How a highlight is asked what a filter asks: by names and words, never by patterns.

Names are compared whole and without regard to capitals. A word is found where one begins with it, so that
``stoic`` finds *stoicism* and ``art`` does not find *heart*; between Han characters there are no words to begin.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields

from digest.core.identity import comparable
from digest.core.terms import source_names
from digest.core.text import HAN
from digest.model.filter import Filter, Rules

_SPACED = re.compile(f"[^{HAN}]")
_BEGINNING = rf"(?<![^\W{HAN}])"


def alike(name: str) -> str:
    """``name`` as names and words are compared."""
    return comparable(name).casefold()


def has_tag(tags: Iterable[str], wanted: Collection[str]) -> bool:
    """Whether one of ``tags`` is ``wanted``; all that is wanted is ``alike``, here and below."""
    return any(alike(tag) in wanted for tag in tags)


@functools.lru_cache(maxsize=1024)  # the highlights of a work are asked about one after the other
def is_from(site: str, app: str, url: str, wanted: tuple[str, ...]) -> bool:
    """Whether a work of this ``site`` and ``url``, known from the program ``app``, is from a source ``wanted``."""
    return any(alike(name) in wanted for name in source_names((site, app), url))


def says(text: str, wanted: Iterable[str]) -> bool:
    """Whether ``text`` holds one of the words ``wanted``."""
    told = alike(text)
    return any(word in told and _beginning(word).search(told) for word in wanted)


def in_words(wanted: Filter) -> str:
    """What is asked for, by its rules: ``include tags "philosophy"; exclude kinds "tweet" or "note"``."""
    told = (f"{name} {_rules_in_words(getattr(wanted, name))}" for name in ("include", "exclude"))
    return "; ".join(one for one in told if not one.endswith(" "))


def contradictions(wanted: Filter) -> Iterator[str]:
    """What one rule gives and another takes back: a mistake, whichever of the two was meant."""
    include, exclude = wanted.include, wanted.exclude
    for name in (field.name for field in fields(Rules) if field.name not in ("folders", "newer_than")):
        included = {alike(one) for one in getattr(include, name)}
        yield from (_both(f"'{one}'") for one in getattr(exclude, name) if alike(one) in included)
    for folder in exclude.folders:
        inside = folder.rstrip("/\\")
        below = (one for one in include.folders if one.startswith((f"{inside}/", f"{inside}\\")) or one == inside)
        yield from (_both(f"the folder '{one}'") for one in below)
    if include.newer_than and exclude.newer_than and exclude.newer_than >= include.newer_than:
        yield "what is new enough to be included is excluded: newer_than must be less in exclude than in include"


def _both(what: str) -> str:
    return f"{what} is both included and excluded: leave one of the two out"


def _rules_in_words(rules: Rules) -> str:
    lists = {field.name: getattr(rules, field.name) for field in fields(Rules) if field.name != "newer_than"}
    told = [f"{name} {_either(values)}" for name, values in lists.items() if values]
    if rules.newer_than:
        told.append(f"newer_than {rules.newer_than.days}d")
    return ", ".join(told)


def _either(values: Iterable[str]) -> str:
    return " or ".join(f'"{value}"' for value in values)


@functools.cache
def _beginning(word: str) -> re.Pattern[str]:
    """What finds ``word`` where a word begins."""
    return re.compile((_BEGINNING if _SPACED.match(word) else "") + re.escape(word))
