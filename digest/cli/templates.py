"""``digest templates``: the templates in use; ``digest templates eject``."""

from __future__ import annotations

from pathlib import Path

import click

from digest.app.bootstrap import open_settings, template_folders
from digest.app.templates import eject as copy_out
from digest.app.templates import in_use
from digest.cli.speech import answer, json_option, say
from digest.core.text import one_line


@click.group()
def templates() -> None:
    """List the templates in use, or copy them out to change them."""


@templates.command("list")
@json_option
@click.pass_obj
def list_(config: Path | None, as_json: bool) -> None:
    """List every template file with where it comes from: your own folder, or digest."""
    settings = open_settings(config)
    own, *_ = folders = template_folders(settings)
    found = in_use(folders, settings.templates)
    if as_json:
        answer({"templates": [{"name": one.name, "path": str(one.path), "own": one.own} for one in found]})
        return
    for one in found:
        say(f"{'own    ' if one.own else 'shipped'}  {one_line(one.name)}")
    say(f"A file of one of these names in {own} is used instead of the shipped one.")


@templates.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def eject(config: Path | None, folder: Path | None) -> None:
    """Copy the shipped templates into DIR, else where digest looks first. Nothing is overwritten."""
    own, *_ = template_folders(open_settings(config))
    target = folder or own
    for_one_digest = target.resolve().parent == own.resolve()
    for path, made in copy_out(target, for_one_digest=for_one_digest):
        say(f"{'made' if made else 'kept'} {path}")
    if for_one_digest:
        say(f"A digest with template = '{target.name}' uses them first: keep those you change, remove the others.")
    elif target.resolve() == own.resolve():
        say(f"What is in {own} is used first: keep the files you change there, and remove the others.")
    else:
        say(f"Copy the ones you change into {own}, under the same names: what is there is used first.")
    say("Templates are programs that see your clippings: take none from people you do not trust.")
