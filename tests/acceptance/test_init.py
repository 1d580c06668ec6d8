"""``digest init`` on a terminal: it asks, makes a home that works, and sends a test letter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from digest.app.settings_file import load
from tests.acceptance.terminal import Terminal
from tests.postbox import Postbox


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are not those of Windows")
def test_questions_lead_to_a_home_that_works_and_a_letter_that_arrives(tmp_path: Path) -> None:
    notes = tmp_path / "my notes"
    notes.mkdir()
    (notes / "tides.md").write_text("# Tides\n\n- ==The moon pulls twice a day.==\n", "utf-8")
    with Postbox() as postbox:
        terminal = Terminal("init", "letters", cwd=tmp_path)
        terminal.answer("Folder of your clippings", "nowhere")
        terminal.answer("wants a folder that is there", str(notes))
        terminal.answer("Language", "zh-Hans")
        terminal.answer("Time zone", "Berlin")
        terminal.answer("wants the name of a time zone", "Europe/Berlin")
        terminal.answer("Mail server", "127.0.0.1")
        terminal.answer("port", str(postbox.port))
        terminal.answer("Encryption", "")
        terminal.answer("User name", "")
        terminal.answer("Your address", "reader@example.net")
        terminal.answer("Sender", "Digest <digest@example.net>")
        terminal.answer("Send a test letter", "y")
        assert terminal.end() == 0, terminal.shown
    assert postbox.recipients == ["reader@example.net"]
    [letter] = postbox.messages()
    assert letter["Subject"].startswith("[test]")
    settings = load(tmp_path / "letters/config/digest.toml", {})
    assert (settings.library.folders, settings.digests["daily"].timezone.key) == ((notes,), "Europe/Berlin")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are not those of Windows")
def test_with_enter_alone_the_home_is_the_one_that_is_made_without_questions(tmp_path: Path) -> None:
    terminal = Terminal("init", "asked", cwd=tmp_path)
    for question in ("Folder of your clippings", "Language", "Time zone", "Mail server"):
        terminal.answer(question, "")
    assert terminal.end() == 0, terminal.shown
    subprocess.run(
        [sys.executable, "-m", "digest", "init", "unasked"], cwd=tmp_path, stdin=subprocess.DEVNULL, check=True
    )
    asked, unasked = (tmp_path / name / "config/digest.toml" for name in ("asked", "unasked"))
    assert asked.read_text("utf-8") == unasked.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are not those of Windows")
def test_what_cannot_be_is_asked_again_and_a_refused_address_is_named_with_the_whole_command(
    tmp_path: Path,
) -> None:
    with Postbox({"RCPT nobody@example.net": "550 no such reader"}) as postbox:
        terminal = Terminal("init", "my letters", cwd=tmp_path)
        for question in ("Folder of your clippings", "Language", "Time zone"):
            terminal.answer(question, "")
        terminal.answer("Mail server", "127.0.0.1")
        terminal.answer("port", str(postbox.port))
        terminal.answer("Encryption", "")
        terminal.answer("User name", "")
        terminal.answer("Your address", "nobody@example.net")
        terminal.answer("Sender", "digest@example.net")
        terminal.answer("Send a test letter", "y")
        assert terminal.end() == 0, terminal.shown
    settings = tmp_path / "my letters/config/digest.toml"
    assert "550 no such reader" in terminal.shown
    assert f"Correct 'to' in {settings} and try again: digest --config '{settings}' run --to ADDR" in terminal.shown


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are not those of Windows")
def test_no_encryption_is_refused_for_a_server_elsewhere(tmp_path: Path) -> None:
    terminal = Terminal("init", "letters", cwd=tmp_path)
    for question in ("Folder of your clippings", "Language", "Time zone"):
        terminal.answer(question, "")
    terminal.answer("Mail server", "mail.example.net")
    terminal.answer("port", "")
    terminal.answer("Encryption", "none")
    terminal.answer("none is for a server on this machine alone", "tls")
    terminal.answer("User name", "")
    terminal.answer("Your address", "reader@example.net")
    terminal.answer("Sender", "")
    terminal.answer("Send a test letter", "n")
    assert terminal.end() == 0, terminal.shown
    assert 'security = "tls"' in (tmp_path / "letters/config/digest.toml").read_text("utf-8")
