from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.home import Home, make_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")
