"""Which file systems keep changes to themselves, by the table of mounts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from digest.intake.mounts import silent_file_system

TABLE = b"""\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:40 / /home/me/nas rw,relatime shared:2 - nfs4 nas:/export rw,vers=4.2
24 22 0:41 / /mnt/my\\040share rw - cifs //host/share rw
25 22 0:42 / /home/me/cloud rw,nosuid - fuse.rclone remote: rw
26 22 0:43 / /home/me/usb rw - fuseblk /dev/sdb1 rw
27 22 0:44 / /box rw - overlay overlay rw,lowerdir=/a
28 27 8:2 /data /box/clippings rw - ext4 /dev/sda2 rw
29 22 8:3 / /home/me/nas/local rw - xfs /dev/sdc1 rw
30 22 0:45 / /mnt/again rw - nfs one:/ rw
31 30 8:4 / /mnt/again rw - ext4 /dev/sdd1 rw
not a line of the table
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me/clippings", ""),
        ("/home/me/nas", "nfs4"),
        ("/home/me/nas/notes", "nfs4"),
        ("/home/me/nas/local/notes", ""),
        ("/home/me/nasty", ""),
        ("/mnt/my share/notes", "cifs"),
        ("/home/me/cloud", "fuse.rclone"),
        ("/home/me/usb", ""),
        ("/box/notes", "overlay"),
        ("/box/clippings", ""),
        ("/mnt/again", ""),
        ("/home/me/cloud/..", "fuse.rclone"),
    ],
)
def test_the_nearest_mount_decides_and_what_is_mounted_below_counts(folder: str, kind: str) -> None:
    assert silent_file_system(Path(folder), TABLE) == kind


def test_a_system_without_such_a_table_says_nothing() -> None:
    assert silent_file_system(Path("/clippings"), b"") == ""


def test_an_overlay_is_known_on_this_machine(tmp_path: Path) -> None:
    for name in ("lower", "upper", "work", "merged"):
        (tmp_path / name).mkdir()
    options = f"lowerdir={tmp_path}/lower,upperdir={tmp_path}/upper,workdir={tmp_path}/work"
    place = tmp_path / "merged"
    done = subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, str(place)], check=False)
    if done.returncode:
        pytest.skip("an overlay can only be mounted by root, on a disk that allows it")
    try:
        assert silent_file_system(place / "notes") == "overlay"
        assert silent_file_system(tmp_path) == "overlay"
    finally:
        subprocess.run(["umount", str(place)], check=True)
