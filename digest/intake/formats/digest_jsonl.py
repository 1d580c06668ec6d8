"""The JSON Lines that ``digest export`` writes: a highlight a line, its work in it.

Each line is read by itself: a broken one costs no other, and any part of an export is one too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from digest.core.export import LINE_START
from digest.intake.document import Document, Shape
from digest.intake.formats.exported import Stated, clipping_of, work_of
from digest.intake.jsontext import member
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "digest-jsonl"
SHAPE: Shape = "json"
SUREST = 99

_KEYS = ('"marked_at"', '"date_source"', '"work"', '"position"')


def identify(document: Document) -> int:
    """Sure of how its lines begin; a program may have put the keys into another order."""
    head = document.head
    if head.startswith(LINE_START):
        return 99
    return 85 if head.startswith("{") and all(key in head for key in _KEYS) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """A clipping a line."""
    told: object = None
    work = StatedWork("")
    for number, line in enumerate(document.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            yield document.problem(number, "this line is no whole JSON object", "export the library again")
            continue
        stated = Stated(record)
        if told is None or record.get("work") != told:
            told = record.get("work")
            work = work_of(Stated(member(record, "work")), document)
        yield from clipping_of(stated, stated.text("text"), work, number, document)
