"""A copy for a bug report: read like the file, without a word of its reader."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app.doctor import diagnose
from digest.app.reading import Reader
from digest.app.sample import make_sample
from digest.intake.registry import FORMATS
from digest.intake.stamps import NOT_A_DATE
from digest.intake.vocabulary import vocabulary
from digest.model.clipping import Problem
from tests.golden import pairs
from tests.intake.documents import LIBRARY, ZONE

READER = Reader(ZONE, LIBRARY, datetime(2026, 2, 14, tzinfo=UTC))
FORM = {form.NAME: form for form in FORMATS}


def but_dates(problems: Sequence[Problem]) -> list[Problem]:
    """A date whose words were taken for private may be none in the copy."""
    return [problem for problem in problems if not problem.message.endswith(NOT_A_DATE)]


@pytest.mark.parametrize("path", pairs.inputs(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_copy_of_a_golden_file_is_read_alike_and_says_nothing_of_it(path: Path, tmp_path: Path) -> None:
    found = diagnose(str(path), READER)
    sample = make_sample(found, READER, tmp_path)
    assert sample.path, sample.refusal
    again = diagnose(str(sample.path), READER)
    assert again.stated.format == found.stated.format
    assert len(again.stated.clippings) == len(found.stated.clippings)
    assert len(but_dates(again.stated.problems)) == len(but_dates(found.stated.problems))
    texts = " ".join(f"{one.text} {one.note} {one.work.title}" for one in found.stated.clippings).lower()
    words = set(re.findall(r"[a-z]{5,}", texts)) - vocabulary(FORM[found.stated.format])
    assert not words.intersection(re.findall(r"[a-z]{5,}", sample.path.read_text("utf-8").lower()))


def test_the_copy_is_the_same_each_time_private_and_overwrites_nothing(tmp_path: Path) -> None:
    found = diagnose(str(pairs.FOLDER / "cubox" / "notes.md"), READER)
    first, second = (make_sample(found, READER, tmp_path) for _ in range(2))
    assert first.path == second.path
    assert first.path
    assert (first.is_new, second.is_new) == (True, False)
    assert first.path.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(r"cubox-[0-9a-f]{8}\.md", first.path.name)


def test_a_file_that_nobody_recognises_is_copied_with_the_words_of_formats_alone(tmp_path: Path) -> None:
    path = tmp_path / "A secret title.log"
    path.write_text("title = Whatever it was\nnobody reads this line, 12 of it\n", "utf-8")
    sample = make_sample(diagnose(str(path), READER), READER, tmp_path / "copies")
    assert sample.path
    copy = sample.path.read_text("utf-8")
    assert copy.startswith("title = B")
    assert "Whatever" not in copy
    assert "12" in copy
    assert "secret" not in sample.path.name


@pytest.mark.parametrize("name", ["Martin", "Julia", "Wordsworth", "Longfellow", "Greenwood", "Thatcher"])
def test_a_name_that_begins_like_a_word_of_a_format_is_not_kept(name: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.log"
    path.write_text(f"paid by {name} = 12\n", "utf-8")
    sample = make_sample(diagnose(str(path), READER), READER, tmp_path / "copies")
    assert sample.path
    assert name not in sample.path.read_text("utf-8")


def test_the_copy_of_json_is_json_with_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(
        '{"title": "Tidal\\u0020flats", "quux": [1, 123456, true, null, 0.5], "text": "caf\\u00e9\\u2028"}', "utf-8"
    )
    sample = make_sample(diagnose(str(path), READER), READER, tmp_path)
    assert sample.path
    copy = json.loads(sample.path.read_text("utf-8"))
    title, other, text = copy.items()
    assert (title[0], text[0]) == ("title", "text")
    assert other[1] == [1, 100000, True, None, 0.5]
    assert "idal" not in title[1]


def test_there_is_no_copy_of_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "picture.md"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    sample = make_sample(diagnose(str(path), READER), READER, tmp_path / "copies")
    assert (sample.path, sample.refusal) == (None, "there is no text in it")
    assert not (tmp_path / "copies").exists()
