"""Cubox's cards as cubox-archiver lists them: comma-separated, without a header, nine columns.

    id, title, address, cover, icon, folder's id, folder, time of creation, time of change

The program is aFlyBird0/cubox-archiver, read at commit b8a6be4. It lists saved pages, which have no highlights.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.savedpage import saved_page, web_page
from digest.model.clipping import Clipping, Problem

NAME = "cubox-archiver"
SHAPE: Shape = "text"
SUREST = 86

_WIDTH = 9
_FIRST = re.compile(r"\s*(?:\d{15,19}|[0-9a-f]{32}),")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def identify(document: Document) -> int:
    """High for a first row with an id of Cubox, an address and two times; 0 for all else."""
    if not _FIRST.match(document.head):
        return 0
    row = next(csv.reader(document.head.lstrip().split("\n")), [])
    return 86 if _is_card(row) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """Nothing, unless saved pages count: then one clipping for each; a problem for a row that is no card."""
    if not document.bookmarks:
        return
    reader = csv.reader(f"{line}\n" for line in document.text.split("\n"))
    ended = 0
    for position, row in enumerate(reader, 1):
        line, ended = ended + 1, reader.line_num
        if not any(map(str.strip, row)):
            continue
        if not _is_card(row):
            yield document.problem(line, f"this row is no card: it has {len(row)} cells", "list the cards again")
            continue
        id_, title, url, *_, created, _ = (cell.strip() for cell in row)
        page = web_page(document, url, title, "Cubox")
        work = page._replace(key=f"cubox:{id_}", app_url=f"https://cubox.pro/my/card?id={id_}")
        yield from saved_page(document, Clipping(work, work.title, line, position=position), created)


def _is_card(row: list[str]) -> bool:
    return len(row) == _WIDTH and row[2].startswith("http") and bool(_TIME.fullmatch(row[7].strip()))
