"""File systems on which changes can be made that the kernel here tells nobody of."""

from __future__ import annotations

import os
import re
from pathlib import Path

_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "coda")
_OF_A_HOST = ("9p", "virtiofs", "vboxsf", "vmhgfs", "prl_fs", "drvfs")
_SILENT = frozenset((*_NETWORK, *_OF_A_HOST, "fuse", "overlay"))
_OCTAL = re.compile(rb"\\([0-7]{3})")


def silent_file_system(folder: Path, mounts: bytes | None = None) -> str:
    """The type of a file system at or below ``folder`` of whose changes not all are told; empty if there is none.

    On a network disk, and on one that a virtual machine or a container is lent, others make changes; an overlay
    tells of none in its lower layer. ``mounts`` is Linux's table of them (proc(5), ``/proc/PID/mountinfo``), by
    default that of this process.
    """
    root = os.fsencode(os.path.realpath(folder))
    here, below = (b"", ""), ""
    for place, kind in _mounts(_own_mounts() if mounts is None else mounts):
        if _holds(place, root) and len(place) >= len(here[0]):
            here = place, kind
        elif _holds(root, place) and _is_silent(kind):
            below = kind
    return here[1] if _is_silent(here[1]) else below


def _own_mounts() -> bytes:
    try:
        return Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return b""  # another system than Linux


def _mounts(table: bytes) -> list[tuple[bytes, str]]:
    """Where each file system is mounted, and its type, the latest last."""
    found = []
    for line in table.splitlines():
        head, _, tail = line.partition(b" - ")
        fields = head.split(b" ")
        if len(fields) > 4 and tail:
            place = _OCTAL.sub(lambda code: bytes([int(code[1], 8) & 0xFF]), fields[4])
            found.append((place, tail.split(b" ")[0].decode("ascii", "replace")))
    return found


def _holds(place: bytes, path: bytes) -> bool:
    return place in (b"/", path) or path.startswith(place + b"/")


def _is_silent(kind: str) -> bool:
    return kind.partition(".")[0] in _SILENT  # fuse.sshfs
