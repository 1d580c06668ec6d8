"""Reading ``[digests.NAME.include]`` and ``[digests.NAME.exclude]``: what single values cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from digest.app.settings_mail import Tell, below
from digest.app.settings_values import slip
from digest.core.filters import alike
from digest.model.filter import Filter, Rules


class FilterReading:
    """One reading of the filters; tells problems with ``tell``, and what is returned then is not to be used.

    ``base`` is what folders count from, ``watched`` the watched folders.
    """

    def __init__(self, base: Path, watched: Iterable[Path], tell: Tell) -> None:
        self._base = base
        self._watched = tuple(watched)
        self._tell = tell

    def filter(self, where: str, said: Mapping[str, Mapping[str, Any]]) -> Filter:
        """The filter of the digest in the table ``where``, by what is said in its two tables."""
        include, exclude = (self._rules(f"{where}.{name}", said[name]) for name in ("include", "exclude"))
        return Filter(include, exclude)

    def _rules(self, where: str, said: Mapping[str, Any]) -> Rules:
        for source in said["sources"]:
            if told := _wrong(source):
                self._tell(where, "sources", told)
        folders = tuple(below(self._base, folder) for folder in said["folders"])
        for folder in folders:
            if not any(folder.is_relative_to(watched) for watched in self._watched):
                known = ", ".join(map(str, self._watched))
                told = (
                    f"the folder '{folder}' is not watched: name one of [library] folders, or one inside ({known})"
                )
                self._tell(where, "folders", told)
        return Rules(**{**said, "folders": tuple(map(str, folders))})


def _wrong(source: str) -> str:
    """What is wrong with the name of a source that is nearly one of a program; any other may be that of a site."""
    from digest.intake.registry import format_names  # noqa: PLC0415 - the formats are loaded for those who name a source

    known = format_names()
    if "." in source or alike(source) in known:
        return ""
    meant = slip(alike(source), sorted(known))
    return f"'{source}' is no program, format or site; did you mean '{meant}'?" if meant else ""
