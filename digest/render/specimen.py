"""A specimen of everything that templates make: what is wrong with one is found before a letter needs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest import shipped
from digest.core.activity import year_until
from digest.core.warnings import is_printed
from digest.model.choice import Reason
from digest.model.clipping import DateSource, Stamp
from digest.model.edition import Activity, Edition, Form, Pick, Section
from digest.model.letter import AnswersTo, Frame
from digest.model.library import Highlight, Work
from digest.model.warning import Cause
from digest.render.archive import ArchivedEdition, render_archive
from digest.render.letter import render_letter

_MORNING = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
_URL = "https://example.net/"
_ANSWERS_TO = AnswersTo("letters@example.net", bytes(32))
_WARNINGS = tuple((cause.value, 2) for cause in Cause if is_printed(cause))
_FORMS: tuple[Form, ...] = ("daily", "weekly")


def set_specimen(folders: Sequence[Path]) -> None:
    """Set a letter of each form and an archive of both, in each language there is, and throw them away.

    Raises:
        RenderError: a template, the tokens or the words are broken.
    """
    for words in sorted(shipped.folder("templates").glob("words/*.toml")):
        frame = Frame("Gleanings", "拾句", words.stem, _URL, _URL, _URL, _WARNINGS, _ANSWERS_TO)
        for form in _FORMS:
            render_letter(_edition(form), frame, folders)
        archived = [_archived(number, form) for number, form in enumerate(_FORMS, 1)]
        first, last = year_until(_MORNING.date())
        year = Activity(last, (1,) * ((last - first) // timedelta(days=1) + 1))
        for _ in render_archive(archived, frame, year, bytes(16), folders):
            pass


def _edition(form: Form) -> Edition:
    work = Work(1, "A work", author="Its author", url=_URL, app="an app", app_url=_URL, tags=("tag",))
    highlight = Highlight(
        1, work, "A mark.", Stamp(_MORNING, DateSource.EXPLICIT), _MORNING, note="A note.", url=_URL
    )
    pick = Pick(highlight, Reason("first-turn"))
    sections = (Section(work, (pick, pick)),)
    old = (Section(work, (Pick(highlight, Reason("pair", since=_MORNING.date(), beside=1)),)),)
    activity = Activity(_MORNING.date(), (1,) * (7 if form == "weekly" else 14))
    return Edition("daily", 2, "2026-02-14T07:30", _MORNING, None, sections, 1, form, activity=activity, old=old)


def _archived(number: int, form: Form) -> ArchivedEdition:
    folder = f"{form}/2026/2026-02-14-000{number}"
    return ArchivedEdition(
        form, "Gleanings", number, _MORNING, folder, "A work", "A mark.", ("A work",), 2, "a mark", form
    )
