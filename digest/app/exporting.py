"""The whole library as a file, as a folder of notes, or piece by piece."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digest.app.settings import Settings
from digest.core.export import json_lines, notes, table
from digest.disk import sync_folder, whole_file
from digest.errors import ExportUnwritable
from digest.model.clipping import Clipping, Kind
from digest.store.export import clippings
from digest.store.library import Library

Form = Literal["jsonl", "csv", "markdown"]

_LINES: dict[str, Callable[[Iterable[Clipping]], Iterator[str]]] = {"jsonl": json_lines, "csv": table}


@dataclass(slots=True)
class Exported:
    """How much was written: works, the reader's own highlights, and points of summaries."""

    works: int = 0
    highlights: int = 0
    points: int = 0


def export_to(settings: Settings, form: Form, out: Path) -> Exported:
    """Write the library to ``out``: a file, which is replaced, or a folder of notes, which must not be there yet.

    It is there whole, or nothing has changed.

    Raises:
        ExportUnwritable: it cannot be written.
        LibraryError: the library cannot be used.
    """
    counts = Exported()
    with Library(settings.library.state, create=False) as library, library.reading() as connection:
        counted = _counted(clippings(connection), counts)
        try:
            if form == "markdown":
                _write_notes(out, counted)
            else:
                with whole_file(out) as file:
                    file.writelines(line.encode() for line in _LINES[form](counted))
        except OSError as error:
            raise ExportUnwritable(
                f"cannot write '{out}': {error.strerror}", hint="name another place with --out; nothing was changed"
            ) from error
    return counts


def export_lines(settings: Settings, form: Literal["jsonl", "csv"], write: Callable[[bytes], object]) -> Exported:
    """Hand the library to ``write``, a line at a time.

    Raises:
        LibraryError: the library cannot be used.
    """
    counts = Exported()
    with Library(settings.library.state, create=False) as library, library.reading() as connection:
        for line in _LINES[form](_counted(clippings(connection), counts)):
            write(line.encode())
    return counts


def _counted(stated: Iterable[Clipping], counts: Exported) -> Iterator[Clipping]:
    work = None
    for clipping in stated:
        counts.works += clipping.work is not work
        work = clipping.work
        if work.kind is Kind.SUMMARY:
            counts.points += 1
        else:
            counts.highlights += 1
        yield clipping


def _write_notes(folder: Path, stated: Iterable[Clipping]) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportUnwritable(f"'{folder}' is there already", hint="name a new folder; nothing was changed")
    unnamed = Path(tempfile.mkdtemp(prefix=".digest-", dir=folder.absolute().parent))
    try:
        for name, text in notes(stated):
            (unnamed / name).write_bytes(text.encode())
        unnamed.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        unnamed.rename(folder)
    except BaseException:
        shutil.rmtree(unnamed, ignore_errors=True)
        raise
    sync_folder(folder.absolute().parent)
