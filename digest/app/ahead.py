"""Reading ahead: in a large scan a second process reads files while this one merges what was read before.

    this process                        the second process
    a thread tells it the files      →  reads a batch (app.reading)
    the thread puts it into a box    ←  packs it (app.parcel)
    takes it out

The second process knows no library and says nothing but what files state. This one merges, and so that neither
waits long for the other, reads every sixteenth batch itself. The second waits while answers wait, and it ends
when this process does, however that ends. What it could not read, and all that is left when it ends too early, is
read here.
"""

from __future__ import annotations

import gc
import logging
import pickle
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from queue import Queue
from threading import Thread
from typing import IO

from digest.app.parcel import pack, unpack
from digest.app.reading import Reader
from digest.core.merge import Reading
from digest.intake.folder import Unread

log = logging.getLogger(__name__)

BATCH = 500
"""Files that are read, and then merged, at a time."""

_HEAVY = 2_000_000
"""Bytes of files that make a batch too: what they state takes a few times as much memory, in both processes."""

_FEW = 2 * BATCH
"""So few files are read here: a second process takes as long to start as a batch takes to be read."""

_HOLDS = 1
"""Answers that the box between the two processes has room for."""

_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from digest.app.ahead import answer; answer()"
)
_SIZE = 8
_END = b""

Files = Sequence[tuple[str, tuple[int, int]]]
"""Paths, each with size and time of change (nanoseconds) of the file."""


def read_in_batches(reader: Reader, files: Files) -> Generator[list[tuple[str, Reading | Unread]], None, None]:
    """Each of ``files`` with what it states, some at a time. Close it when you stop before its end."""
    batches = list(_batches(files))
    second: AbstractContextManager[Iterator[list[Reading | None]]] = nullcontext(iter(()))
    if len(files) > _FEW:
        second = _second_process(
            reader, [batch for number, batch in enumerate(batches) if not _is_read_here(number)]
        )
    with second as answers:
        for number, batch in enumerate(batches):
            # The first batch, among others, is read here: while the second process starts.
            answer = None if _is_read_here(number) else next(answers, None)
            yield [
                (path, reading or reader.read(path, *state))
                for (path, state), reading in zip(batch, answer or [None] * len(batch), strict=True)
            ]


def _is_read_here(number: int) -> bool:
    return number % 16 == 0


def _batches(files: Files) -> Iterator[Files]:
    start = weight = 0
    for end, (_, (size, _)) in enumerate(files):
        weight += size
        if end - start == BATCH or (weight > _HEAVY and end > start):
            yield files[start:end]
            start, weight = end, size
    if files:
        yield files[start:]


@contextmanager
def _second_process(reader: Reader, batches: Sequence[Files]) -> Iterator[Iterator[list[Reading | None]]]:
    """What a second process answers to each of ``batches``, as long as it lives."""
    order = pickle.dumps(sys.path) + pickle.dumps((reader, batches))
    try:
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what goes wrong there is found again, and told, here
        )
    except OSError as error:
        log.warning("files are read without a second process: %s", error)
        yield iter(())
        return
    box: Queue[bytes] = Queue(_HOLDS)
    answers = iter(box.get, _END)
    talk = Thread(target=_talk, args=(process.stdin, process.stdout, order, box), daemon=True)
    talk.start()
    try:
        yield _unpacked(answers, len(batches))
    finally:
        process.kill()
        for _ in answers:
            pass  # the thread may wait for room in the box
        talk.join()
        process.wait()


def _talk(there: IO[bytes], here: IO[bytes], order: bytes, box: Queue[bytes]) -> None:
    """Give the second process its order, and put its answers into ``box``; last, that there are no more."""
    try:
        with suppress(OSError), there:  # it may have ended
            there.write(order)
        with suppress(MemoryError, OverflowError), here:  # the size of what is no answer is absurd
            while size := int.from_bytes(here.read(_SIZE)):
                answer = here.read(size)
                if len(answer) == size:
                    box.put(answer)
    finally:
        box.put(_END)


def _unpacked(answers: Iterator[bytes], expected: int) -> Iterator[list[Reading | None]]:
    for answer in answers:
        expected -= 1
        statements: list[Reading | None] = []  # read by the first process, where it can be told what is wrong
        with suppress(Exception):
            statements = unpack(answer)
        yield statements
    if expected:
        log.warning("the second process that reads files has ended too early: the rest is read without it")


def answer() -> None:
    """Be the second process: on standard input what to read, on standard output what it states."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first, which ends this one
    gc.disable()  # as in app.ingest
    reader, batches = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the first process
    for batch in batches:
        parcel = pack(_attempt(reader, path, state) for path, state in batch)
        sys.stdout.buffer.write(len(parcel).to_bytes(_SIZE) + parcel)
        sys.stdout.buffer.flush()


def _attempt(reader: Reader, path: str, state: tuple[int, int]) -> Reading | None:
    """What a file states; None when that is better found out where it can be told."""
    with suppress(Exception):
        reading = reader.read(path, *state, strict=True)
        return reading if isinstance(reading, Reading) else None
    return None
