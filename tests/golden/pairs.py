"""The golden pairs: a file as a program writes it, beside what its format has to say about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.intake.decode import Decoded, decode
from digest.intake.document import Document
from digest.intake.registry import FORMATS, Format, understand
from digest.model.clipping import Clipping, Quotes

FOLDER = Path(__file__).parent
MODIFIED = datetime(2026, 2, 14, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
QUOTES: dict[str, Quotes] = {"quotes-all": "all", "quotes-none": "none"}
"""The setting ``library.quotes`` for the files of these names; "sourced" for all others. A name that ends in
``-bookmarks`` is read with ``library.bookmarks``."""


def inputs() -> list[Path]:
    """The input files: ``<format>/<variant>.<ending>``, whatever ending its program gives it."""
    return sorted(path for path in FOLDER.glob("[!_]*/*") if not path.name.endswith(".expected.json"))


def expected(path: Path) -> Path:
    """The file beside ``path`` that says what is to come out."""
    return path.with_suffix(".expected.json")


def stated(path: Path, formats: Sequence[Format] = FORMATS) -> str:
    """What comes out of the file at ``path``, as JSON; what is empty is left out."""
    decoded = decode(path.read_bytes())
    assert isinstance(decoded, Decoded)
    quotes = QUOTES.get(path.stem, "sourced")
    zone, bookmarks = ZoneInfo("Asia/Shanghai"), path.stem.endswith("-bookmarks")
    document = Document(path.name, decoded.text, MODIFIED, zone, quotes, bookmarks=bookmarks)
    understood = understand(document, formats)
    assert understood.format, understood.problems
    problems = [str(problem) for problem in understood.problems]
    answer = {"format": understood.format, "problems": problems, "works": _works(understood.clippings)}
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _works(clippings: Sequence[Clipping]) -> list[dict[str, Any]]:
    works: dict[str, dict[str, Any]] = {}
    for clipping in clippings:
        work = works.setdefault(repr(clipping.work), {**_full(clipping.work._asdict()), "clippings": []})
        work["clippings"].append(_full(clipping._asdict(), without="work"))
    return list(works.values())


def _full(fields: dict[str, Any], without: str = "") -> dict[str, Any]:
    shown = {name: value for name, value in fields.items() if value and name != without}
    if "marked" in shown:
        shown["marked"] = f"{shown['marked'].at.isoformat()} ({shown['marked'].source})"
    return shown
