"""The same surroundings for every test: UTC, no settings of the person who runs them, no leftovers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("digest", database=None, deadline=None, max_examples=60)
settings.register_profile("torture", settings.get_profile("digest"), max_examples=500)
settings.load_profile("digest")


@pytest.fixture(scope="session", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    nobody: Path = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("DIGEST_") or name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "SOURCE_DATE_EPOCH"):
                patch.delenv(name)
        patch.setenv("XDG_CONFIG_HOME", str(nobody))
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()
