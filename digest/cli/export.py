"""``digest export``: the whole library for people and other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click

from digest.app.bootstrap import open_settings
from digest.app.exporting import Exported, Form, export_lines, export_to
from digest.cli.speech import be_silent, say
from digest.core.text import counted
from digest.errors import ExportUnwritable, UsageError


@click.command()
@click.option("--format", "form", type=click.Choice(get_args(Form)), default="jsonl", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="File, or new folder of notes; else standard output.")
@click.pass_obj
def export(config: Path | None, form: Form, out: Path | None) -> None:
    """Write out everything that is known: JSON Lines, CSV, or a folder of Markdown notes, one a work."""
    settings = open_settings(config)
    if out is not None:
        _tell(export_to(settings, form, out))
        say(str(out))
    elif form == "markdown":
        raise UsageError("a note for each work needs a folder", hint="name a new one with --out")
    else:
        try:
            exported = export_lines(settings, form, sys.stdout.buffer.write)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise  # who reads has heard enough
        except OSError as error:
            be_silent(sys.stdout)
            raise ExportUnwritable(f"the export cannot be written: {error.strerror}") from error
        _tell(exported)


def _tell(exported: Exported) -> None:
    points = f" and {counted(exported.points, 'point')} of summaries" if exported.points else ""
    say(f"Exported: {counted(exported.highlights, 'highlight')}{points}, {counted(exported.works, 'work')}")
