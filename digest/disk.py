"""Files and names that outlive a power cut: what the library, the outbox and exports ask of a disk."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from digest.failpoints import failpoint

TEMPORARY = ".digest-{}.tmp"
"""The name of a file that is not whole yet, with sixteen random digits in it."""


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there, in place of an older one, once all was written to it; or not at all.

    It has a temporary name in the same folder, is forced to disk and renamed, and the folder is forced to disk.

    Raises:
        OSError: it cannot be written; nothing is left of it.
    """
    temporary = path.with_name(TEMPORARY.format(secrets.token_hex(8)))
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            failpoint("before-sync")
            os.fsync(file.fileno())
        failpoint("before-rename")
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    failpoint("before-folder-sync")
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force the names in ``folder`` to disk, where the system and its file system know how to.

    Windows cannot open a folder, and some network file systems answer EINVAL; both keep their own order.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)
