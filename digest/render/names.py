"""Titles, authors, tags: words that stand on one line, whatever a file states."""

from __future__ import annotations

import re

from digest.core.text import HAN, display_title, fit_columns, language, one_line
from digest.model.library import Work
from digest.render.hosts import host_of
from digest.render.view import Line, Title

_LONGEST = 2_000
_TITLE, _HEADING, _NAME, _TAG, _DATE = 200, 120, 60, 24, 24
"""Columns."""

_ISO_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}(?=\D|$)")
_LAST_WORDS = re.compile(rf"(?<=.{{6}})[{HAN}]{{4}}[！？」』”]?$", re.DOTALL)


def name(text: str, columns: int = _NAME) -> str:
    """``text`` on one line of at most ``columns``."""
    return fit_columns(one_line(text[:_LONGEST]), columns)


def line(text: str) -> Line | None:
    """``text`` with its language; None when it is empty."""
    return Line(language(text), text) if text else None


def heading(text: str) -> Line | None:
    """A heading inside a work; None when there is nothing to see of it."""
    return line(name(text, _HEADING))


def title(text: str, otherwise: str) -> Title:
    """A title in the typography of print, or ``otherwise`` when there is nothing to see of it.

    Its last four Han stay together, so that none is left alone on a line.
    """
    shown = fit_columns(display_title(one_line(text[:_LONGEST])), _TITLE) or otherwise
    last = _LAST_WORDS.search(shown)
    whole = last.start() if last else len(shown)
    return Title(language(shown), shown, shown[:whole], shown[whole:])


def tags(stated: tuple[str, ...], most: int) -> list[str]:
    """At most ``most`` tags, each with its ``#``."""
    shown = [name(tag.strip().lstrip("#"), _TAG) for tag in stated[: 2 * most]]
    return [f"#{tag}" for tag in shown if tag][:most]


def origin(work: Work) -> str:
    """Who wrote ``work`` or where it stood: the author, else the site, else the host of its address."""
    return name(work.author) or name(work.site) or name(host_of(work.url[:_LONGEST]).removeprefix("www."))


def published(work: Work) -> str:
    """The date of ``work`` without the time of day, or as it is stated."""
    date = _ISO_DATE.match(work.published)
    return date[0] if date else name(work.published, _DATE)
