"""``digest scan``: read the folders into the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import click

from digest.app.bootstrap import now, open_settings
from digest.app.ingest import ScanReport, ingest
from digest.app.searching import index
from digest.app.survey import Orders
from digest.cli.progress import index_progress, scan_progress
from digest.cli.speech import answer, json_option, say, short
from digest.cli.strict import insist, strict_option
from digest.core.text import counted, one_line
from digest.model.clipping import Problem
from digest.store import catalogue
from digest.store.catalogue import Standing
from digest.store.library import Library

_KINDS = ("read", "unchanged", "waiting", "unreadable", "unrecognised", "empty", "ignored")

_FILES = 20
_LINES = 5
"""Files with problems that a person is shown, and problems of each."""


@click.command()
@strict_option
@click.option("--deep", is_flag=True, help="Read every file, also those that look unchanged.")
@click.option("--confirm-removals", is_flag=True, help="Files that are gone were removed: no disk is away.")
@json_option
@click.pass_obj
def scan(config: Path | None, strict: bool, deep: bool, confirm_removals: bool, as_json: bool) -> None:
    """Read the folders into the library and report what was understood."""
    settings = open_settings(config)
    with Library(settings.library.state) as library, library.writing():
        with scan_progress() as progress:
            report = ingest(library, settings, now(), progress, orders=Orders(deep, confirm_removals))
        with index_progress() as progress:
            index(library, progress)
        troubled = list(dict.fromkeys(problem.path for problem in report.problems))
        with library.reading() as connection:
            standings = catalogue.standings(connection, troubled[:_FILES])
    if as_json:
        answer(_document(report))
    else:
        _tell(report, standings)
    if strict:
        insist(len(report.problems), hint="'digest scan' lists them with file and line")


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


def _tell(report: ScanReport, standings: Mapping[str, Standing]) -> None:
    told = ", ".join(f"{report.files[kind]:,} {kind}" for kind in _KINDS if report.files[kind])
    say(f"{counted(report.seen, 'file')}" + (f": {told}" if told else ""))
    marks = report.merged.highlights
    say(f"Highlights: {marks['new']:,} new, {marks['amended']:,} amended")
    if report.problems:
        _tell_problems(report.problems, standings)


def _tell_problems(problems: Sequence[Problem], standings: Mapping[str, Standing]) -> None:
    """The problems file by file, beside what was read of it all the same."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.path, []).append(problem)
    say(f"{counted(len(problems), 'problem')} in {counted(len(by_file), 'file')}:")
    for path, own in islice(by_file.items(), _FILES):
        say(f"  {one_line(path)}: {_understood(standings.get(path))}")
        for problem in own[:_LINES]:
            say(f"    - {short(problem.told)}")
        if len(own) > _LINES:
            say(f"    … and {len(own) - _LINES} more")
    if len(by_file) > _FILES:
        say(f"  … and {counted(len(by_file) - _FILES, 'more file')}")
    say("'digest check FILE' tells more of one file, 'digest scan --json' lists all problems.")


def _understood(standing: Standing | None) -> str:
    if standing is None:
        return "not read"
    if not standing.format:
        return "not recognised"
    kinds = (("highlight", standing.highlights), ("point", standing.points))
    held = " and ".join(counted(number, one) for one, number in kinds if number)
    return f"{standing.format}, {held or 'and it holds no highlight'}"
