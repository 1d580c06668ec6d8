"""Why a digest prints nothing at all: its quotas, and how much its filter lets through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from digest.app.settings import DigestSettings
from digest.app.settings_values import slip
from digest.core.filters import alike, contradictions, in_words
from digest.core.text import counted
from digest.model.filter import EVERYTHING
from digest.store.filters import count_passing, known_sources, known_tags, passes_any
from digest.store.library import Connection


def mistakes(digest: DigestSettings) -> Iterator[str]:
    """What its settings take back that they give; the other digests go on without it."""
    where = f"[digests.{digest.name}]"
    if digest.fresh == digest.resurface == 0:
        yield f"fresh = 0 and resurface = 0: such a letter has nothing to print; raise one of the two in {where}"
    yield from (f"{told} in {where}" for told in contradictions(digest.filter))


def nothing_to_print(connection: Connection, digest: DigestSettings, now: datetime) -> Iterator[str]:
    """What is to be told about a digest without anything to print, though there is something."""
    yield from (wrong := list(mistakes(digest)))
    if wrong or digest.filter == EVERYTHING or passes_any(connection, digest.filter, now):
        return
    if known := count_passing(connection, EVERYTHING, now):
        told = f"the filter of '{digest.name}' lets none of {counted(known, 'highlight')} through"
        hint = _slip_of(connection, digest) or f"correct it in [digests.{digest.name}]"
        yield f"{told}: {in_words(digest.filter)}; {hint}"


def _slip_of(connection: Connection, digest: DigestSettings) -> str:
    """Which tag or source of the library may have been meant by one that is not there; empty if none."""
    wanted = digest.filter.include
    for names, ask in ((wanted.tags, known_tags), (wanted.sources, known_sources)):
        known = {alike(name): name for name in ask(connection)} if names else {}
        for name in names:
            if alike(name) not in known and (meant := slip(alike(name), known)):
                return f"there is no '{name}'; did you mean '{known[meant]}'?"
    return ""


def share(connection: Connection, digest: DigestSettings, now: datetime) -> str:
    """How many highlights the filter of ``digest`` lets through, of how many."""
    passed, known = (count_passing(connection, wanted, now) for wanted in (digest.filter, EVERYTHING))
    return f"{passed:,} of {counted(known, 'highlight')} pass"
