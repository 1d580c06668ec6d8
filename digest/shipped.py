"""Where the files that travel with the program are: templates, the sample settings, sample clippings."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``templates``, ``config`` or ``seeds``: inside the installed package, or beside it in a clone."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
