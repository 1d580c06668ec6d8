"""What is in the watched folders, against what was known of them: what is to be read, and what is gone.

folder.walk      what is there
| unchanged      same size and time of change as when it was last read
| emptied        nothing is in it any more: what it said is kept
| outage         so much is gone that the disk may be away: nothing is taken for removed
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from digest.app.settings import Settings
from digest.core.outage import is_outage, without_trace
from digest.core.text import counted
from digest.errors import SettingsError
from digest.intake.answering import presence
from digest.intake.conflicts import conflict_copies
from digest.intake.folder import Walk, shown, walk
from digest.model.clipping import Problem

_State = tuple[int, int]
"""Size of a file, and its time of change (nanoseconds)."""

_NAMED = 3
"""Conflict copies that are named; the others are counted."""


class Orders(NamedTuple):
    """What a scan is asked for: ``deep`` reads what is unchanged too; ``confirmed``: what is gone was removed."""

    deep: bool = False
    confirmed: bool = False


USUAL = Orders()


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found.

    Attributes:
        files: how many files there are to be read.
        ignored: how many files and folders are passed over.
        changed: those files that are to be read, each with size and time of change.
        new: of these, what nobody has read yet.
        emptied: how many files lost all they held, and are not read.
        vanished: the files that are gone, in order, as they are shown.
        problems: what is wrong with folders, and with files that cannot be looked at.
    """

    files: int
    ignored: int
    changed: Mapping[str, _State]
    new: Collection[str]
    emptied: int
    vanished: Sequence[str]
    problems: Sequence[Problem]


def survey(settings: Settings, known: Sequence[tuple[str, int, int]], orders: Orders = USUAL) -> Survey:
    """Walk the folders.

    Args:
        settings: they name the folders.
        known: path, size and time of change of every file as it was last read; a time of -1: to be read again.
        orders: what it is asked for.

    Raises:
        SettingsError: a watched folder is not there, or does not answer.
    """
    there, bare = _walk(settings)
    difference = _compare(there.files, known, deep=orders.deep)
    problems = [*there.problems, *map(_emptied, difference.emptied)]
    unseen = list(there.unseen)
    for folder in () if orders.confirmed else settings.library.folders:
        if told := _outage(folder, there, known, difference, bare=folder in bare):
            problems.append(told)
            unseen.append(str(folder))
    is_unseen = _at_or_below(unseen)
    return Survey(
        files=len(there.files),
        ignored=there.ignored,
        changed=difference.changed,
        new=difference.new,
        emptied=len(difference.emptied),
        vanished=sorted(path for path in difference.missing if not is_unseen(path)),
        problems=problems,
    )


def absence(folder: Path) -> str:
    """What is wrong with a watched folder as a whole, in words; empty when it is there."""
    found = presence(folder)
    if found == "silent":
        return f"the folder '{folder}' does not answer; its disk may be dead, or asleep"
    return f"the folder '{folder}' is not there" if found == "gone" else ""


def _walk(settings: Settings) -> tuple[Walk, list[Path]]:
    """What is in the watched folders, and those of them that hold nothing to read."""
    together, bare = Walk(), []
    for folder in settings.library.folders:
        if told := absence(folder):
            raise SettingsError(
                [told], hint=f"mount it, or correct [library] folders in '{settings.path}'; nothing was changed"
            )
        ours = (settings.outbox.folder, settings.drafts.folder)
        one = walk(folder, passed_over={path for own in ours for path in _below(folder, own)})
        if copies := conflict_copies(one.files):
            one.problems.append(_conflict(folder, copies))
        if not one.files:
            bare.append(folder)
        together.add(one)
    return together, bare


def _below(folder: Path, own: Path) -> set[str]:
    """Where a walk through ``folder`` meets ``own``, whatever links lead there; nothing when it does not."""
    root, real = os.path.realpath(folder), os.path.realpath(own)
    return {str(folder / real[len(root) + 1 :])} if real.startswith(root + os.sep) else set()


def _conflict(folder: Path, copies: Sequence[str]) -> Problem:
    names = ", ".join(f"'{shown(os.path.basename(path))}'" for path in copies[:_NAMED])
    more = f" and {len(copies) - _NAMED:,} more" if len(copies) > _NAMED else ""
    told = f"{counted(len(copies), 'conflict copy', 'conflict copies')} of a sync client: {names}{more}"
    hint = "compare each with its original, then delete it; what both hold counts once"
    return Problem(shown(str(folder)), 0, told, hint)


def _emptied(path: str) -> Problem:
    hint = "if it is still being synced, it is read when it has come; if you emptied it, delete it"
    return Problem(shown(path), 0, "nothing is in it any more: what it said is kept", hint)


class _Difference(NamedTuple):
    """What is to be read, of that what is new, what lost all it held, and what is missing, as it is shown."""

    changed: Mapping[str, _State]
    new: Collection[str]
    emptied: Sequence[str]
    missing: Mapping[str, _State]


def _compare(there: Mapping[str, _State], known: Sequence[tuple[str, int, int]], *, deep: bool) -> _Difference:
    changed: dict[str, _State] = dict(there) if deep else {}
    missing: dict[str, _State] = {}
    for path, size, modified in known:
        state = there.get(path)
        if state is None:
            missing[path] = size, modified
        elif state != (size, modified):
            changed[path] = state
    new: set[str] = set()
    if len(known) - len(missing) != len(there):
        met = {path for path, *_ in known}
        for path in there.keys() - met:
            before = missing.pop(shown(path), None)  # a name that is not UTF-8 is known as it is shown
            if before is None:
                new.add(path)
            if before != there[path]:
                changed[path] = there[path]
    emptied = _now_empty(changed, known)
    for path in emptied:
        del changed[path]
    return _Difference(changed, new, emptied, missing)


def _now_empty(changed: Mapping[str, _State], known: Sequence[tuple[str, int, int]]) -> list[str]:
    """Which of the files that ``changed`` hold nothing any more."""
    empty = sorted(path for path, (size, _) in changed.items() if size == 0)
    if not empty:
        return []
    held = {path for path, size, _ in known if size}
    return [path for path in empty if shown(path) in held]


def _outage(
    folder: Path, there: Walk, known: Sequence[tuple[str, int, int]], difference: _Difference, *, bare: bool
) -> Problem | None:
    """What to tell when so much of ``folder`` is gone that it may be away."""
    below = f"{shown(str(folder))}{os.sep}"
    is_accounted_for = _at_or_below([*there.unseen, *there.unwanted])
    gone = [
        size
        for path, (size, _) in difference.missing.items()
        if path.startswith(below) and not is_accounted_for(path)
    ]
    if not gone:
        return None
    lost = without_trace(gone, (there.files[path][0] for path in difference.new))
    held = sum(path.startswith(below) for path, *_ in known)
    if not is_outage(held, lost, bare=bare):
        return None
    told = f"{lost:,} of the {held:,} files that were in this folder are gone: what they said is kept"
    if bare:
        told = (
            f"there is nothing to read in this folder any more, and it held {held:,} files: what they said is kept"
        )
    hint = (
        "mount its disk, or let its sync client finish; if you removed them, run 'digest scan --confirm-removals'"
    )
    return Problem(shown(str(folder)), 0, told, hint)


def _at_or_below(places: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path, as it is shown, is one of ``places`` or below one."""
    exactly = {shown(place) for place in places}
    below = tuple(place + os.sep for place in exactly)
    return lambda path: path in exactly or path.startswith(below)
