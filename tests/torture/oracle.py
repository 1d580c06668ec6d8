"""What must hold of whatever comes in: it ends soon, in clippings that can be kept and problems that are told."""

from __future__ import annotations

import contextlib
import resource
import signal
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digest.intake.decode import NotText, decode
from digest.intake.document import Document
from digest.intake.registry import Understood, understand
from digest.model.clipping import COLORS, Clipping, Markup, Problem

ZONE = ZoneInfo("Asia/Shanghai")
MODIFIED = datetime(2026, 2, 14, 7, 30, tzinfo=ZONE)

SECONDS = 1.0
MEGABYTES = 64
_PATIENCE = 10.0
MISSED = 4
"""Highlights that a line dropped, doubled or misplaced may cost without a word."""


class Seen(NamedTuple):
    """What came of a file, and what is wrong with that."""

    understood: Understood
    wrong: Sequence[str] = ()


def look(raw: bytes) -> Seen:
    """What comes of ``raw``.

    Raises:
        Exception: a bug; whatever ``raw`` is, nothing may be raised.
    """
    decoded = decode(raw)
    if isinstance(decoded, NotText):
        return Seen(Understood("", (), ()), [] if decoded.trouble.message else ["no word why it is no text"])
    document = Document("folder/A file.md", decoded.text, MODIFIED, ZONE, "all", bookmarks=True)
    understood = understand(document)
    lines = decoded.text.count("\n") + 1
    wrong = [told for clipping in understood.clippings for told in _amiss(clipping, lines)]
    wrong += [told for problem in understood.problems for told in _mistold(problem, lines)]
    if not understood.format and not understood.problems:
        wrong.append("not recognised, and not told")
    if not understood.format and understood.clippings:
        wrong.append("clippings of no format")
    return Seen(understood, wrong)


def measured(raw: bytes) -> Seen:
    """What comes of ``raw``; an exception, more than a second and more than 64 MB are wrong with it.

    Memory is told by the mark that it has never been above before: what stays below is not seen.
    """
    before, start = _peak(), time.process_time()
    try:
        with _no_longer_than(_PATIENCE):
            seen = look(raw)
    except Exception as error:  # noqa: BLE001 - that is the question
        return Seen(Understood("", (), ()), [f"raises {error!r}"])
    took, grown = time.process_time() - start, _peak() - before
    wrong = list(seen.wrong)
    if took > SECONDS:
        wrong.append(f"takes {took:.1f} s")
    if grown > MEGABYTES:
        wrong.append(f"takes {grown:.0f} MB")
    return seen._replace(wrong=wrong)


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """What goes on inside is stopped by a TimeoutError when it has taken so many seconds of the processor."""

    def stop(_number: int, _frame: object) -> None:
        raise TimeoutError(f"no end after {seconds:.0f} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def silently_lost(before: Understood, after: Understood) -> int:
    """How many highlights are missing after a small accident, if no problem tells of any."""
    if after.format != before.format or len(after.problems) > len(before.problems):
        return 0
    there = {clipping.text for clipping in after.clippings}
    missing = sum(clipping.text not in there for clipping in before.clippings)
    return missing if missing > MISSED else 0


def keep(folder: Path, name: str, raw: bytes) -> Path:
    """Write what broke something to a file, to be read again."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(raw)
    return path


def _peak() -> float:
    """Megabytes that this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _amiss(clipping: Clipping, lines: int) -> list[str]:
    sound = {
        "a text that is blank or has space around it": clipping.text.strip() == clipping.text != "",
        "no title": bool(clipping.work.title.strip()),
        "a line that is not in the file": 0 <= clipping.line <= lines,
        "a colour that nobody knows": clipping.color in ("", *COLORS),
        "a date without a zone": clipping.marked is None or clipping.marked.at.tzinfo is not None,
        "a markup that nobody knows": clipping.markup in Markup,
        "half a character": _can_be_kept(clipping),
    }
    return [told for told, holds in sound.items() if not holds]


def _can_be_kept(clipping: Clipping) -> bool:
    work = clipping.work
    texts = (clipping.text, clipping.note, clipping.key, clipping.url, clipping.heading, *clipping.tags)
    try:
        "".join((*texts, work.title, work.author, work.site, work.url, work.key, work.excerpt, *work.tags)).encode()
    except UnicodeEncodeError:
        return False
    return -(2**63) <= clipping.position < 2**63


def _mistold(problem: Problem, lines: int) -> list[str]:
    return [] if problem.message and 0 <= problem.line <= lines else ["a problem without words or place"]
