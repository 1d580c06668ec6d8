"""Colours, spines and faces of the letter, from ``tokens.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from digest.errors import RenderError
from digest.model.clipping import COLORS
from digest.render.shelf import HINT, Sheet, read_toml

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_TABLES = ("light", "dark", "spines", "faces")


@dataclass(frozen=True, slots=True)
class Face:
    """How a language is set: font stacks, line heights in px, and what ends a text that was cut."""

    sans: Markup
    serif: Markup
    hand: Markup
    cut: str
    lead: int
    title: int
    excerpt: int
    quote: int
    note: int
    point: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """What templates call ``light``, ``dark``, ``spines`` and ``faces``.

    ``light`` and ``dark`` hold the same names. ``spines`` has every colour of a mark, and the plain spine
    under the empty name.
    """

    light: SimpleNamespace
    dark: SimpleNamespace
    spines: Mapping[str, str]
    faces: Mapping[str, Face]

    def face(self, language: str) -> Face:
        """The face of ``language``; without one, that of the nearest script."""
        return self.faces.get(language) or self.faces["zh-Hans" if language.startswith("zh") else "en"]


@lru_cache(maxsize=8)
def read_tokens(sheet: Sheet) -> Tokens:
    """The tokens in a file.

    Raises:
        RenderError: something is missing or is not a colour; every fault is told.
    """
    tables = read_toml(sheet)
    if faults := _faults(tables):
        raise RenderError(f'"{sheet.path}": {"; ".join(faults)}', hint=HINT)
    return Tokens(
        SimpleNamespace(**tables["light"]),
        SimpleNamespace(**tables["dark"]),
        {"": tables["light"]["spine"], **tables["spines"]},
        {language: _face(table) for language, table in tables["faces"].items()},
    )


def _face(table: dict[str, Any]) -> Face:
    values = {field.name: table[field.name] for field in fields(Face)}
    for font in ("sans", "serif", "hand"):
        values[font] = Markup(values[font].replace('"', "'"))  # noqa: S704 - a font stack of ours, inside style=""
    return Face(**values)


def _faults(tables: dict[str, Any]) -> list[str]:
    if missing := [name for name in _TABLES if not isinstance(tables.get(name), dict)]:
        return [f'table "{name}" is missing' for name in missing]
    faults = [
        f'{name}.{key} = "{value}" is not a colour like #25211B'
        for name in ("light", "dark", "spines")
        for key, value in tables[name].items()
        if not (isinstance(value, str) and _HEX.fullmatch(value))
    ]
    faults += [
        f'"{key}" is only in one of light and dark' for key in tables["light"].keys() ^ tables["dark"].keys()
    ]
    faults += ["light.spine is missing"] if "spine" not in tables["light"] else []
    faults += [f"spines.{color} is missing" for color in COLORS if color not in tables["spines"]]
    faults += [
        f'faces."{language}" is missing' for language in ("zh-Hans", "en") if language not in tables["faces"]
    ]
    return faults + [
        f'faces."{language}"{fault}'
        for language, face in tables["faces"].items()
        for fault in _faults_of_face(face)
    ]


def _faults_of_face(face: Any) -> list[str]:
    if not isinstance(face, dict):
        return [" must be a table"]
    numbers = {field.name: field.type == "int" for field in fields(Face)}
    return [
        f".{name} is missing" if name not in face else f".{name} must be {'a whole number' if whole else 'text'}"
        for name, whole in numbers.items()
        if type(face.get(name)) is not (int if whole else str)
    ]
