"""Records, highlights and editions to try the decisions on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from digest.core.identity import text_fingerprint, work_names
from digest.core.shelf import Record
from digest.model.choice import Reason
from digest.model.clipping import DateSource, Kind, Markup, Stamp, StatedWork
from digest.model.edition import Edition, Pick, Section
from digest.model.library import Highlight, Work

MORNING = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)


def stamp(minutes: float = 0, source: DateSource = DateSource.FILE) -> Stamp:
    """A date some minutes after the morning."""
    return Stamp(MORNING + timedelta(minutes=minutes), source)


def record(text: str, title: str = "A walk in the marsh", *, work_key: str = "", **stated: Any) -> Record:
    """What a file states of one highlight."""
    stated.setdefault("marked", stamp())
    stated.setdefault("markup", Markup.PLAIN)
    of = work_names(StatedWork(title, key=work_key)).surest
    return Record(work=of, fingerprint=text_fingerprint(text), text=text, **stated)


def work(id_: int, kind: Kind = Kind.ARTICLE) -> Work:
    """A work of the library."""
    return Work(id_, f"Work {id_}", kind)


def highlight(id_: int, of: Work, text: str = "A sentence.", **known: Any) -> Highlight:
    """A highlight of the library."""
    known.setdefault("marked", stamp())
    return Highlight(id_, of, text, first_seen=MORNING, **known)


def section(of: Work, *texts: str) -> Section:
    """A section with a pick for each text."""
    return Section(
        of, tuple(Pick(highlight(of.id * 100 + n, of, text), Reason("first-turn")) for n, text in enumerate(texts))
    )


def edition(*sections: Section, waiting: int = 0) -> Edition:
    """An edition of these sections."""
    return Edition("daily", 1, "2026-02-14T07:30", MORNING, None, sections, waiting)
