"""A redacted copy of a clipping file, to be attached to a bug report.

text        every word becomes another one, but for those that its format knows
| read      the copy must be read like the file: as the same format, with as many of everything
| searched  and must hold nothing of what its reader wrote or marked
| written   under a name that says nothing, readable by its owner alone
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path, PurePath
from typing import Any

from digest.app.doctor import Diagnosis
from digest.app.home import make_file
from digest.app.reading import Reader, Statement
from digest.core.redact import Redactor
from digest.core.text import clean_file, counted
from digest.intake.decode import Decoded
from digest.intake.document import Document
from digest.intake.registry import FORMATS
from digest.intake.stamps import NOT_A_DATE
from digest.intake.trouble import Misshapen
from digest.intake.vocabulary import vocabulary
from digest.model.clipping import Clipping

_PLAIN_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the copy is, and whether it was written now; without a path, ``refusal`` says why there is none."""

    path: Path | None = None
    is_new: bool = False
    refusal: str = ""


def make_sample(found: Diagnosis, reader: Reader, folder: Path) -> Sample:
    """Write a redacted copy of the file that ``found`` is about into ``folder``; nothing is overwritten.

    It is in UTF-8, whatever the file is in, and the same for the same file.

    Raises:
        SettingsError: the folder cannot be written.
    """
    if found.document is None:
        return Sample(refusal="there is no text in it")
    copy = _copy(found.document, found, reader)
    if not isinstance(copy, str):
        return copy
    content = copy.encode("utf-8", "replace")
    name = f"{found.stated.format or 'unrecognised'}-{hashlib.sha256(content).hexdigest()[:8]}"
    return Sample(*make_file(folder / f"{name}{_ending(found.document)}", content, mode=0o600))


def _copy(document: Document, found: Diagnosis, reader: Reader) -> str | Sample:
    """The redacted text, or why there is none."""
    file, private = found.stated.file, list(_texts(found.stated.clippings))
    original = reader.stated_by(file, Decoded(document.text))
    formats = [format_ for format_ in FORMATS if original.format in (format_.NAME, "")]
    known = frozenset[str]().union(*map(vocabulary, formats))
    # Two private words may be labels elsewhere; a redacted id may hide no date, and a redacted date be none.
    for alike, strictly in product((_all_counts, _counts), (True, False)):
        redactor = Redactor(known, document.text, private, strictly=strictly)
        copy = clean_file(_redacted(document, redactor))
        again = reader.stated_by(file._replace(path=f"sample{_ending(document)}"), Decoded(copy))
        if alike(again) == alike(original):
            left = redactor.leaks("\n".join((copy, *_texts(again.clippings))), private)
            told = f"{counted(len(left), 'word')} of yours would be left in it: {', '.join(sorted(left)[:3])}"
            return Sample(refusal=told) if left else copy
    return Sample(refusal="without your words it would not be read alike")


def _redacted(document: Document, redactor: Redactor) -> str:
    if document.shape == "json":
        with suppress(Misshapen, RecursionError):  # else it is redacted as the text that it is
            indent = 1 if "\n" in document.text.strip() else None
            return json.dumps(_other(document.json, redactor), ensure_ascii=False, indent=indent)
    return redactor.redact(document.text)


def _other(value: Any, redactor: Redactor) -> Any:
    """A value of JSON in other words."""
    match value:
        case dict():
            return {redactor.redact(name): _other(inner, redactor) for name, inner in value.items()}
        case list():
            return [_other(inner, redactor) for inner in value]
        case str():
            return redactor.redact(value)
        case int() if not isinstance(value, bool):
            return int(redactor.redact(str(value)))
    return value


def _texts(clippings: Sequence[Clipping]) -> Iterator[str]:
    """What is the reader's in ``clippings``: nobody else needs to know what was read, marked or noted."""
    work = None
    for clipping in clippings:
        if clipping.work is not work:
            work = clipping.work
            yield from (work.title, work.author, work.site, work.url, work.excerpt, *work.tags)
        yield from (clipping.text, clipping.note, clipping.url, clipping.heading, *clipping.tags)


def _counts(stated: Statement) -> tuple[object, ...]:
    clippings = stated.clippings
    works, noted = {clipping.work for clipping in clippings}, [clipping for clipping in clippings if clipping.note]
    problems = sum(not problem.message.endswith(NOT_A_DATE) for problem in stated.problems)
    return stated.format, len(clippings), problems, len(works), len(noted)


def _all_counts(stated: Statement) -> tuple[object, ...]:
    clippings = stated.clippings
    sources = Counter(clipping.marked.source if clipping.marked else None for clipping in clippings)
    keys, tags = (sum(bool(getattr(clipping, field)) for clipping in clippings) for field in ("key", "tags"))
    return *_counts(stated), sources, keys, tags


def _ending(document: Document) -> str:
    ending = PurePath(document.path).suffix
    return ending if _PLAIN_ENDING.fullmatch(ending) else ".txt"
