"""The disks that editions and the library are written to, and how much is free there."""

from __future__ import annotations

import contextlib
import os
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

    def too_little(self, letter: int = 0) -> str:
        """What is missing to begin an edition of ``letter`` bytes, in words; empty when there is room."""
        wanted = reserve(self.total, letter)
        if self.free >= wanted:
            return ""
        missing = in_megabytes(wanted - self.free)
        return f"{self}, and an edition is begun with {in_megabytes(wanted)} only: {missing} are missing"

    def __str__(self) -> str:
        return f"the disk of '{self.folder}' has {in_megabytes(self.free)} free"


def disks(settings: Settings) -> Iterator[Disk]:
    """The disks of the outbox and of the library: one, when they are on the same; none that cannot be asked."""
    seen = set()
    for folder in (settings.outbox.folder, settings.library.state.parent):
        there = next((place for place in (folder, *folder.parents) if os.path.isdir(place)), Path(folder.anchor))
        with contextlib.suppress(OSError):  # whoever writes there will say so
            device, usage = there.stat().st_dev, shutil.disk_usage(there)
            if device not in seen:
                seen.add(device)
                yield Disk(folder, usage.free, usage.total)


def require_space(settings: Settings, letter: int) -> None:
    """See that there is room for an edition of ``letter`` bytes, and for what the library writes of it.

    Raises:
        DiskFull: names the disk, and how much is missing.
    """
    for disk in disks(settings):
        if told := disk.too_little(letter):
            raise DiskFull(told, hint="free some space; nothing was issued, and what is due stays due")
