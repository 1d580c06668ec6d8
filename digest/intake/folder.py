"""The folder of clippings: which files are in it, and their bytes.

Symbolic links are not followed, and nothing but regular files is opened. What sync clients, editors and
systems leave behind is passed over, and so are files whose ending says that they hold no text.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from digest.core.export import BEGINNINGS
from digest.intake import ignore
from digest.intake.ignore import Rules
from digest.intake.trouble import Trouble
from digest.model.clipping import Problem

LARGEST = 5_000_000
"""Bytes of the largest file that is read, if the settings do not say."""

LARGEST_EXPORT = 500_000_000
"""The same, of one that ``digest export`` wrote, which holds a whole library."""

_PASSED_STARTS = (".", "~$", "~syncthing~")
_PASSED_INITIALS = ".~"
_PASSED_ENDS = ("~", ":Zone.Identifier")
_SYSTEMS_OWN = ("desktop.ini", "lost+found", "__MACOSX", "$RECYCLE.BIN", "System Volume Information", "4913")
_NETWORK_DISKS_OWN = ("@eaDir", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot")
_PASSED_NAMES = frozenset((*_SYSTEMS_OWN, *_NETWORK_DISKS_OWN, "_gsdata_"))
_UNFINISHED = (
    "part",
    "partial",
    "filepart",
    "crdownload",
    "download",
    "!sync",
    "tmp",
    "swp",
    "swo",
    "crswap",
    "bak",
)
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "svg", "heic", "avif", "bmp", "ico", "tif", "tiff")
_SOUND_AND_FILM = ("mp3", "m4a", "wav", "flac", "ogg", "opus", "mp4", "mov", "mkv", "webm", "avi")
_DOCUMENTS = ("pdf", "epub", "mobi", "azw", "azw3", "djvu", "doc", "docx", "xls", "xlsx", "ppt", "pptx")
_ARCHIVES = ("zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "tar", "db")
_BESIDE_DATABASES = tuple(
    f"{name}-{kind}" for name in ("sqlite", "sqlite3", "db") for kind in ("wal", "shm", "journal")
)
_PASSED_ENDINGS = frozenset(
    (*_UNFINISHED, *_PICTURES, *_SOUND_AND_FILM, *_DOCUMENTS, *_ARCHIVES, *_BESIDE_DATABASES)
)
_USUAL_ENDINGS = (".md", ".txt")
_LOGSEQ_BACKUPS = tuple(f"{os.sep}logseq{os.sep}{name}" for name in ("bak", "version-files"))
_ICLOUD_STUB = re.compile(r"\.(.+)\.icloud", re.DOTALL)
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CHUNK = 65_536
_HEAD = 1_000_000
"""Bytes in which a database names its tables."""
_LATEST = 2**62
"""Nanoseconds, in the year 2116: where a time of change that cannot be kept is cut."""


@dataclass(slots=True)
class Walk:
    """What is in a folder.

    Attributes:
        files: size and time of change (nanoseconds) of each file to read, by its path, in no particular order.
            A name that is not UTF-8 has lone surrogates (PEP 383).
        ignored: how many files and folders were passed over.
        problems: folders that could not be looked into, files that are not on this machine yet.
        unseen: the paths of those problems; what was known at or below them may well be there still.
        unwanted: what a ``.digestignore`` passes over, each with everything below it.
    """

    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    ignored: int = 0
    problems: list[Problem] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)

    def add(self, other: Walk) -> None:
        """Take in what is in another folder."""
        self.files |= other.files
        self.ignored += other.ignored
        self.problems += other.problems
        self.unseen += other.unseen
        self.unwanted += other.unwanted


def walk(folder: Path, passed_over: Collection[str] = ()) -> Walk:
    """The files in ``folder`` and its sub-folders, without what is at the paths ``passed_over``.

    Never raises: what cannot be seen is in the result.
    """
    result = Walk()
    root = os.fspath(folder)
    folders: list[tuple[str, Rules | None]] = [(root, None)]
    while folders:
        here, above = folders.pop()
        inner: list[str] = []
        ours = {os.path.basename(path) for path in passed_over if os.path.dirname(path) == here}
        rules = _rules_in(here, above, result)
        if isinstance(rules, Unread):
            result.unseen.append(here)  # what is in it may be what nobody is to see
            continue
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if ours and entry.name in ours:
                        result.ignored += 1
                    elif rules and rules.ignore(entry.path, is_folder=entry.is_dir(follow_symlinks=False)):
                        result.ignored += 1
                        result.unwanted.append(entry.path)
                    else:
                        _look_at(entry, inner, result)
        except OSError as error:
            if here == root or not isinstance(error, FileNotFoundError):
                _miss(here, error, result)
        folders += ((path, rules) for path in inner)
    return result


def _rules_in(folder: str, above: Rules | None, result: Walk) -> Rules | Unread | None:
    """The rules for what is in ``folder``; what is wrong with them is told."""
    path = f"{folder}{os.sep}{ignore.NAME}"
    if not os.path.lexists(path):
        return above
    raw = read(path)
    if isinstance(raw, Unread):
        hint = "nothing beside or below it is read until it can be"
        result.problems.append(Problem(shown(path), 0, raw.trouble.message, hint))
        return raw
    rules, troubles = ignore.read_rules(raw, folder, above)
    result.problems += (trouble.at(shown(path)) for trouble in troubles)
    return rules


def _look_at(entry: os.DirEntry[str], folders: list[str], result: Walk) -> None:
    name = entry.name
    try:
        if (
            name.endswith(_USUAL_ENDINGS)
            and name[0] not in _PASSED_INITIALS
            and entry.is_file(follow_symlinks=False)
        ):
            _note(entry, result)  # nearly all of them
        elif name.startswith(_PASSED_STARTS) or name in _PASSED_NAMES:
            _pass_over(entry, result)
        elif entry.is_dir(follow_symlinks=False):
            if entry.path.endswith(_LOGSEQ_BACKUPS):
                result.ignored += 1
            else:
                folders.append(entry.path)
        elif _holds_text(name) and entry.is_file(follow_symlinks=False):
            _note(entry, result)
        else:
            result.ignored += 1
    except FileNotFoundError:
        return  # gone since the folder was listed
    except OSError as error:
        _miss(entry.path, error, result)


def _note(entry: os.DirEntry[str], result: Walk) -> None:
    state = entry.stat(follow_symlinks=False)
    changed = state.st_mtime_ns
    result.files[entry.path] = state.st_size, changed if 0 <= changed <= _LATEST else _kept(changed)


def _kept(changed: int) -> int:
    """A time of change that cannot be kept, cut to one that can."""
    return min(max(changed, 0), _LATEST)


def _pass_over(entry: os.DirEntry[str], result: Walk) -> None:
    result.ignored += 1
    if stub := _ICLOUD_STUB.fullmatch(entry.name):
        real = entry.path.removesuffix(entry.name) + stub[1]
        hint = "open it once, or tell the Finder to keep it downloaded"
        result.problems.append(Problem(shown(real), 0, "in iCloud, but not on this machine", hint))
        result.unseen.append(real)


def _holds_text(name: str) -> bool:
    """Whether the name of a file does not say that there is no text in it."""
    _, dot, ending = name.rpartition(".")
    if (dot and ending.lower() in _PASSED_ENDINGS) or name.endswith(_PASSED_ENDS):
        return False
    return not (name[0] == "#" == name[-1])


def _miss(path: str, error: OSError, result: Walk) -> None:
    hint = (
        "let digest's user read it" if isinstance(error, PermissionError) else "is it mounted, and is it a folder?"
    )
    result.problems.append(Problem(shown(path), 0, _reason(error), hint))
    result.unseen.append(path)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that was not read: it is ``waiting`` (still being written), has ``vanished``, or is ``unreadable``.

    ``head`` are the first bytes of one that is too large, by which it may be known.
    """

    why: Literal["waiting", "vanished", "unreadable"]
    trouble: Trouble
    head: bytes = b""


def read(path: str, largest: int = LARGEST) -> bytes | Unread:
    """The bytes of the file at ``path``, if these are no more than ``largest``, or why they cannot be had now."""
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        return Unread("vanished", Trouble(0, "gone since the folder was listed"))
    except OSError as error:
        return _unreadable(error)
    try:
        return _read_whole(descriptor, largest)
    except OSError as error:
        return _unreadable(error)
    finally:
        os.close(descriptor)


def _read_whole(descriptor: int, largest: int) -> bytes | Unread:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        return Unread("unreadable", Trouble(0, "not a regular file", "only regular files are read"))
    chunks, size = [], 0
    while chunk := os.read(descriptor, _CHUNK):
        if size == 0 and chunk.startswith(BEGINNINGS):
            largest = max(largest, LARGEST_EXPORT)
        chunks.append(chunk)
        size += len(chunk)
        if max(size, before.st_size) > largest:
            chunks.append(os.read(descriptor, _HEAD))
            return _too_large(b"".join(chunks)[:_HEAD], largest)
    after = os.fstat(descriptor)
    if size != before.st_size or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        return Unread("waiting", Trouble(0, "still being written", "it is read at the next scan"))
    return b"".join(chunks)


def _too_large(head: bytes, largest: int) -> Unread:
    hint = "split it, move it elsewhere, or set [library] largest"
    return Unread("unreadable", Trouble(0, f"larger than {in_bytes(largest)}", hint), head)


def in_bytes(number: int) -> str:
    """``5 MB``, ``200 kB``: a number of bytes as the settings say it."""
    return f"{number / 1e6:g} MB" if number >= 1_000_000 else f"{number / 1e3:g} kB"


def _unreadable(error: OSError) -> Unread:
    hint = "let digest's user read it" if isinstance(error, PermissionError) else ""
    if error.errno == errno.ELOOP:
        hint = "use the file itself"
    return Unread("unreadable", Trouble(0, _reason(error), hint))


def _reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "a symbolic link, which is not followed"
    return f"cannot be read: {(error.strerror or str(error)).lower()}"


def shown(path: str) -> str:
    """``path`` as people can read and trust it.

    Bytes that are not UTF-8, control characters and characters that turn the direction of writing are
    written out: ``bad\\xff.md``.
    """
    if os.sep != "\\" and "\\" in path:
        path = path.replace("\\", "\\\\")  # a name that looks like a written-out one is another name
    return path if path.isprintable() else _UNSHOWABLE.sub(_written_out, path)


def _written_out(char: re.Match[str]) -> str:
    code = ord(char[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte as PEP 383 carries it
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
