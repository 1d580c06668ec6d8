"""The documents say what is there: every command, flag, setting, JSON key, format and exit status."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys
import tomllib
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
from digest.model.warning import Cause
from digest.shipped import folder
from tests.acceptance.home import Home, make_home
from tests.acceptance.service import Clock, Serve
from tests.acceptance.terminal import Terminal
from tests.postbox import Postbox

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


def test_every_dependency_is_documented_where_it_is_needed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    page = (ROOT / "docs/dependencies.md").read_text("utf-8").partition("## What was left out")[0]
    needed, more, besides = re.split("## What (?:is needed for more|developers need besides)", page)
    optional = [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    stated = (project["project"]["dependencies"], optional, project["dependency-groups"]["dev"])
    for told, section in zip(stated, (needed, more, besides), strict=True):
        rows = "".join(row.partition(" | ")[0] for row in section.splitlines() if row.startswith("| `"))
        assert set(re.findall(r"`([\w-]+)`", rows)) == {re.match(r"[\w-]+", one)[0] for one in told}  # type: ignore[index]


@pytest.mark.parametrize("name", [form.NAME for form in FORMATS])
def test_every_format_is_documented(name: str) -> None:
    pages = [ROOT / "docs/formats.md", *(ROOT / "docs/formats").glob("*.md")]
    assert any(re.search(rf"(?<![\w-]){name}(?![\w-])", page.read_text("utf-8")) for page in pages)


@pytest.mark.parametrize("page", sorted((ROOT / "docs/formats").glob("*.md")), ids=lambda page: page.name)
def test_every_program_s_page_says_first_how_to_export_then_what_is_read_and_what_is_not(page: Path) -> None:
    first, *others = re.findall(r"^## (.+)$", page.read_text("utf-8"), re.MULTILINE)
    assert first == "How to export"
    assert others
    assert re.search(r"\bnot (?:read|in any of them)\b", page.read_text("utf-8"), re.IGNORECASE)


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))],
    ids=lambda page: page.name,
)
def test_every_link_between_the_documents_leads_somewhere(page: Path) -> None:
    written = re.sub(r"`[^`\n]*`|```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", written):
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


@pytest.mark.skipif(sys.platform != "linux", reason="the clock of another process is set on Linux")
def test_every_morning_of_the_readme_ends_with_a_letter_received(tmp_path: Path) -> None:
    section = README.partition("## Every morning")[2].partition("\n## ")[0]
    installing, serving = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    home = Home(tmp_path / "letters")
    with Postbox() as postbox:
        for line in installing.replace("~", str(tmp_path)).splitlines():
            if line == f"digest init {home.path}":
                terminal = Terminal("init", str(home.path), cwd=tmp_path)
                for question, told in (
                    ("Folder of your clippings", ""),
                    ("Language", "en"),
                    ("Time zone", "Asia/Shanghai"),
                    ("Mail server", "127.0.0.1"),
                    ("port", str(postbox.port)),
                    ("Encryption", "none"),
                    ("User name", ""),
                    ("Your address", "reader@example.net"),
                    ("Sender", "digest@example.net"),
                    ("Send a test letter", "y"),
                ):
                    terminal.answer(question, told)
                assert terminal.end() == 0, terminal.shown
            elif line.startswith("digest "):
                assert home.call(*line.split()[1:]).status == 0
        assert serving == "digest check --smtp\ndigest serve\n"
        assert home.call("check", "--smtp").status == 0
        clock = Clock(tmp_path / "clock")
        clock.set("2026-02-14T07:29:55+08:00")
        with Serve(home, **clock.environ) as serve:
            serve.wait_for("to reader@example.net: accepted")
    test_letter, letter = postbox.messages()
    assert [test_letter["Subject"], letter["Subject"]] == [f"[test] {letter['Subject']}", letter["Subject"]]
    assert next(home.outbox.rglob("message.eml")).read_bytes() == postbox.kept[1][1]


def test_every_warning_is_explained_where_it_leads() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8").partition("## Warnings")[2]
    assert re.findall(r"(?m)^### (.+)$", page) == [cause.value for cause in Cause]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here to ask")
def test_every_test_that_the_security_page_names_is_there() -> None:
    page = (ROOT / "SECURITY.md").read_text("utf-8").partition("## How each of these is tried")[2]
    told = re.findall(r"\]\((tests/\S+\.py)\): ((?:`\w+`(?:, )?)+)", page)
    assert len(told) >= 30
    for file, names in told:
        tests = (ROOT / file).read_text("utf-8")
        assert [name for name in re.findall(r"\w+", names) if f"def test_{name}(" not in tests] == [], file


def test_the_unit_of_a_server_leaves_little_open() -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=15", "docs/service/digest.service"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here to ask")
@pytest.mark.parametrize("unit", sorted((ROOT / "docs/service").glob("*.service")), ids=lambda unit: unit.name)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    there = tmp_path / unit.name
    there.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text("utf-8")), "utf-8")
    scope = ["--user"] if "user" in unit.name else []
    environ = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "verify", *scope, str(there)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_launchd_can_read_its_unit() -> None:
    unit = plistlib.loads((ROOT / "docs/service/digest.plist").read_bytes())
    assert unit["ProgramArguments"][-1] == "serve"


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
    for place in ("new", "cur"):
        (tmp_path / "Maildir" / place).mkdir(parents=True)
    pages = COMMANDS_PAGE + (ROOT / "docs/outbox.md").read_text("utf-8")
    commands = (
        ["scan"],
        ["draft", "--out", str(tmp_path / "draft.md")],
        ["publish", str(tmp_path / "draft.md"), "--now"],
        ["run"],
        ["status"],
        ["check", "--mail"],
        ["check", str(home.clippings / "unknown.txt")],
        ["editions"],
        ["edition", "1"],
        ["highlight", "1"],
        ["mark", "1", "favorite"],
        ["feedback"],
        ["search", "the"],
        ["templates", "list"],
        ["backup", str(tmp_path / "copy.db")],
        ["restore", str(tmp_path / "copy.db")],
        ["outbox", "rebuild"],
        ["outbox", "adopt"],
    )
    for words in commands:
        answer = home.answer(*words, DIGEST_FEEDBACK__MAILDIR=str(tmp_path / "Maildir"))
        spoken = keys(answer) - {form.NAME for form in FORMATS}
        assert {key for key in spoken if f"`{key}`" not in pages} == set(), words
