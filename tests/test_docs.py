"""The documents say what is there: every command, flag, setting, JSON key, format and exit status."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from digest.__main__ import STOPPED
from digest.app.settings_file import key_names
from digest.cli.group import COMMANDS
from digest.cli.group import digest as group
from digest.errors import DigestError
from digest.intake.registry import FORMATS
from digest.shipped import folder
from tests.acceptance.home import make_home

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


@pytest.mark.parametrize(("table", "key"), [(table, key) for table, keys in key_names().items() for key in keys])
def test_every_setting_is_documented(table: str, key: str) -> None:
    section = SETTINGS_PAGE.partition(f"## `[{table}]`")[2].partition("\n## ")[0]
    assert f"| `{key}` |" in section


def test_every_exit_status_is_documented() -> None:
    errors, found = [DigestError], set()
    while errors:
        error = errors.pop()
        errors += error.__subclasses__()
        found.add(error.status)
    for status in found | {0, STOPPED}:
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
    [block] = [block for block in re.findall(r"```\n(.*?)```", README, re.DOTALL) if "digest init" in block]
    here = tmp_path
    for line in block.replace("~", str(tmp_path)).splitlines():
        program, *words = line.split()
        if program == "cd":
            here = Path(words[0])
        elif program == "digest":
            command = [sys.executable, "-m", "digest", *words]
            done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
    assert list((tmp_path / "letters/outbox").rglob("message.html"))


def keys(document: Any) -> set[str]:
    """Every key of a JSON document, at any depth."""
    if isinstance(document, dict):
        return set(document) | {key for value in document.values() for key in keys(value)}
    return {key for value in document for key in keys(value)} if isinstance(document, list) else set()


def test_every_json_key_is_documented(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    for sample in folder("seeds").iterdir():
        home.write(sample.name, sample.read_bytes())
    home.write("unknown.txt", "no format knows this\n")
    pages = COMMANDS_PAGE + (ROOT / "docs/outbox.md").read_text("utf-8")
    commands = (
        ["scan"],
        ["run"],
        ["status"],
        ["check"],
        ["editions"],
        ["edition", "1"],
        ["highlight", "1"],
        ["templates", "list"],
    )
    for words in commands:
        spoken = keys(home.answer(*words)) - {"cubox", "reportify", "markdown"}
        assert {key for key in spoken if f"`{key}`" not in pages} == set(), words
