"""What hangs is told and ended; what is slow and alive goes on."""

from __future__ import annotations

import subprocess
import sys

HUNG = """
import threading
from digest.app.watchdog import Watchdog
from digest.cli.logs import start_logging

start_logging("text")
watchdog = Watchdog(0.5)
watchdog.start()
with watchdog.at_work("library", "reading the clippings"):
    threading.Event().wait()
"""

SLOW = """
import time
from digest.app.watchdog import Watchdog

watchdog = Watchdog(2)
watchdog.start()
with watchdog.at_work("library", "reading the clippings"):
    for _ in range(60):
        time.sleep(0.05)
        watchdog.alive("library")
time.sleep(0.1)
print("done")
"""


def ended(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


def test_a_process_that_hangs_ends_and_says_where() -> None:
    done = ended(HUNG)
    assert done.returncode == 75
    assert "reading the clippings: no sign of life for " in done.stderr


def test_signs_of_life_keep_a_process_alive() -> None:
    assert ended(SLOW).stdout == "done\n"
