"""Drafts as files: which of them are ready, and where they go when they were issued."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import get_args

from digest.app.settings import Settings
from digest.disk import sync_folder, whole_file
from digest.errors import DraftUnwritable
from digest.intake.drafts import as_issued, read_draft
from digest.intake.folder import Unread, Walk, read, shown, walk
from digest.model.clipping import Problem
from digest.model.draft import Draft, DraftStatus, Fault
from digest.model.letter import Issue

_ENDINGS = (".md", ".markdown", ".txt")


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A draft and the file that it was read from, with its bytes."""

    path: Path
    raw: bytes
    draft: Draft

    @property
    def fingerprint(self) -> bytes:
        """16 bytes by which its content is known again."""
        return _fingerprint(self.raw)

    def problems(self, faults: tuple[Fault, ...]) -> tuple[Problem, ...]:
        """``faults`` as problems of this file."""
        return tuple(Problem(str(self.path), *fault) for fault in faults)


def read_file(path: Path, settings: Settings) -> DraftFile:
    """The draft at ``path``; what keeps it from being read or remembered is among its faults.

    One that says no ``draft`` is known by its place: to save it again, once issued, makes no other one.
    """
    found = read(str(path))
    if isinstance(found, Unread):
        raw, draft = b"", Draft("", "draft", "", faults=(Fault(*found.trouble),))
    else:
        raw, draft = found, read_draft(found, settings.library.encodings)
    draft = replace(draft, identity=draft.identity or _identity_by_place(path, settings))
    if not _is_utf8(path):
        fault = Fault(0, "its name is not UTF-8", "rename it")
        return DraftFile(Path(shown(str(path))), raw, replace(draft, faults=(fault, *draft.faults)))
    return DraftFile(path, raw, draft)


def _identity_by_place(path: Path, settings: Settings) -> str:
    folders = settings.drafts.folder, settings.drafts.ready
    place = path.name if path.parent in folders else str(path)
    return hashlib.sha256(os.fsencode(place)).hexdigest()[:16]


def _is_utf8(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:  # other bytes are lone surrogates, as PEP 383 carries them
        return False
    return True


def known_path(path: Path, settings: Settings) -> Path:
    """``path`` as ``ready_files`` names it, whatever links lead there."""
    for folder in (settings.drafts.ready, settings.drafts.folder):
        if folder.is_dir() and path.absolute().parent.samefile(folder):
            return folder / path.name
    return path.absolute()


def ready_files(settings: Settings, now: datetime, settle: float) -> tuple[list[DraftFile], set[Path]]:
    """The drafts that are to be issued: all in the folder ``ready``, and those beside it that say so.

    Those that misspell what they say are among them, to be told. Besides, the files that were changed less than
    ``settle`` seconds ago: they may still be written to.
    """
    ready, waiting = [], set()
    for path, modified in _draft_files(settings):
        if abs(now.timestamp() - modified / 1e9) < settle:
            waiting.add(path)
            continue
        file = read_file(path, settings)
        if path.parent == settings.drafts.ready or _says_ready(file.draft):
            ready.append(file)
    return ready, waiting


def _says_ready(draft: Draft) -> bool:
    misspelt = bool(draft.digest) and draft.status not in get_args(DraftStatus)
    return draft.status == "ready" or misspelt


def _draft_files(settings: Settings) -> Iterator[tuple[Path, int]]:
    """The files that may be drafts, in order, each with its time of change (nanoseconds)."""
    drafts = settings.drafts
    found = walk(drafts.folder, passed_over={str(drafts.issued)}) if drafts.folder.is_dir() else Walk()
    for name, (_, modified) in sorted(found.files.items()):
        path = Path(name)
        if path.suffix.lower() in _ENDINGS and path.parent in (drafts.folder, drafts.ready):
            yield path, modified
    for path in sorted(drafts.ready.glob("[!.#~]*")):
        if path.is_symlink() and path.suffix.lower() in _ENDINGS:
            yield path, 0  # is not followed, which is told


def is_unchanged(path: Path, fingerprint: bytes) -> bool:
    """Whether the file of a draft is there as it was last seen."""
    raw = read(str(path))
    return _fingerprint(b"" if isinstance(raw, Unread) else raw) == fingerprint and os.path.lexists(path)


def move_to_ready(file: DraftFile, settings: Settings) -> Path:
    """Move a draft into the folder ``ready``, unless it is ready where it is; returns where it is then.

    Raises:
        DraftUnwritable: it cannot be moved.
    """
    drafts, folder, path = settings.drafts, settings.drafts.ready, file.path
    is_there = path.parent == folder or (path.parent == drafts.folder and file.draft.status == "ready")
    if is_there and path.suffix.lower() in _ENDINGS:
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free(folder / f"{path.stem.lstrip('.~$')}.md")
        shutil.move(path, target)
        sync_folder(folder)
    except OSError as error:
        raise _unwritable(path, error) from error
    return target


def put_away(file: DraftFile, issue: Issue, settings: Settings) -> Path:
    """Move the file of a draft that was issued to the others of its kind, and write the edition's number into it.

    What was saved meanwhile stays where it is. Asked twice, it does the same again.

    Raises:
        DraftUnwritable: it cannot be moved; the draft is issued all the same.
    """
    content = as_issued(file.raw, issue.number, settings.library.encodings)
    folder = settings.drafts.issued
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free(folder / f"{issue.digest}-{issue.number:04}.md", content)
        with whole_file(target) as kept:
            kept.write(content)
        if file.path.read_bytes() == file.raw:
            file.path.unlink()
            sync_folder(file.path.parent)
    except OSError as error:
        raise _unwritable(file.path, error) from error
    return target


def write_new(path: Path, content: bytes, settings: Settings) -> Path:
    """Write a new draft at ``path``, or beside what is there, and make the folder ``ready``; returns where it is.

    Raises:
        DraftUnwritable: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        settings.drafts.ready.mkdir(parents=True, exist_ok=True)
        target = _free(path)
        with whole_file(target) as file:
            file.write(content)
    except OSError as error:
        raise DraftUnwritable(f"cannot write '{path}': {error.strerror}", hint="name another place") from error
    return target


def _fingerprint(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()[:16]


def _free(path: Path, content: bytes | None = None) -> Path:
    """``path``, or one like it where nothing is, or ``content`` already."""
    number = 1
    free = path
    while os.path.lexists(free) and not (content is not None and free.read_bytes() == content):
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _unwritable(path: Path, error: OSError) -> DraftUnwritable:
    return DraftUnwritable(
        f"the draft '{path}' cannot be moved: {error.strerror}",
        hint="make [drafts] folder writable, with all below it",
    )
