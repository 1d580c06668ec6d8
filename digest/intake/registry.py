"""The formats that are read, which of them claims a document, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, NamedTuple, Protocol, TypeVar, cast, get_args

from digest.core.text import SEPARATORS, clean
from digest.intake import formats as formats_folder
from digest.intake.document import Document, Shape
from digest.intake.trouble import Misshapen
from digest.model.clipping import Clipping, Problem, StatedWork

T = TypeVar("T", Clipping, StatedWork)


class Format(Protocol):
    """A module of ``digest.intake.formats`` (see docs/adding-a-format.md)."""

    NAME: str

    SHAPE: Shape
    """Of the documents it is asked about."""

    SUREST: int
    """The most that ``identify`` answers."""

    def identify(self, document: Document) -> int:
        """How sure it is that ``document`` is its own: 0 (not at all) to 100, from the head of its content."""

    def parse(self, document: Document) -> Iterator[Clipping | Problem]:
        """What ``document`` states, in its order; never raises, whatever the document holds, but ``Misshapen``."""


def formats_in(package: ModuleType) -> tuple[Format, ...]:
    """The modules of ``package`` that have a name as formats; others are what several formats share."""
    names = sorted(found.name for found in iter_modules(package.__path__))
    modules = (import_module(f"{package.__name__}.{name}") for name in names)
    return tuple(cast("Format", module) for module in modules if hasattr(module, "NAME"))


FORMATS = formats_in(formats_folder)


def format_names() -> set[str]:
    """What a source can be called by the format of its file: the name of one, or its first word: ``kindle``."""
    return {name for form in FORMATS for name in (form.NAME, form.NAME.partition("-")[0])}


class Understood(NamedTuple):
    """What a document states; ``format`` is empty when none recognised it, or it is not what it begins like."""

    format: str
    clippings: Sequence[Clipping]
    problems: Sequence[Problem]


def understand(document: Document, formats: Sequence[Format] = FORMATS) -> Understood:
    """What the one format that claims ``document`` makes of it."""
    format_ = claim(document, formats)
    if isinstance(format_, Problem):
        return Understood("", (), (format_,))
    clippings, problems = [], []
    is_clean = not any(sign in document.text for sign in SEPARATORS)
    try:
        for stated in format_.parse(document):
            if isinstance(stated, Problem):
                problems.append(stated)
            else:
                clippings.append(stated if is_clean else _clean(stated)._replace(work=_clean(stated.work)))
    except Misshapen as error:
        return Understood("", (), (error.trouble.at(document.path),))
    if format_.SHAPE == "text" and document.front.problem:
        problems.insert(0, document.front.problem.at(document.path))
    return Understood(format_.NAME, clippings, problems)


def _clean(stated: T) -> T:
    """``stated`` with clean texts (see ``core.text.clean``)."""
    texts: dict[str, Any] = {
        name: clean(told).strip() for name, told in stated._asdict().items() if type(told) is str
    }
    return stated._replace(**texts, tags=tuple(map(clean, stated.tags)))


def asked(document: Document, formats: Sequence[Format] = FORMATS) -> list[Format]:
    """The formats that are asked about a document of this shape, those that can be the surest first."""
    return _ASKED[document.shape] if formats is FORMATS else _of_shape(document.shape, formats)


def _of_shape(shape: Shape, formats: Sequence[Format]) -> list[Format]:
    return sorted((format_ for format_ in formats if shape == format_.SHAPE), key=lambda format_: -format_.SUREST)


_ASKED = {shape: _of_shape(shape, FORMATS) for shape in get_args(Shape)}


def claims(
    document: Document, formats: Sequence[Format] = FORMATS, *, only_surest: bool = False
) -> list[tuple[int, Format]]:
    """Who claims ``document``, and how surely (1 to 100), the surest first; or only those that none outdoes."""
    found, best = list[tuple[int, Format]](), 0
    for format_ in asked(document, formats):
        if only_surest and best > format_.SUREST:
            break  # neither it nor any after it can be as sure
        if sure := format_.identify(document):
            found.append((sure, format_))
            best = max(best, sure)
    return sorted((claim for claim in found if not only_surest or claim[0] == best), key=lambda claim: -claim[0])


def claim(document: Document, formats: Sequence[Format] = FORMATS) -> Format | Problem:
    """The one format that claims ``document`` most surely; a problem when none does, or two do alike."""
    surest = [format_ for _, format_ in claims(document, formats, only_surest=True)]
    if len(surest) == 1:
        return surest[0]
    if not document.text.strip():
        return document.problem(0, "the file is empty", "if it is still being synced, it is read when it has come")
    if not surest:
        names = ", ".join(format_.NAME for format_ in asked(document, formats))
        hint = "docs/formats.md says what is read; or move it elsewhere"
        return document.problem(0, f"no format recognises it (asked: {names})", hint)
    names = " and ".join(format_.NAME for format_ in surest)
    return document.problem(0, f"{names} claim it alike", "please report it: the formats should agree")
