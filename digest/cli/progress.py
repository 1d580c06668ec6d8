"""Progress bars for what takes long, on a terminal only."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from digest.app.ingest import Progress

_LONG = 500
"""Files from which on a scan is worth a bar."""

_MANY = 20_000
"""Highlights from which on indexing is worth one: about a second."""


def scan_progress() -> contextlib.AbstractContextManager[Progress]:
    """A ``Progress`` that shows files done of files to read, how many a second, and the time that is left."""
    return _bar("Reading clippings", "files", _LONG)


def index_progress() -> contextlib.AbstractContextManager[Progress]:
    """A ``Progress`` that shows highlights indexed of highlights to index."""
    return _bar("Making them searchable", "highlights", _MANY)


@contextlib.contextmanager
def _bar(title: str, unit: str, least: int) -> Iterator[Progress]:
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console  # noqa: PLC0415 - paid for on a terminal alone
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    with Bars(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("", visible=False, total=None, rate="")

        def show(done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total, visible=total >= least)
            if speed := bars.tasks[bar].speed:
                bars.update(bar, rate=f"{speed:,.0f} {unit}/s")

        yield show
