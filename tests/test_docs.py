"""The documents say what is there: every command, flag, setting, JSON key, format and exit status."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from digest.app.settings_file import key_names
from digest.cli.group import COMMANDS
from digest.cli.group import digest as group
from digest.errors import DigestError
from digest.intake.registry import FORMATS

ROOT = Path(__file__).parents[1]
COMMANDS_PAGE = (ROOT / "docs/commands.md").read_text("utf-8")
SETTINGS_PAGE = (ROOT / "docs/settings.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(group)
    found: list[tuple[str, click.Command]] = [("", group)]
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", command.commands[sub]) for sub in command.commands]
    return found


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_and_flag_is_documented(name: str, command: click.Command) -> None:
    row = (
        COMMANDS_PAGE
        if not name
        else next(line for line in COMMANDS_PAGE.splitlines() if re.match(rf"\| `{name}[ `]", line))
    )
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for flag in parameter.opts:
                assert flag in row, f"{name} {flag}"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_command_says(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.help


@pytest.mark.parametrize(("table", "key"), [(table, key) for table, keys in key_names().items() for key in keys])
def test_every_setting_is_documented(table: str, key: str) -> None:
    section = SETTINGS_PAGE.partition(f"## `[{table}]`")[2].partition("\n## ")[0]
    assert f"| `{key}` |" in section


def test_every_exit_status_is_documented() -> None:
    importlib.import_module("digest.errors")
    statuses = {error.status for error in DigestError.__subclasses__()} | {75}
    for status in statuses:
        assert f"\n| {status} | " in COMMANDS_PAGE


@pytest.mark.parametrize("name", [form.NAME for form in FORMATS])
def test_every_format_is_documented(name: str) -> None:
    assert re.search(rf"\b{name}\b", (ROOT / "docs/formats.md").read_text("utf-8"))


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_every_link_between_the_documents_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_readme_shows_the_two_commands_that_do_everything() -> None:
    blocks = re.findall(r"```\n(.*?)```", README, re.DOTALL)
    assert blocks[:2] == ["./dev run\n", "./dev test\n"]
    assert "./dev test" in (ROOT / ".ci/run").read_text("utf-8")


def test_the_first_command_of_the_readme_ends_with_the_path_of_a_letter(tmp_path: Path) -> None:
    places = {
        "DIGEST_LIBRARY__STATE": str(tmp_path / "digest.db"),
        "DIGEST_OUTBOX__FOLDER": str(tmp_path / "outbox"),
    }
    done = subprocess.run(
        ["./dev", "run"], cwd=ROOT, env=os.environ | places, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stderr.splitlines()[-1]).read_text("utf-8").startswith("<!doctype html>")


def test_the_other_commands_of_the_readme_work_as_written(tmp_path: Path) -> None:
    blocks = re.findall(r"```\n(.*?)```", README, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("digest ")]
    assert len(lines) >= 2
    for line in lines:
        words = line.replace("~", str(tmp_path)).split()[1:]
        done = subprocess.run([sys.executable, "-m", "digest", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert list((tmp_path / "letters/outbox").rglob("message.html"))
