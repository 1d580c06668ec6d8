"""The pictures of the README: a fortnight of letters from the sample clippings, seen in Chromium.

``./dev screenshots`` plays it with the real command: every second morning some more of the samples arrive, and
the letter of that morning is issued.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).parent
SAMPLES = PICTURES.parents[1] / "seeds"
LAST_MORNING = date(2026, 11, 20)
MORNINGS = (
    ("A Record", "大船"),
    ("东坡", "Broad Street"),
    ("沈括", "The Drawer"),
    ("正午", "The Gears"),
    ("一面墙",),
    ("Seven", "What a", "书边", "The Steel", "深淘滩"),
)
"""Which samples arrive before each letter, by the beginning of their names."""

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

SETTINGS = """
[library]
folders = ["../clippings"]

[digests.daily]
title = "Gleanings"
language = "en"
timezone = "Asia/Shanghai"
"""


PAGES = (
    ("letter-desktop-light", "message.html", 700, 1500, "light"),
    ("letter-phone-dark", "message.html", 390, 1100, "dark"),
    ("archive-desktop-light", "../../../index.html", 1000, 1100, "light"),
)
"""Name of a picture, what it shows as seen from the last letter, width, height, light or dark."""


def main() -> None:
    """Play the fortnight in a temporary home and take the pictures."""
    with tempfile.TemporaryDirectory(prefix="digest-pictures-") as home:
        letter = play(Path(home))
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            for name, page, width, height, scheme in PAGES:
                view = browser.new_context(
                    viewport={"width": width, "height": height},
                    device_scale_factor=2 if width < 500 else 1,
                    color_scheme="dark" if scheme == "dark" else "light",
                    offline=True,
                )
                shown = view.new_page()
                shown.goto((letter.parent / page).resolve().as_uri())
                shown.screenshot(path=PICTURES / f"{name}.png")
                view.close()
            browser.close()


def play(home: Path) -> Path:
    """Issue the letters; the path of the last one."""
    settings = home / "config" / "digest.toml"
    settings.parent.mkdir()
    settings.write_text(SETTINGS, "utf-8")
    clippings = home / "clippings"
    clippings.mkdir()
    for number, arrived in enumerate(MORNINGS):
        for start in arrived:
            shutil.copy(next(SAMPLES.glob(f"{start}*")), clippings)
        day = LAST_MORNING - timedelta(days=2 * (len(MORNINGS) - 1 - number))
        command = ["-m", "digest", "--config", str(settings), "run", "--at", f"{day}T07:30"]
        subprocess.run([sys.executable, *command], check=True, stderr=subprocess.DEVNULL)
    return max((home / "outbox").rglob("message.html"))


if __name__ == "__main__":
    main()
