"""The outbox: a folder of plain files that reads as an archive and is published by copying it.

    index.html, archive.css            the archive
    .rounds-0123456789abcdef           how often a library delivered: see ``bear_witness``
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
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from digest.deliver.durable import names_in, write_file
from digest.errors import OutboxUnwritable
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


def write_edition(outbox: Path, letter: Letter) -> bool:
    """Write an edition where it stands in the outbox (see ``write_letter``)."""
    return write_letter(outbox / letter.folder, letter)


def write_letter(place: Path, letter: Letter) -> bool:
    """Write the files of ``letter`` into the folder ``place``, and return whether any had to be written.

    What a run that was cut short has left there is made whole.

    Raises:
        OutboxUnwritable: what is there by then is whole, and the record is not among it.
    """
    contents = {HTML: letter.html, TEXT: letter.text, MESSAGE: letter.message, RECORD: letter.record}
    return sum(write_file(place / name, content) for name, content in contents.items()) > 0


def holds_edition(outbox: Path, folder: str) -> bool:
    """Whether all files of the edition in ``folder`` are there, so that the archive may lead to it."""
    return all(os.path.isfile(outbox / folder / name) for name in (RECORD, MESSAGE, TEXT, HTML))


def editions_besides(known: Collection[str], outbox: Path, digest: str) -> list[str]:
    """Where editions of ``digest`` stand in the outbox, but for ``known``, that have a record; by number.

    It is asked every half minute: of ten thousand known ones no file is looked at, only their names.

    Raises:
        OutboxUnwritable: a folder cannot be looked through.
    """
    found = [
        (int(match[1]), f"{digest}/{year}/{name}")
        for year in names_in(outbox / digest)
        for name in names_in(outbox / digest / year)
        if f"{digest}/{year}/{name}" not in known and (match := _NUMBERED.fullmatch(name))
    ]
    return [folder for _, folder in sorted(found) if os.path.isfile(outbox / folder / RECORD)]


def read_letter(outbox: Path, folder: str) -> Letter:
    """The letter of the edition in ``folder``, as it stands in the outbox.

    Raises:
        OutboxUnwritable: a file of it cannot be read.
    """
    try:
        return Letter(folder, *((outbox / folder / name).read_bytes() for name in (RECORD, HTML, TEXT, MESSAGE)))
    except OSError as error:
        raise OutboxUnwritable(
            f"the edition '{outbox / folder}' cannot be read: {error.strerror}",
            hint="put back what is missing, or move its folder out of the outbox",
        ) from error


def bear_witness(outbox: Path, library: str, rounds: int) -> None:
    """Write down that the library of that name has counted so many rounds of delivering.

    An older copy of the library, put in its place, has counted fewer.

    Raises:
        OutboxUnwritable: that cannot be written.
    """
    write_file(outbox / f".rounds-{library}", f"{rounds}\n".encode())


def rounds_witnessed(outbox: Path, library: str) -> int:
    """How many rounds were written down for the library of that name; 0 when none ever were.

    Raises:
        OutboxUnwritable: what was written down cannot be read.
    """
    witness = outbox / f".rounds-{library}"
    try:
        return int(witness.read_text("ascii"))
    except (FileNotFoundError, NotADirectoryError):  # there is no outbox yet, or none can be
        return 0
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "there is no number in it"
        raise OutboxUnwritable(
            f"'{witness}' cannot be read, which knows how often letters were sent: {reason}",
            hint="look at the disk; if the library was not restored from an older copy, remove the file: "
            "it is written anew",
        ) from error


def write_pages(outbox: Path, pages: Iterable[tuple[str, str]]) -> int:
    """Write ``pages``, each a path in the outbox and its text, in their order; return how many had changed.

    Raises:
        OutboxUnwritable: the pages before it stand.
    """
    return sum(write_file(outbox / path, text.encode()) for path, text in pages)
