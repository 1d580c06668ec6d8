"""What ``[frequency]`` names, held against what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digest.app.settings_values import slip
from digest.core.filters import alike
from digest.intake.registry import format_names
from digest.store.filters import known_sources
from digest.store.frequency import known_works, names_work
from digest.store.library import Connection


def unknown_names(connection: Connection, names: Iterable[str]) -> Iterator[str]:
    """What is to be told about each of ``names`` that no source and no work has.

    It may be that of a work still to come; and in a library without any, all of them may.
    """
    works = known_works(connection)
    sources = {alike(name): name for name in (*known_sources(connection), *format_names())}
    known = {alike(name): name for name in works} | sources
    for name in names if works else ():
        if alike(name) in sources or names_work(connection, name):
            continue
        meant = slip(alike(name), known)
        told = f"[frequency] has '{name}', and no source or work of the library is called so"
        yield f"{told}; did you mean '{known[meant]}'?" if meant else told
