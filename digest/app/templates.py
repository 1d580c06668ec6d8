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
    """Every template by name, each from the first of ``folders`` that has it, as letters are set."""
    found: dict[str, Path] = {}
    for place in folders:
        for path in _files(place):
            found.setdefault(path.relative_to(place).as_posix(), path)
    shipped = folder("templates")
    return [Template(name, path, not path.is_relative_to(shipped)) for name, path in sorted(found.items())]


def eject(target: Path) -> Iterator[tuple[Path, bool]]:
    """Copy the templates that come with digest into ``target``; yields each path and whether it was made.

    Raises:
        SettingsError: the folder cannot be written.
    """
    shipped = folder("templates")
    for path in _files(shipped):
        yield make_file(target / path.relative_to(shipped), path.read_bytes())


def _files(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())
