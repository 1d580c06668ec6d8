"""A home to measure in."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """
[library]
folders = ["../clippings"]

[digests.daily]
fresh = 20
resurface = 6
"""


def make_home(folder: Path) -> Path:
    """Make settings in ``folder``, whose clippings are in ``folder/clippings``; the path of the settings."""
    settings = folder / "config" / "digest.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, "utf-8")
    (folder / "clippings").mkdir(exist_ok=True)
    return settings
