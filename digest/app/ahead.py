"""Reading ahead: in a large scan a second process reads files while this one merges what was read before.

The second process is a plain child without a library. It is told once which files to read, answers a batch at a
time, and waits while a few answers are unread. It ends with its pipes, whatever becomes of this process. What it
cannot read, and all that is left when it ends too early, is read here.
"""

from __future__ import annotations

import gc
import logging
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from queue import Queue
from threading import Thread

from digest.app.parcel import pack, unpack
from digest.app.reading import Reader, Statement
from digest.core.merge import Reading
from digest.intake.folder import Unread

log = logging.getLogger(__name__)

BATCH = 500
"""Files read, and then merged, at a time."""

_ENOUGH = 2 * BATCH
"""More files than these are read in two processes: the second takes as long to start as 500 to be read."""

_UNREAD_ANSWERS = 2
_SIZE = 8
_END = b""

_CHILD = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); import digest.app.ahead as it; it.serve()"
)

Files = Sequence[tuple[str, tuple[int, int]]]
"""Paths, each with the size and the time of change of the file."""


def read_in_batches(reader: Reader, files: Files) -> Iterator[list[Reading | Unread]]:
    """What each of ``files`` states, in their order, ``BATCH`` at a time."""
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    with _second_process(reader, batches[1:]) if len(files) > _ENOUGH else nullcontext(iter(())) as answers:
        for number, batch in enumerate(batches):
            # The second process starts while the first batch is read here.
            answer = (number and next(answers, None)) or [None] * len(batch)
            yield [
                reader.recognised(stated) if stated else reader.read(path, *state)
                for (path, state), stated in zip(batch, answer, strict=True)
            ]


@contextmanager
def _second_process(reader: Reader, batches: Sequence[Files]) -> Iterator[Iterator[list[Statement | None]]]:
    """What a second process answers to ``batches``, each in its turn, as long as it lives."""
    try:
        child = subprocess.Popen(
            [sys.executable, "-P", "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C is for this process, which then ends that one
        )
    except OSError as error:
        log.info("no second process to read with: %s", error)
        yield iter(())
        return
    box: Queue[bytes] = Queue(_UNREAD_ANSWERS)
    answers = iter(box.get, _END)
    talk = Thread(target=_talk, args=(child, pickle.dumps(sys.path) + pickle.dumps((reader, batches)), box))
    talk.start()
    try:
        yield map(unpack, answers)
    finally:
        child.kill()
        for _ in answers:
            pass  # what is on its way
        talk.join()
        child.wait()


def _talk(child: subprocess.Popen[bytes], order: bytes, box: Queue[bytes]) -> None:
    """Tell ``child`` its order, and put its answers into ``box``."""
    assert child.stdin and child.stdout
    with suppress(OSError), child.stdin:
        child.stdin.write(order)
    with child.stdout:
        while size := int.from_bytes(child.stdout.read(_SIZE)):
            answer = child.stdout.read(size)
            if len(answer) == size:
                box.put(answer)
    box.put(_END)


def serve() -> None:
    """Be the second process."""
    gc.disable()
    reader, batches = pickle.load(sys.stdin.buffer)
    with suppress(BrokenPipeError):
        for batch in batches:
            answer = pack(_attempt(reader, path, state) for path, state in batch)
            sys.stdout.buffer.write(len(answer).to_bytes(_SIZE) + answer)
            sys.stdout.buffer.flush()


def _attempt(reader: Reader, path: str, state: tuple[int, int]) -> Statement | None:
    """What a file states; None when that is better found out where it can be told."""
    try:
        stated = reader.stated(path, *state, strict=True)
    except Exception:
        return None
    return stated if isinstance(stated, Statement) else None
