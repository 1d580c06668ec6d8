"""The templates in use, and copies of them to change.

A digest may have templates for itself, in a folder among the others that its settings name. What is not in there is
looked up as for all digests, and the archive is set for all of them alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.app.home import make_file
from digest.errors import RenderError
from digest.shipped import folder

_OF_ALL = "archive/"
"""What the names of templates begin with that no digest has for itself."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template file: its name below a folder of templates, with slashes, and its path.

    ``own`` is false for one that came with digest.
    """

    name: str
    path: Path
    own: bool


def beside(settings_file: Path) -> tuple[Path, ...]:
    """Where templates are looked up: in ``templates`` beside the settings file, then among those we ship."""
    return (settings_file.absolute().parent / "templates", folder("templates"))


def of_letter(folders: Sequence[Path], template: str) -> tuple[Path, ...]:
    """Where the templates of a letter are looked up: in those called ``template``, if it names some, then as ever.

    Raises:
        RenderError: there are none of that name.
    """
    own = [place / template for place in folders if template and (place / template).is_dir()]
    if template and not own:
        raise RenderError(
            f"there are no templates called '{template}'",
            hint=f"put changed copies of the letter's into '{folders[0] / template}' ('digest templates eject')",
        )
    return (*own, *folders)


def in_use(folders: Sequence[Path], templates: Collection[str]) -> list[Template]:
    """Every template that letters are set with, by name, each from the first of ``folders`` that has it.

    ``templates`` are those that digests have for themselves.
    """
    shipped = folder("templates")
    found, known = {name: shipped / name for name in _names(shipped)}, _known(templates)
    for place in reversed(folders):
        found |= {name: place / name for name in _names(place) if name in known}
    return [Template(name, path, not path.is_relative_to(shipped)) for name, path in sorted(found.items())]


def strays(folders: Sequence[Path], templates: Collection[str]) -> list[str]:
    """Files in ``folders`` that are called like no template and are never read; hidden ones do not count."""
    found = {name for place in folders for name in _names(place)}
    return sorted(name for name in found - _known(templates) if not name.rpartition("/")[2].startswith("."))


def eject(target: Path, *, for_one_digest: bool = False) -> Iterator[tuple[Path, bool]]:
    """Copy the templates that come with digest into ``target``; yields each path and whether it was made.

    Raises:
        SettingsError: the folder cannot be written.
    """
    shipped = folder("templates")
    for name in _of_letters() if for_one_digest else _names(shipped):
        yield make_file(target / name, (shipped / name).read_bytes())


def _known(templates: Collection[str]) -> set[str]:
    """Every name that a template can have."""
    return {*_names(folder("templates")), *(f"{one}/{name}" for one in templates for name in _of_letters())}


def _of_letters() -> list[str]:
    return [name for name in _names(folder("templates")) if not name.startswith(_OF_ALL)]


def _names(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
