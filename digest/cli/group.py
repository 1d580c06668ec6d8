"""The command ``digest``: its commands are imported only when they are called, so that it starts fast."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from digest import __version__

COMMANDS = {
    "init": "Make a new home: settings and sample clippings.",
    "run": "Scan, choose, set and issue one edition.",
    "serve": "Watch the folders and issue each edition when it is due.",
    "scan": "Read the folders into the library and report what was understood.",
    "draft": "Write the next edition as a file to be edited.",
    "publish": "Issue an edition that was edited.",
    "preview": "Show the next edition without changing anything.",
    "forecast": "Foresee the next editions.",
    "why": "Tell why a highlight is printed or is not, and when.",
    "status": "Tell what is known, what went out and what comes next.",
    "check": "Check settings, folders, templates and the next letter.",
    "selftest": "Prove the promises of delivery on this machine.",
    "deliver": "Try again what waits, or send an edition again.",
    "editions": "List what was issued, or withdraw an edition.",
    "edition": "Show the record of one edition.",
    "highlight": "Show one highlight, where it stands and what printed it.",
    "mark": "Say what you think of highlights.",
    "feedback": "Read the answers to letters.",
    "search": "Find highlights by their words.",
    "export": "Write out the whole library.",
    "forget": "Erase one highlight for good.",
    "backup": "Copy the library, also while it is in use.",
    "restore": "Put a copy of the library in its place.",
    "outbox": "Make the outbox anew, or take over what it has.",
    "templates": "List the templates in use, or copy them out to change them.",
}


class _LazyGroup(click.Group):
    """A group whose commands live in ``digest.cli.<name>``, as a command of that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"digest.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest", message="%(prog)s %(version)s")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file; else $DIGEST_CONFIG, config/digest.toml, the user's config folder.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what is done.")
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", help="Form of log lines.")
@click.pass_context
def digest(ctx: click.Context, config: Path | None, verbose: bool, log_format: str) -> None:
    """Sets the highlights in your clippings as a letter worth reading.

    Results for programs (--json) go to standard output, everything else to standard error.
    """
    ctx.obj = config
    if verbose:
        from digest.cli.logs import start_logging  # noqa: PLC0415 - logging is paid for by -v alone

        start_logging(log_format)
