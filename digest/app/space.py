"""The disks that editions and the library are written to, and how much is free there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.app.settings import Settings
from digest.core.reserve import in_megabytes, is_nearly_full, reserve
from digest.errors import DiskFull


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk: a folder on it that is digest's, and its bytes."""

    folder: Path
    free: int
    total: int

    @property
    def is_nearly_full(self) -> bool:
        """Whether it should be looked after."""
        return is_nearly_full(self.free, self.total)

    def __str__(self) -> str:
        return f"the disk of '{self.folder}' has {in_megabytes(self.free)} free"


def disks(settings: Settings) -> Iterator[Disk]:
    """The disks of the outbox and of the library: one, when they are on the same."""
    seen = set()
    for folder in (settings.outbox.folder, settings.library.state.parent):
        there = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
        if there is None or (device := there.stat().st_dev) in seen:
            continue
        seen.add(device)
        usage = shutil.disk_usage(there)
        yield Disk(folder, usage.free, usage.total)


def require_space(settings: Settings, letter: int) -> None:
    """See that there is room for an edition of ``letter`` bytes, and for what the library writes of it.

    Raises:
        DiskFull: names the disk, and how much is missing.
    """
    for disk in disks(settings):
        if (missing := reserve(disk.total, letter) - disk.free) > 0:
            wanted = in_megabytes(reserve(disk.total, letter))
            raise DiskFull(
                f"{disk}, and an edition is begun with {wanted} only: {in_megabytes(missing)} are missing",
                hint="free some space; nothing was issued, and what is due stays due",
            )
