"""Whether a file is on a disk of this machine: SQLite's log works on no other.

Locks of network file systems are kept by some servers only, and the memory that SQLite's processes share by none
(sqlite.org, "Write-Ahead Logging": "WAL does not work over a network filesystem").
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from digest.errors import LibraryError

_NETWORKS = (
    *("9p", "afs", "beegfs", "ceph", "cifs", "coda", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4"),
    *(
        "ocfs2",
        "smb2",
        "smb3",
        "smbfs",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.gvfsd-fuse",
        "fuse.juicefs",
        "fuse.rclone",
    ),
    *("fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs"),
)
"""As Linux calls them in ``/proc/self/mountinfo`` (proc(5))."""

_MOUNTS = Path("/proc/self/mountinfo")


def insist_local(path: Path) -> None:
    """Refuse ``path`` on a network file system. Only Linux says which those are.

    Raises:
        LibraryError: it is on one.
    """
    try:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return
    kind = file_system(os.path.realpath(path), mounts)
    if kind in _NETWORKS:
        raise LibraryError(
            f"the library '{path}' would be on a network file system ({kind}), where SQLite can lose what it wrote",
            hint="set [library] state to a file on a disk of this machine",
        )


def file_system(path: str, mounts: str) -> str:
    """The kind of file system that ``path``, absolute and without links, is on; empty when unknown.

    ``mounts`` is the content of ``/proc/self/mountinfo``: of several mounts on one place the last one counts.
    """
    found, longest = "", 0
    for line in mounts.splitlines():
        fields = line.split(" ")
        place = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
        if len(place) >= longest and (path + "/").startswith(place.rstrip("/") + "/"):
            found, longest = fields[fields.index("-") + 1], len(place)
    return found
