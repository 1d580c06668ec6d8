"""A progress bar for long scans, on a terminal only."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from digest.app.ingest import Progress

_LONG = 500
"""Files from which on a scan is worth a bar."""


@contextlib.contextmanager
def scan_progress() -> Iterator[Progress]:
    """A ``Progress`` that shows files done of files to read, how many a second, and the time that is left."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console  # noqa: PLC0415 - paid for on a terminal alone
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (
        TextColumn("Reading clippings"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    with Bars(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("", visible=False, total=None, rate="")

        def show(done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total, visible=total >= _LONG)
            if speed := bars.tasks[bar].speed:
                bars.update(bar, rate=f"{speed:,.0f} files/s")

        yield show
