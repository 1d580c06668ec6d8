"""Copies of the library: kept by a person, and put in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.app.behind import how_behind
from digest.app.settings import Settings
from digest.errors import LibraryError, UsageError
from digest.store.copies import Content, keep_copy, put_in_place
from digest.store.library import Library, out_of_use, schema_at, scratch
from digest.store.presence import no_service


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made: where it is, its size in bytes, and what is in it."""

    path: Path
    size: int
    content: Content


@dataclass(frozen=True, slots=True)
class Restored:
    """A library that was restored: what it holds, where the old one is, if any, and what it is behind by."""

    content: Content
    aside: Path | None
    behind: str


def back_up(settings: Settings, place: Path | None, now: datetime) -> Copy:
    """Copy the library to the file ``place``, or into that folder under the time; else into ``backups`` beside it.

    Whoever is reading, writing or delivering goes on meanwhile.

    Raises:
        UsageError: ``place`` is the library itself.
        LibraryError: there is no library, it is damaged, something else stands at ``place``, or that cannot be
            written.
    """
    library = settings.library.state
    place = place or library.parent / "backups"
    into = place.is_dir() or place == library.parent / "backups"
    target = place / f"digest-{_stamp(now)}.db" if into else place
    with Library(library, create=False):  # of today's schema
        if target.exists():
            if target.samefile(library):
                raise UsageError(f"'{target}' is the library itself", hint="name another file, or a folder")
            _insist_ours(target)
        content = keep_copy(library, target)
    return Copy(target, target.stat().st_size, content)


def restore(settings: Settings, copy: Path, now: datetime) -> Restored:
    """Put the library that ``copy`` holds in the place of the present one, which is kept beside it.

    Raises:
        UsageError: ``copy`` is the library itself.
        LibraryBusy: the service, or another command, is at work.
        LibraryError: ``copy`` is no library, is damaged or of a newer digest; nothing was changed.
    """
    library = settings.library.state.resolve()  # SQLite keeps the log beside the file, not beside a link
    if library.exists() and library.samefile(copy):
        raise UsageError(f"'{copy}' is the library itself", hint="name a copy of it")
    aside = library.with_name(f"{library.name}.before-{_stamp(now)}")
    with no_service(library), out_of_use(library), scratch(copy) as sound:
        sound.insist_sound()
        content = put_in_place(sound.path, library, aside)
        with Library(library) as restored, restored.reading() as connection:
            behind = how_behind(connection, settings)
    return Restored(content, aside if aside.exists() else None, behind)


def _insist_ours(target: Path) -> None:
    try:
        schema_at(target)
    except LibraryError as error:
        raise LibraryError(
            f"'{target}' is something else than a copy of a library and stays", hint="name another file"
        ) from error


def _stamp(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
