"""The templates in use, and copies of them to change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.app.home import make_file
from digest.shipped import folder


@dataclass(frozen=True, slots=True)
class Template:
    """A template file: its name below a folder of templates, with slashes, and its path.

    ``own`` is false for one that came with digest.
    """

    name: str
    path: Path
    own: bool


def in_use(folders: Sequence[Path]) -> list[Template]:
    """Every template that letters are set with, by name, each from the first of ``folders`` that has it."""
    shipped = folder("templates")
    found = {name: shipped / name for name in _names(shipped)}
    for place in reversed(folders):
        found |= {name: place / name for name in _names(place) if name in found}
    return [Template(name, path, not path.is_relative_to(shipped)) for name, path in sorted(found.items())]


def strays(folders: Sequence[Path]) -> list[str]:
    """Files in ``folders`` that are called like no template and are never read; hidden ones do not count."""
    known = set(_names(folder("templates")))
    found = {name for place in folders for name in _names(place)}
    return sorted(name for name in found - known if not name.rpartition("/")[2].startswith("."))


def eject(target: Path) -> Iterator[tuple[Path, bool]]:
    """Copy the templates that come with digest into ``target``; yields each path and whether it was made.

    Raises:
        SettingsError: the folder cannot be written.
    """
    shipped = folder("templates")
    for name in _names(shipped):
        yield make_file(target / name, (shipped / name).read_bytes())


def _names(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
