"""How much the filters of digests let through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from digest.app.settings import DigestSettings
from digest.core.filters import in_words
from digest.core.text import counted
from digest.model.filter import EVERYTHING
from digest.store.filters import count_passing, passes_any
from digest.store.library import Connection


def nothing_passes(connection: Connection, digest: DigestSettings, now: datetime) -> Iterator[str]:
    """What is to be told about a filter that lets nothing through, though there is something."""
    if digest.filter == EVERYTHING or passes_any(connection, digest.filter, now):
        return
    if known := count_passing(connection, EVERYTHING, now):
        told = f"the filter of '{digest.name}' lets none of {counted(known, 'highlight')} through"
        yield f"{told}: {in_words(digest.filter)}; correct it in [digests.{digest.name}]"


def share(connection: Connection, digest: DigestSettings, now: datetime) -> str:
    """How many highlights the filter of ``digest`` lets through, of how many."""
    passed, known = (count_passing(connection, wanted, now) for wanted in (digest.filter, EVERYTHING))
    return f"{passed:,} of {counted(known, 'highlight')} pass"
