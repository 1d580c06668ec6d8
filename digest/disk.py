"""Names that outlive a power cut: what the library and the outbox both ask of a disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path


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
