"""``digest check``: look a home over."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from digest.app.bootstrap import now, open_settings
from digest.app.check import check as look
from digest.cli.speech import answer, json_option, say
from digest.core.text import one_line


@click.command()
@click.option("--smtp", is_flag=True, help="Log in to the mail server for real; nothing is sent.")
@json_option
@click.pass_obj
def check(config: Path | None, smtp: bool, as_json: bool) -> None:
    """Check settings, folders, library, templates and the next letter, and change nothing.

    The exit status is 0, or that of the first thing that is wrong.
    """
    findings = list(look(open_settings(config), now(), with_login=smtp))
    wrong = next((finding.status for finding in findings if finding.status), 0)
    if as_json:
        answer(
            {
                "ok": not wrong,
                "checks": [
                    {"subject": found.subject, "ok": not found.status, "message": found.message}
                    for found in findings
                    if found.subject != "warning"
                ],
                "warnings": [found.message for found in findings if found.subject == "warning"],
            }
        )
    else:
        for found in findings:
            say(f"{'✗' if found.status else '✓'} {found.subject}: {one_line(found.message)}")
    sys.exit(wrong)
