"""The outbox: a folder of plain files that reads as an archive and is published by copying it.

    index.html, archive.css            the archive
    daily/2026/2026-02-14-0027/        an edition of the digest ``daily``
        message.html .txt .eml         what was sent, byte for byte; written once
        edition.json                   the record; written last, so that a folder with it is whole
        index.html                     the reading page

Pages are made anew in each run and an edition's files are not. A run that is cut short leaves only whole
files and a folder that no page leads to; the next run writes the same bytes and goes on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from digest.deliver.durable import write_file
from digest.model.letter import Letter

HTML = "message.html"
TEXT = "message.txt"
MESSAGE = "message.eml"
RECORD = "edition.json"

_NUMBERED = re.compile(r"\d{4}-\d\d-\d\d-(\d{4,9})")
_DIGEST = re.compile(r"[a-z0-9-]{1,64}")


def edition_folder(digest: str, issued_on: date, number: int) -> str:
    """Where an edition stands in the outbox: ``daily/2026/2026-02-14-0027``, with slashes on every system.

    Nothing of a clipping is in it. ``issued_on`` is the date on the letter.
    """
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"'{digest}' is not the name of a digest: a-z, 0-9 and hyphens, at most 64")
    return f"{digest}/{issued_on:%Y}/{issued_on:%Y-%m-%d}-{number:04}"


def write_edition(outbox: Path, letter: Letter) -> None:
    """Write an edition where it stands in the outbox (see ``write_letter``)."""
    write_letter(outbox / letter.folder, letter)


def write_letter(place: Path, letter: Letter) -> None:
    """Write the files of ``letter`` into the folder ``place``.

    What a run that was cut short has left there is made whole.

    Raises:
        OutboxUnwritable: what is there by then is whole, and the record is not among it.
    """
    write_file(place / HTML, letter.html)
    write_file(place / TEXT, letter.text)
    write_file(place / MESSAGE, letter.message)
    write_file(place / RECORD, letter.record)


def holds_edition(outbox: Path, folder: str) -> bool:
    """Whether all files of the edition in ``folder`` are there, so that the archive may lead to it."""
    return all(os.path.isfile(outbox / folder / name) for name in (RECORD, MESSAGE, TEXT, HTML))


def last_number(outbox: Path, digest: str) -> int:
    """The highest number of an edition of ``digest`` that stands in the outbox, whoever issued it; 0 for none."""
    found = (_NUMBERED.fullmatch(path.name) for path in outbox.glob(f"{digest}/*/*"))
    return max((int(match[1]) for match in found if match), default=0)


def write_pages(outbox: Path, pages: Iterable[tuple[str, str]]) -> int:
    """Write ``pages``, each a path in the outbox and its text, in their order; return how many had changed.

    Raises:
        OutboxUnwritable: the pages before it stand.
    """
    return sum(write_file(outbox / path, text.encode()) for path, text in pages)
