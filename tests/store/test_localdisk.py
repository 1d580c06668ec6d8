"""A library on a network file system is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import LibraryError
from digest.store import localdisk
from digest.store.library import Library
from digest.store.localdisk import file_system

MOUNTS = """\
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 27 0:50 / /home/reader/My\\040cloud rw shared:2 master:1 - fuse.sshfs host: rw
41 27 0:51 / /srv rw - nfs4 server:/srv rw
42 41 254:1 / /srv/local rw - xfs /dev/vdb rw
43 27 0:52 / /over rw - nfs server:/x rw
44 27 254:2 / /over rw - btrfs /dev/vdc rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/digest.db", "ext4"),
        ("/home/reader/My cloud/digest.db", "fuse.sshfs"),
        ("/home/reader/My clouds/digest.db", "ext4"),
        ("/srv", "nfs4"),
        ("/srv/letters/digest.db", "nfs4"),
        ("/srv/local/digest.db", "xfs"),
        ("/over/digest.db", "btrfs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert file_system(path, MOUNTS) == kind


def test_a_library_on_a_network_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"1 0 0:1 / / rw - ext4 x rw\n2 1 0:2 / {tmp_path} rw - cifs y rw\n")
    monkeypatch.setattr(localdisk, "_MOUNTS", mounts)
    with pytest.raises(LibraryError, match=r"network file system \(cifs\).*on a disk of this machine") as refused:
        Library(tmp_path / "digest.db")
    assert refused.value.status == 74
    assert not (tmp_path / "digest.db").exists()


def test_where_nobody_says_what_is_mounted_one_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(localdisk, "_MOUNTS", tmp_path / "none")
    Library(tmp_path / "digest.db").close()
