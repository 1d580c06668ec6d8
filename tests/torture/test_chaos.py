"""A sample of the chaos that ``./dev torture chaos`` makes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.torture.chaos import chaos


@pytest.mark.skipif(sys.platform == "win32", reason="a process ends otherwise there")
def test_killed_again_and_again_nobody_is_served_twice_and_nobody_is_lost(tmp_path: Path) -> None:
    told, broken = chaos(tmp_path, 600, 8)
    assert broken == [], told
