"""Addresses that may be linked, and links to the very sentence on a page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from markupsafe import escape

from digest.core.text import HAN, length

LONGEST = 2_000
"""Characters of an address as it stands in HTML, beyond which mail programs cut it."""

_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f\"<>\\^`]+", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s\x00-\x20\x7f-\x9f\"<>\\^`]+@[^\s\x00-\x20\x7f-\x9f\"<>\\^`]+", re.IGNORECASE)
_LINE_END = re.compile("%0[AD]", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

_ADDRESS = re.compile(r"\s?<(?:https?|mailto):[^\s>]*>", re.IGNORECASE)
_RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}](?:['’.,]?[^\W{HAN}])*")
_REACH = (6, 24)
"""Least and greatest length, in Han characters, of the words that a link quotes from either end."""


@lru_cache(maxsize=1_024)
def safe_link(url: str, longest: int = LONGEST) -> str:
    """``url`` when it may be a link, else an empty string.

    A link is absolute, http, https or mailto, at most ``longest`` characters as it stands in HTML, without
    credentials and without anything that browsers drop or read as something else: blanks, controls,
    backslashes, invisible characters, and in an address of mail line ends that would be more headers.
    """
    url = url.strip()
    if len(url) > longest or not (_WEB.fullmatch(url) or _MAIL.fullmatch(url)) or _INVISIBLE.search(url):
        return ""
    try:
        place = urlsplit(url)
        host = place.hostname
    except ValueError:
        return ""
    mailed = place.scheme.lower() == "mailto"
    if _LINE_END.search(url) if mailed else not host or "@" in place.netloc:
        return ""
    return url if len(escape(url)) <= longest else ""


def without_addresses(text: str) -> str:
    """A plain text without the addresses in angle brackets that stand in for its links."""
    return _ADDRESS.sub("", text)


def sentence_link(url: str, text: str, longest: int = LONGEST) -> str:
    """A link to ``text`` on the page at ``url``, or an empty string when it cannot be made.

    It quotes the first and the last words of the text as a text fragment (WICG scroll-to-text-fragment). They
    start and end at a space or a punctuation mark: browsers match whole words only, also where Chinese is
    written without spaces between them.
    """
    page = safe_link(url, longest)
    lines = [line for line in without_addresses(text).splitlines() if _RUN.search(line)]
    if not page or not lines:
        return ""
    first, last = _opening(lines[0]), _closing(lines[-1])
    whole = _words(lines[0])
    quoted = [whole] if len(lines) == 1 and len(first) + len(last) > len(whole) else [first, last]
    if any(length(words) > _REACH[1] for words in quoted):
        return ""
    fragment = ",".join(quote(words, safe="").replace("-", "%2D") for words in quoted)
    return safe_link(f"{page}{'' if '#' in page else '#'}:~:text={fragment}", longest)


def _opening(line: str) -> str:
    """The fewest words from the start of ``line`` that are long enough to be found."""
    runs = list(_RUN.finditer(line))
    openings = (line[runs[0].start() : run.end()] for run in runs)
    return next((words for words in openings if length(words) >= _REACH[0]), _words(line))


def _closing(line: str) -> str:
    """The fewest words from the end of ``line`` that are long enough to be found."""
    runs = list(_RUN.finditer(line))
    closings = (line[run.start() : runs[-1].end()] for run in reversed(runs))
    return next((words for words in closings if length(words) >= _REACH[0]), _words(line))


def _words(line: str) -> str:
    """``line`` from its first word to its last."""
    runs = list(_RUN.finditer(line))
    return line[runs[0].start() : runs[-1].end()]
