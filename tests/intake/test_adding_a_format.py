"""docs/adding-a-format.md, followed to the letter: what it tells a stranger to write works as it says."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from digest.intake import formats
from digest.intake.registry import FORMATS, formats_in
from tests.golden import pairs
from tests.intake.documents import document

PAGE = (Path(__file__).parents[2] / "docs/adding-a-format.md").read_text("utf-8")
FILES = dict(re.findall(r"^`([^`\n]+)`\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
SAMPLE = "tests/golden/leafmark/default.txt"


@pytest.fixture
def leafmark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = tmp_path / "leafmark.py"
    path.write_text(FILES["digest/intake/formats/leafmark.py"], "utf-8")
    spec = importlib.util.spec_from_file_location("leafmark", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "leafmark", module)
    spec.loader.exec_module(module)
    return module


def test_the_format_of_the_page_reads_the_file_of_the_page(tmp_path: Path, leafmark: ModuleType) -> None:
    sample = tmp_path / "default.txt"
    sample.write_text(FILES[SAMPLE], "utf-8")
    answer = pairs.stated(sample, (*FORMATS, leafmark))
    assert answer == FILES["tests/golden/leafmark/default.expected.json"]


def test_the_format_of_the_page_leaves_the_files_of_all_others_alone(leafmark: ModuleType) -> None:
    for path in pairs.inputs():
        assert leafmark.identify(document(path.read_text("utf-8"))) == 0


def test_the_format_of_the_page_is_found_where_it_lies(
    leafmark: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(str(leafmark.__file__)).parent
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(folder)])
    found = {form.NAME for form in formats_in(formats)}
    sys.modules.pop(f"{formats.__name__}.leafmark")
    assert found == {form.NAME for form in FORMATS} | {"leafmark"}
