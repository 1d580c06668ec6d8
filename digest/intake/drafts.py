"""Draft files: bytes become a draft, whatever editor saved them, and a new draft becomes text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from digest.core.draft_reading import read_body
from digest.core.text import clean
from digest.intake.decode import NotText, decode
from digest.intake.encodings import ENCODINGS
from digest.intake.folder import LARGEST
from digest.intake.frontmatter import READ_BY_LINES, FrontMatter, read_front_matter, with_front_matter
from digest.intake.trouble import Trouble
from digest.model.draft import Draft, Fault

KEYS = ("digest", "status", "title", "subject", "made", "slot", "draft", "again", "pair", "edition")
"""What the front matter of a draft may say; a curator's own keys beside them are let be."""

_PAIR = re.compile(r"\^?h(\d{1,18})\s+beside\s+\^?[hs](\d{1,18})", re.IGNORECASE)
_YES = ("yes", "true", "on", "1")
_BEGIN = "begin the file with '---', 'digest: NAME' and '---', each on a line of its own"


def read_draft(raw: bytes, encodings: Sequence[str] = ENCODINGS) -> Draft:
    """The draft that a file holds; what cannot be understood is among its faults."""
    decoded = decode(raw, encodings, LARGEST)
    if isinstance(decoded, NotText):
        return Draft("", "draft", "", faults=(_fault(decoded.trouble),))
    front = read_front_matter(decoded.text)
    made, no_moment = _moment(front)
    pair, no_pair = _pair(front)
    introduction, pieces, faults = read_body(clean(front.body), front.body_line)
    troubles = [
        _fault(trouble)
        for trouble in (decoded.trouble, front.problem)
        if trouble and trouble.hint != READ_BY_LINES  # as it looks, which is how people write it
    ]
    if not front.values and not front.problem:
        troubles.append(Fault(1, "there is no front matter", _BEGIN))
    return Draft(
        digest=front.text("digest"),
        status=(front.text("status") or "draft").lower(),
        identity=front.text("draft"),
        made=made,
        again=front.text("again").lower() in _YES,
        title=front.text("title"),
        subject=front.text("subject"),
        introduction=introduction,
        pair=pair,
        pieces=pieces,
        lines={key: front.line_of(key) for key in KEYS if front.line_of(key)},
        faults=(*troubles, *no_moment, *no_pair, *faults),
    )


def write_draft(values: Mapping[str, str], body: str) -> bytes:
    """A new draft as its file's bytes; ``values`` are those of the front matter."""
    return with_front_matter(values, body).encode("utf-8", "replace")


def as_issued(raw: bytes, edition: int, encodings: Sequence[str] = ENCODINGS) -> bytes:
    """The file of a draft with its status and the number of its edition in the front matter, and else as it was.

    It is in UTF-8, with plain line ends.
    """
    decoded = decode(raw, encodings, LARGEST)
    if isinstance(decoded, NotText):
        return raw
    front = read_front_matter(decoded.text)
    lines = decoded.text.split("\n")
    told = ["status: issued", f"edition: {edition}"]
    if at := front.line_of("edition"):
        lines[at - 1] = told.pop()
    at = front.line_of("status")
    lines[at - 1 if at else front.values_line - 1 : at or front.values_line - 1] = told
    return "\n".join(lines).encode("utf-8", "replace")


def _moment(front: FrontMatter) -> tuple[datetime | None, tuple[Fault, ...]]:
    told = front.text("made")
    try:
        made = datetime.fromisoformat(told) if told else None
    except ValueError:
        made = None
    if told and (made is None or made.tzinfo is None):
        hint = "put it back as it was, or leave it empty"
        return None, (Fault(front.line_of("made"), f"made: '{told[:40]}' is no moment with an offset", hint),)
    return made, ()


def _pair(front: FrontMatter) -> tuple[tuple[int, int] | None, tuple[Fault, ...]]:
    told = front.text("pair")
    if found := _PAIR.fullmatch(told):
        return (int(found[1]), int(found[2])), ()
    hint = "write ^h34 beside ^h12, the old one first, or leave it empty"
    return None, (Fault(front.line_of("pair"), f"pair: '{told[:40]}' is no pair", hint),) if told else ()


def _fault(trouble: Trouble) -> Fault:
    return Fault(trouble.line, trouble.message, trouble.hint)
