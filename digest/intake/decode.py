"""Bytes become text: which encoding a file is in, and which files are not text at all.

In this order: a byte order mark, UTF-16 by its NUL bytes, strict UTF-8, damaged UTF-8, one of the encodings of the
settings. Only the last is a guess, and is reported as one. A few broken bytes are shown as U+FFFD and reported: a
file is never dropped because of some of its bytes. What zlib has compressed is inflated first.
"""

from __future__ import annotations

import codecs
import re
import string
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from digest.core.text import clean_file
from digest.intake.encodings import ENCODINGS, guess
from digest.intake.folder import LARGEST, in_bytes
from digest.intake.trouble import Trouble

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARK_BYTES = tuple(mark for mark, _ in _MARKS)

_SIGNATURES = {
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip archive (or a Word, Excel or EPUB file)",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"\x7fELF": "a Linux program",
    b"bplist00": "a binary property list",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
}
_SIGNATURE_BYTES = tuple(_SIGNATURES)
_RIFF = re.compile(rb"RIFF.{4}(?:WEBP|WAVE|AVI )", re.DOTALL)

_SQLITE = b"SQLite format 3\0"
_DATABASES = (
    (
        (b"ZAEANNOTATION",),
        "the database of Apple Books",
        "let a plug-in for Obsidian write notes of it: docs/formats/apple-books.md",
    ),
    (
        (b"page_stat_data",),
        "KOReader's reading statistics",
        "in KOReader, export the highlights of all books instead",
    ),
    (
        (b"Bookmark", b"content"),
        "the database of a Kobo reader",
        "let the plug-in for Obsidian write notes of it: docs/formats/kobo.md",
    ),
)
"""Programs that keep highlights in SQLite, by tables of theirs, and what they can be asked for instead."""

_ZLIB = (b"\x78\x01", b"\x78\x9c", b"\x78\xda")

_SAMPLE = 65_536
_EVERYDAY = frozenset(string.printable + "的一是不了在有人我他这這中来來上大为為和国國地到，。、：「」“”")
_SAVE_AS_UTF8 = "open the file and save it as UTF-8"
_TOO_MUCH = "move it elsewhere, or set [library] largest"
_SET_ENCODINGS = "save it as UTF-8, or set [library] encodings"
_BROKEN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, clean (see ``core.text.clean_file``).

    Attributes:
        text: the text; its lines are the lines of the file.
        trouble: what the reader should know: a guess, or bytes that were broken.
    """

    text: str
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class NotText:
    """A file that cannot be read as text, and why."""

    trouble: Trouble


def decode(raw: bytes, encodings: Sequence[str] = ENCODINGS, largest: int = LARGEST) -> Decoded | NotText:
    """The text in ``raw``, whatever its encoding, or why there is none.

    Args:
        raw: a whole file.
        encodings: what is guessed among when it is not Unicode, by Python's names, the likeliest first.
        largest: bytes up to which what is compressed is inflated.
    """
    if raw.startswith(_ZLIB) and (inflated := _inflated(raw, largest)) is not None:
        if len(inflated) > largest:
            return NotText(
                Trouble(0, f"compressed, and more than {in_bytes(largest)} when it is inflated", _TOO_MUCH)
            )
        raw = inflated
    if known := known_as_binary(raw):
        return known
    if raw.startswith(_MARK_BYTES):
        return _after_mark(raw)
    if b"\0" in raw:
        return _with_nulls(raw, encodings)
    try:
        return Decoded(clean_file(raw.decode()))
    except UnicodeDecodeError:
        return _not_quite_utf8(raw, encodings)


def known_as_binary(head: bytes) -> NotText | None:
    """What the ``head`` of a file says it is, when that is nothing with text in it."""
    if head.startswith(_SQLITE):
        for tables, what, instead in _DATABASES:
            if all(table in head for table in tables):
                return NotText(Trouble(0, f"not text but {what} (SQLite), which is not read", instead))
        return _binary("an SQLite database")
    if head.startswith(_SIGNATURE_BYTES):
        return _binary(next(name for signature, name in _SIGNATURES.items() if head.startswith(signature)))
    if _RIFF.match(head):
        return _binary("a WebP image, a sound file or a film")
    return None


def _inflated(raw: bytes, largest: int) -> bytes | None:
    """What zlib (RFC 1950) compressed to ``raw``, up to one byte more than ``largest``; None if it did not."""
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(raw, largest + 1)
    except zlib.error:
        return None
    return inflated if inflater.eof or len(inflated) > largest else None


def _binary(what: str = "binary") -> NotText:
    return NotText(Trouble(0, f"not text but {what}", "nothing is read from it; it can stay or be moved elsewhere"))


def _after_mark(raw: bytes) -> Decoded:
    mark, encoding = next((mark, encoding) for mark, encoding in _MARKS if raw.startswith(mark))
    return _repaired(raw[len(mark) :], encoding)


def _with_nulls(raw: bytes, encodings: Sequence[str]) -> Decoded | NotText:
    """UTF-16 without a mark, UTF-8 with some stray NULs, or something that is not text."""
    utf8 = _repaired(raw, "utf-8")
    if utf8.trouble is None and raw.count(0) * 10 < len(raw):
        return utf8
    if encoding := _utf16_byte_order(raw):
        return _repaired(raw, encoding)
    return _not_quite_utf8(raw, encodings) if raw.count(0) * 50 < len(raw) else _binary()


def _utf16_byte_order(raw: bytes) -> str:
    """The UTF-16 encoding in which ``raw`` has more everyday characters, if it has enough of them, or nothing."""
    sample = raw[:_SAMPLE]
    texts = {encoding: sample.decode(encoding, "ignore") for encoding in ("utf-16-le", "utf-16-be")}
    best = max(texts, key=lambda encoding: _everyday(texts[encoding]))
    plausible = 20 * _everyday(texts[best]) >= len(texts[best]) and not _looks_binary(texts[best].encode())
    return best if plausible and len(raw) % 2 == 0 else ""


def _everyday(text: str) -> int:
    """How many characters of ``text`` stand in almost every text: ASCII, and the commonest of Chinese."""
    return sum(char in _EVERYDAY for char in text)


def _looks_binary(raw: bytes) -> bool:
    """Whether more than one byte in fifty is a control byte that no text has."""
    sample = raw[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, bytes(range(9)) + bytes(range(14, 32)) + b"\x7f"))
    return controls * 50 > len(sample)


def _not_quite_utf8(raw: bytes, encodings: Sequence[str]) -> Decoded | NotText:
    """Damaged UTF-8, one of ``encodings``, another encoding, or something that is not text."""
    repaired = _repaired(raw, "utf-8")
    broken = repaired.text.count(_BROKEN)
    sound = _beyond_ascii(repaired.text) - broken
    if sound >= 4 * broken:
        return repaired
    if _looks_binary(raw):
        return _binary()
    if encoding := guess(raw, encodings):
        return _guessed(raw, encoding)
    if broken * 5 > len(repaired.text):
        return NotText(Trouble(0, "in an encoding that is not recognised", _SET_ENCODINGS))
    return repaired


def _guessed(raw: bytes, encoding: str) -> Decoded:
    repaired = _repaired(raw, encoding)
    told = f"not UTF-8; encoding guessed: {encoding}"
    if repaired.trouble:
        told += f", with {repaired.trouble.message}"
    return Decoded(repaired.text, Trouble(repaired.trouble.line if repaired.trouble else 0, told, _SET_ENCODINGS))


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _repaired(raw: bytes, encoding: str) -> Decoded:
    """``raw`` in ``encoding``, with U+FFFD for each broken piece, which is reported with the line of the first."""
    text = clean_file(raw.decode(encoding, "replace"))
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = clean_file(raw[: error.start].decode(encoding, "replace")).count("\n") + 1
        message = f"{text.count(_BROKEN)} broken characters, shown as {_BROKEN}"
        return Decoded(text, Trouble(line, message, _SAVE_AS_UTF8))
    return Decoded(text)
