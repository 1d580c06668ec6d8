"""Conflict copies: what a sync client makes of a file that was changed in two places at once.

They are read like any other file, and what both hold counts once. Their names are those of Syncthing, Dropbox,
Nextcloud, ownCloud, Seafile and OneDrive; "note 2.md" and "note (1).md" may as well be a second note.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection

_SIGNS = ("onflict", "-DESKTOP-", "-LAPTOP-")
_NAMED_SO = re.compile(
    r"\.sync-conflict-\d{8}-\d{6}-\w+"
    r"|\((?:[^()]*(?:conflicted copy|Case Conflict|Encoding Conflict)|SFConflict )[^()]*\)"
)
_BY_MACHINE = re.compile(r"-(?:DESKTOP|LAPTOP)-[0-9A-Z]{4,}(?=\.[^.]*\Z|\Z)")


def conflict_copies(paths: Collection[str]) -> list[str]:
    """Those of ``paths`` that are conflict copies, in order. One named after a machine needs its file beside it."""
    together = "\n".join(paths)  # one look at all of them: nearly always there is none
    if not any(sign in together for sign in _SIGNS):
        return []
    return sorted(path for path in paths if any(sign in path for sign in _SIGNS) and _is_copy(path, paths))


def _is_copy(path: str, paths: Collection[str]) -> bool:
    folder, name = os.path.split(path)
    if _NAMED_SO.search(name):
        return True
    original = _BY_MACHINE.sub("", name)
    return original != name and os.path.join(folder, original) in paths  # noqa: PTH118  ten times as fast
