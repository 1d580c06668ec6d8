"""``digest check``: look a home over, or single files."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from digest.app.bootstrap import now, open_settings, reading_settings
from digest.cli.speech import answer, json_option, say
from digest.cli.strict import insist, strict_option
from digest.core.text import one_line

_SIGNS = {"well": "✓", "advice": "!", "wrong": "✗", "unknown": "?"}


@click.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, readable=False), metavar="[FILE]..."
)
@click.option("--smtp", is_flag=True, help="Log in to the mail server for real; nothing is sent.")
@click.option("--mail", is_flag=True, help="Ask the DNS whether letters from your domain will be welcome.")
@click.option(
    "--sample",
    type=click.Path(path_type=Path, file_okay=False),
    is_flag=False,
    flag_value=Path(),
    metavar="[DIR]",
    help="Write a copy of each FILE in other words into DIR (else here), for a bug report. Put it last.",
)
@strict_option
@json_option
@click.pass_obj
def check(  # noqa: PLR0913 - click hands over each option by its name
    config: Path | None,
    *,
    files: tuple[str, ...],
    smtp: bool,
    mail: bool,
    sample: Path | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Check settings, folders, library, templates and the next letter, and change nothing.

    The exit status is 0, or that of the first thing that is wrong. With FILEs, wherever they lie, tell what is
    understood of each; that needs no settings and no library.
    """
    if files and (smtp or mail):
        raise click.UsageError("--smtp and --mail are about letters: leave them or the files out")
    if files:
        _check_files(config, files, sample, strict=strict, as_json=as_json)
    elif sample or strict:
        raise click.UsageError("--sample and --strict are about files: name them first")
    else:
        _check_home(config, smtp=smtp, mail=mail, as_json=as_json)


def _check_files(
    config: Path | None, files: tuple[str, ...], folder: Path | None, *, strict: bool, as_json: bool
) -> None:
    from digest.app.doctor import diagnose  # noqa: PLC0415 - the formats are loaded for files alone
    from digest.app.reading import Reader  # noqa: PLC0415
    from digest.app.sample import make_sample  # noqa: PLC0415
    from digest.cli.diagnosis import row, tell  # noqa: PLC0415

    library, zone = reading_settings(config)
    reader = Reader(zone, library, now())
    rows, problems = [], 0
    for file in files:
        found = diagnose(file, reader)
        sample = make_sample(found, reader, folder) if folder else None
        problems += len(found.stated.problems)
        if as_json:
            rows.append(row(found, sample))
        else:
            tell(found, sample)
    if as_json:
        answer({"ok": not problems, "files": rows})
    if strict:
        insist(problems, hint="each is told with its line above, or by --json")


def _check_home(config: Path | None, *, smtp: bool, mail: bool, as_json: bool) -> None:
    from digest.app.check import check as look  # noqa: PLC0415 - a file is checked without all that
    from digest.app.maildomain import STATUS, look_up  # noqa: PLC0415

    settings = open_settings(config)
    findings = list(look(settings, now(), with_login=smtp))
    remarks = look_up(settings) if mail else None
    statuses = [finding.status for finding in findings] + [STATUS[one.state] for one in remarks or ()]
    wrong = next(filter(None, statuses), 0)
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
                "mail": None if remarks is None else [asdict(remark) for remark in remarks],
            }
        )
    else:
        for found in findings:
            say(f"{'✗' if found.status else '✓'} {found.subject}: {one_line(found.message)}")
        for remark in remarks or ():
            say(f"{_SIGNS[remark.state]} {remark.subject}: {one_line(str(remark))}")
    sys.exit(wrong)
