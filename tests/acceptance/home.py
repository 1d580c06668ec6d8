"""A home in a temporary folder, and the real command run in it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETTINGS = """
[library]
folders = ["../clippings"]

[digests.daily]
title = "Gleanings"
timezone = "Asia/Shanghai"
"""


@dataclass(frozen=True)
class Done:
    """A command that ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Home:
    """A home: ``clippings/``, ``config/digest.toml``, ``var/`` and ``outbox/`` below ``path``."""

    path: Path

    @property
    def clippings(self) -> Path:
        return self.path / "clippings"

    @property
    def outbox(self) -> Path:
        return self.path / "outbox"

    @property
    def library(self) -> Path:
        return self.path / "var" / "digest.db"

    @property
    def settings(self) -> Path:
        return self.path / "config" / "digest.toml"

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a clipping file into the home."""
        path = self.clippings / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def call(self, *words: str, **environ: str) -> Done:
        """Run ``digest`` with the settings of this home; a traceback is never what a person should see."""
        done = subprocess.run(
            [sys.executable, "-m", "digest", "--config", str(self.settings), *words],
            cwd=self.path,
            env=os.environ | environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def answer(self, *words: str, **environ: str) -> Any:
        """The JSON document of a command that succeeds."""
        done = self.call(*words, "--json", **environ)
        assert done.status == 0, done.err
        return done.json

    def traces(self) -> dict[str, tuple[str, int]]:
        """Every folder of the home, and every file with a hash of its bytes and its time of change."""
        return {
            str(path.relative_to(self.path)): (
                (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
                if path.is_file()
                else ("folder", 0)
            )
            for path in sorted(self.path.rglob("*"))
        }


def make_home(path: Path) -> Home:
    """A home without clippings."""
    home = Home(path)
    home.clippings.mkdir(parents=True)
    home.settings.parent.mkdir()
    home.settings.write_text(SETTINGS, "utf-8")
    return home


def cubox(card: int, title: str, marks: dict[int, str], *, notes: dict[int, str] | None = None) -> str:
    """A Cubox export of ``marks`` (text by highlight id)."""
    notes = notes or {}
    inside, outside = f"https://cubox.pro/web/card/{card}", f"https://example.org/{card}"
    place = f"https://cubox.pro/web/annotations/cards/{card}?highlight="
    head = f'---\nid: "{card}"\ncubox_url: {inside}\nurl: {outside}\ntags: []\n\n---\n# {title}\n\n'
    links = f"[Read in Cubox]({inside})  \n[Read Original]({outside})  \n\n---\n\n## Annotations  \n\n"
    return (
        head
        + links
        + "".join(
            f"> {text}  \n\n" + (f"{notes[id_]}\n\n" if id_ in notes else "") + f"[Link\ufe0f]({place}{id_})  \n\n"
            for id_, text in marks.items()
        )
    )
