"""``digest scan``: read the folders into the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import now, open_settings
from digest.app.ingest import ScanReport, ingest
from digest.app.searching import index
from digest.cli.progress import index_progress, scan_progress
from digest.cli.speech import answer, json_option, say, say_list
from digest.core.text import counted
from digest.errors import IntakeError
from digest.store.library import Library

_KINDS = ("read", "unchanged", "waiting", "unreadable", "unrecognised", "empty", "ignored")


@click.command()
@click.option("--strict", is_flag=True, help="Exit with status 65 when some input was not understood.")
@json_option
@click.pass_obj
def scan(config: Path | None, strict: bool, as_json: bool) -> None:
    """Read the folders into the library and report what was understood."""
    settings = open_settings(config)
    with Library(settings.library.state) as library, library.writing():
        with scan_progress() as progress:
            report = ingest(library, settings, now(), progress)
        with index_progress() as progress:
            index(library, progress)
    if as_json:
        answer(_document(report))
    else:
        _tell(report)
    if strict and report.problems:
        raise IntakeError(
            f"{counted(len(report.problems), 'problem')} in the clippings",
            hint="'digest scan' lists them with file and line",
        )


def _document(report: ScanReport) -> dict[str, Any]:
    return {
        "files": {"seen": report.seen} | {kind: report.files[kind] for kind in _KINDS},
        "highlights": {kind: report.merged.highlights[kind] for kind in ("new", "amended", "known")},
        "points": {kind: report.merged.points[kind] for kind in ("new", "amended", "known")},
        "erased": report.merged.erased,
        "formats": dict(sorted(report.formats.items())),
        "problems": [
            {"path": problem.path, "line": problem.line, "message": problem.message, "hint": problem.hint}
            for problem in report.problems
        ],
    }


def _tell(report: ScanReport) -> None:
    told = ", ".join(f"{report.files[kind]:,} {kind}" for kind in _KINDS if report.files[kind])
    say(f"{counted(report.seen, 'file')}" + (f": {told}" if told else ""))
    marks = report.merged.highlights
    say(f"Highlights: {marks['new']:,} new, {marks['amended']:,} amended")
    if report.problems:
        say(f"{counted(len(report.problems), 'problem')}:")
        say_list(report.problems)
