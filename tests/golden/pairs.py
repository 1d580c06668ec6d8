"""The golden pairs: a file as a program writes it, beside what its format has to say about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.intake.decode import Decoded, decode
from digest.intake.document import Document
from digest.intake.registry import FORMATS, Format, claim
from digest.model.clipping import Clipping, Problem, Quotes

FOLDER = Path(__file__).parent
MODIFIED = datetime(2026, 2, 14, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
QUOTES: dict[str, Quotes] = {"quotes-all": "all", "quotes-none": "none"}
"""The setting ``library.quotes`` for the files of these names; "sourced" for all others."""


def inputs() -> list[Path]:
    """The input files: ``<format>/<variant>.md`` or ``.txt``."""
    return sorted(path for path in FOLDER.glob("*/*") if path.suffix in (".md", ".txt"))


def expected(path: Path) -> Path:
    """The file beside ``path`` that says what is to come out."""
    return path.with_suffix(".expected.json")


def stated(path: Path, formats: Sequence[Format] = FORMATS) -> str:
    """What comes out of the file at ``path``, as JSON; what is empty is left out."""
    decoded = decode(path.read_bytes())
    assert isinstance(decoded, Decoded)
    quotes = QUOTES.get(path.stem, "sourced")
    document = Document(path.name, decoded.text, MODIFIED, ZoneInfo("Asia/Shanghai"), quotes)
    form = claim(document, formats)
    assert not isinstance(form, Problem), form
    records = list(form.parse(document))
    problems = [str(record) for record in records if isinstance(record, Problem)]
    if document.front.problem:
        problems.insert(0, str(document.front.problem.at(document.path)))
    answer = {"format": form.NAME, "problems": problems, "works": _works(records)}
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _works(records: list[Clipping | Problem]) -> list[dict[str, Any]]:
    works: dict[str, dict[str, Any]] = {}
    for record in records:
        if isinstance(record, Clipping):
            work = works.setdefault(repr(record.work), {**_full(asdict(record.work)), "clippings": []})
            work["clippings"].append(_full(record._asdict(), without="work"))
    return list(works.values())


def _full(fields: dict[str, Any], without: str = "") -> dict[str, Any]:
    shown = {name: value for name, value in fields.items() if value and name != without}
    if "marked" in shown:
        shown["marked"] = f"{shown['marked'].at.isoformat()} ({shown['marked'].source})"
    return shown
