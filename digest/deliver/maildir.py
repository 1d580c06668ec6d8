"""The mails in a Maildir (cr.yp.to/proto/maildir.html): looked at where they are, never moved or changed."""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from digest.errors import Unavailable

MOST_HEADS = 250
"""Mails that are looked at together."""

_LONGEST = 65_536
_PIECE = 8_192
"""Bytes of a head, and of what is read of it at a time: most are shorter."""

log = logging.getLogger(__name__)


def heads(maildir: Path, since: datetime, seen: Collection[str]) -> list[tuple[str, bytes]]:
    """The heads of mails that came since then, by a name that stays theirs, in the order of their coming.

    Those whose names are in ``seen`` are left out, and of all others the newest ``MOST_HEADS`` are returned.

    Raises:
        Unavailable: it is no Maildir, or cannot be looked into.
    """
    try:
        # A mail program moves mails from new to cur: who is not met in the one is then met in the other.
        found = {name: mail for place in ("new", "cur") for name, mail in _mails(maildir / place, since, seen)}
    except OSError as error:
        hint = "set [feedback] maildir to a folder that has 'new' and 'cur' in it"
        raise Unavailable(f"the Maildir '{maildir}' cannot be read: {error.strerror}", hint=hint) from error
    newest = sorted((came, name, path) for name, (came, path) in found.items())[-MOST_HEADS:]
    return [(name, head) for _, name, path in newest if (head := _head(path)) is not None]


def _mails(folder: Path, since: datetime, seen: Collection[str]) -> Iterator[tuple[str, tuple[float, Path]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name.partition(":")[0]
            if name in seen or name.startswith(".") or not entry.is_file(follow_symlinks=False):
                continue
            try:
                came = entry.stat(follow_symlinks=False).st_mtime
            except FileNotFoundError:
                continue  # moved or deleted just now
            if came >= since.timestamp():
                yield name, (came, folder / entry.name)


def _head(path: Path) -> bytes | None:
    """The beginning of a mail with all of its head; None when it was moved or deleted just now."""
    head = b""
    try:
        with path.open("rb") as file:
            while len(head) < _LONGEST and b"\n\n" not in head and b"\r\n\r\n" not in head:
                if not (piece := file.read(_PIECE)):
                    break
                head += piece
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("the mail '%s' cannot be read: %s", path, error.strerror)
    return head
