"""Logseq's highlights in a PDF: a page of its own for each PDF, a block for each highlight.

    file:: [paper_1672928773587_0.pdf](../assets/paper_1672928773587_0.pdf)
    file-path:: ../assets/paper_1672928773587_0.pdf
    - the words of the highlight
      ls-type:: annotation
      hl-page:: 38
      hl-color:: red
      id:: 63b6de46-e2dc-463b-8cdc-87e246cb7495
        - the reader's note, and whatever else stands below

The first eight digits of an id are the seconds since 1970 at which its block was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.once import once
from digest.intake.outline import Block, read_outline
from digest.intake.stamps import read_stamp
from digest.model.clipping import COLORS, Clipping, DateSource, Problem, Stamp, StatedWork

NAME = "logseq"
SHAPE: Shape = "text"
SUREST = 95

_ID = re.compile(r"([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_EARLIEST, _LATEST = 1_546_300_800, 2_208_988_800  # 2019, when Logseq began, and 2040
_FILE = re.compile(r"\[([^\]\n]+)\]\(")
_COPY = re.compile(r"_\d{13}_\d+\Z")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_PAGE = re.compile(r"\d{1,5}", re.ASCII)
_MOST_HIGHLIGHTS = 100_000  # of a page
_PICTURE = "[:span]"


def identify(document: Document) -> int:
    """Sure of the property that only highlights have; lower for a page of highlights that has none yet."""
    head = document.head
    if "ls-type:: annotation" in head or ("hl-page:: " in head and "hl-color:: " in head):
        return 95
    return 60 if "hls__" in head and "file-path:: " in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; areas that are pictures are not read."""
    yield from once(_stated(document))


def _stated(document: Document) -> Iterator[Clipping | Problem]:
    front = document.front
    blocks = list(read_outline(front.body, front.body_line))
    work = _work(document, blocks)
    notes: dict[int, list[str]] = {}
    marked = {id(block): block for block in blocks if _is_highlight(block)}
    nearest: dict[int, Block | None] = {}
    for block in blocks:
        parent = block.parent
        above = parent if parent and id(parent) in marked else nearest.get(id(parent)) if parent else None
        nearest[id(block)] = above
        if above and id(block) not in marked and block.text:
            notes.setdefault(id(above), []).append(_noted(block, above))
    for order, block in enumerate(marked.values(), 1):
        note = "\n".join(notes.get(id(block), ()))
        text = _HEADING.sub("", block.text, count=1) if _HEADING.match(block.text) else block.text
        if block.properties.get("hl-type") == "area" or text == _PICTURE:
            if note:
                yield document.problem(block.line, "a note on a picture, which is not read", "")
            continue
        if not text:
            yield document.problem(block.line, "a highlight without words", "it is left out")
            continue
        page = block.properties.get("hl-page", "")
        color = block.properties.get("hl-color", "").lower()
        number = block.properties.get("id", "")
        above = nearest[id(block)]
        stamp = block.properties.get("hl-stamp", "")
        made = yield from read_stamp(document, block.line, stamp, otherwise=_made(number))
        yield Clipping(
            work,
            text,
            block.line,
            key=f"logseq:{number.lower()}" if _ID.fullmatch(number) else "",
            note=note,
            color=color if color in COLORS else "",
            marked=made,
            heading=_heading(above),
            position=order + _MOST_HIGHLIGHTS * (int(page) if _PAGE.fullmatch(page) else 0),
        )


def _is_highlight(block: Block) -> bool:
    return block.properties.get("ls-type") == "annotation" or "hl-page" in block.properties


def _noted(block: Block, above: Block) -> str:
    """A block as a part of a note: with a sign when it stands below another part of it."""
    return block.text if block.parent is above else f"- {block.text}"


def _heading(above: Block | None) -> str:
    """The highlight that ``above`` is, if its reader made a heading of it."""
    return one_line(_HEADING.sub("", above.text, count=1)) if above and _HEADING.match(above.text) else ""


def _made(number: str) -> Stamp | None:
    made = _ID.fullmatch(number)
    seconds = int(made[1], 16) if made else 0
    if not _EARLIEST < seconds < _LATEST:
        return None
    return Stamp(datetime.fromtimestamp(seconds, UTC), DateSource.ID)


def _work(document: Document, blocks: Sequence[Block]) -> StatedWork:
    front = document.front
    stated: dict[str, str] = {name: front.text(name) for name in ("title", "file", "file-path") if front.text(name)}
    for block in blocks:
        if _is_highlight(block):
            break
        for name, value in block.properties.items():
            stated.setdefault(name, value)
    file = _FILE.match(stated.get("file", ""))
    path = stated.get("file-path", "").replace("\\", "/").rpartition("/")[2]
    title = stated.get("title", "").removeprefix("hls__")
    if not title or _COPY.search(title):
        title = (file[1] if file else path) or title or document.stem.removeprefix("hls__")
        title = _COPY.sub("", title.removesuffix(".pdf"))
        title = title if " " in title else title.replace("_", " ")
    return StatedWork(one_line(title) or document.stem, app="Logseq")
