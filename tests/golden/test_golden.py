"""Every variant of every format gives exactly what its expected file says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.golden import pairs, regenerate


@pytest.mark.parametrize("path", pairs.inputs(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_says_what_its_expected_file_says(path: Path) -> None:
    answer = pairs.stated(path)
    assert answer == pairs.expected(path).read_text("utf-8")
    assert json.loads(answer)["format"] == path.parent.name


def test_every_expected_file_has_an_input() -> None:
    assert {pairs.expected(path) for path in pairs.inputs()} == set(pairs.FOLDER.glob("*/*.expected.json"))


def test_expected_files_are_overwritten_only_by_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = pairs.FOLDER / "web-clipper" / "default.md"
    (tmp_path / "web-clipper").mkdir()
    path = Path(shutil.copy(original, tmp_path / "web-clipper"))
    monkeypatch.setattr(pairs, "FOLDER", tmp_path)
    monkeypatch.setattr(regenerate, "FOLDER", tmp_path)
    target = pairs.expected(path)

    assert regenerate.main([]) == 0
    assert target.read_text("utf-8") == pairs.expected(original).read_text("utf-8")

    target.write_text("mine\n", "utf-8")
    assert regenerate.main([]) == 1
    assert target.read_text("utf-8") == "mine\n"

    assert regenerate.main(["--force"]) == 0
    assert target.read_text("utf-8") == pairs.expected(original).read_text("utf-8")
