"""A folder that is there, one that is not, and one whose disk does not answer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from digest.intake.answering import presence

ASKED_TWICE = """
import sys
import threading
from pathlib import Path
from digest.intake.answering import presence

folder = Path(sys.argv[1])
print(presence(folder, 0.5), presence(folder, 0.5), threading.active_count())
"""


def test_a_folder_that_answers(tmp_path: Path) -> None:
    assert presence(tmp_path) == "there"
    gone = tmp_path / "gone"
    assert presence(gone) == "gone"
    gone.mkdir()
    assert presence(gone) == "there"
    (tmp_path / "file").touch()
    assert presence(tmp_path / "file") == "gone"


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, which holds up calls of the system")
def test_a_folder_that_does_not_answer_is_waited_for_once(tmp_path: Path) -> None:
    slow = "inject=stat,statx,newfstatat,openat:delay_enter=20000000"
    command = ["strace", "-f", "-o", "/dev/null", "-P", str(tmp_path), "-e", "trace=%file", "-e", slow]
    done = subprocess.run(
        [*command, sys.executable, "-c", ASKED_TWICE, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["silent", "silent", "2"], done.stderr
