from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.store.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "var" / "digest.db") as opened:
        yield opened
