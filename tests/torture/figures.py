"""The figures of the last long trials, in the documents: written by the trials, never by hand."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "promises.md"
_BLOCK = re.compile(r"(?<=<!-- written by ./dev torture -->\n).*?(?=<!-- end -->)", re.DOTALL)
_HEAD = "| part | what was tried | how long |\n|---|---|---|\n"


def write(part: str, told: str, minutes: float) -> None:
    """Put what ``part`` told into the table of ``PAGE``, in place of what it told before."""
    page = PAGE.read_text("utf-8")
    [block] = _BLOCK.findall(page)
    rows = {row.split("|")[1].strip(): row for row in block.removeprefix(_HEAD).splitlines()}
    cores = f"{os.cpu_count()} cores"
    rows[part] = (
        f"| {part} | {told.replace('|', '/')} | {minutes:.0f} minutes on {cores}, {datetime.now(UTC):%Y-%m-%d} |"
    )
    table = _HEAD + "".join(f"{rows[name]}\n" for name in sorted(rows))
    PAGE.write_text(_BLOCK.sub(lambda _: table, page), "utf-8")
