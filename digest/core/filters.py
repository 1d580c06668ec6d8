"""How a highlight is asked what a filter asks: by names and words, never by patterns.

Names are compared whole and without regard to capitals. A word is found where one begins with it, so that
``stoic`` finds *stoicism* and ``art`` does not find *heart*; between Han characters there are no words to begin.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable

from digest.core.identity import comparable
from digest.core.terms import source_names
from digest.core.text import HAN

_SPACED = re.compile(f"[^{HAN}]")
_BEGINNING = rf"(?<![^\W{HAN}])"


def alike(name: str) -> str:
    """``name`` as names and words are compared."""
    return comparable(name).casefold()


def has_tag(tags: Iterable[str], wanted: Collection[str]) -> bool:
    """Whether one of ``tags`` is ``wanted``; all that is wanted is ``alike``, here and below."""
    return any(alike(tag) in wanted for tag in tags)


def is_from(site: str, app: str, url: str, wanted: Collection[str]) -> bool:
    """Whether a work of this ``site`` and ``url``, known from the program ``app``, is from a source ``wanted``."""
    return any(alike(name) in wanted for name in source_names((site, app), url))


def says(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether ``text`` holds one of the words ``wanted``."""
    return _words(wanted).search(alike(text)) is not None


@functools.cache
def _words(wanted: tuple[str, ...]) -> re.Pattern[str]:
    words = (f"{_BEGINNING if _SPACED.match(word) else ''}{re.escape(word)}" for word in wanted)
    return re.compile("|".join(words))
