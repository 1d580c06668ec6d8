"""Reading ahead: in a large scan a second process reads files while this one merges what was read before.

The second process is a plain child without a library. It is told once which files to read, answers a batch at a
time, and waits while a few answers are unread. It ends with its pipes, whatever becomes of this process. What it
cannot read, and all that is left when it ends too early, is read here.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from queue import Queue
from threading import Thread

from digest.app.reading import Reader
from digest.core.merge import Reading
from digest.intake.folder import Unread

log = logging.getLogger(__name__)

BATCH = 500
"""Files read, and then merged, at a time."""

_ENOUGH = 2 * BATCH
"""More files than these are read in two processes: the second takes as long to start as 500 to be read."""

_UNREAD_ANSWERS = 2

_CHILD = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); import digest.app.ahead as it; it.serve()"

Files = Sequence[tuple[str, tuple[int, int]]]
"""Paths, each with the size and the time of change of the file."""


def read_in_batches(reader: Reader, files: Files) -> Iterator[list[Reading | Unread]]:
    """What each of ``files`` states, in their order, ``BATCH`` at a time."""
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    if len(files) <= _ENOUGH:
        yield from ([reader.read(path, *state) for path, state in batch] for batch in batches)
        return
    with _second_process(reader, batches[1:]) as answers:
        yield [reader.read(path, *state) for path, state in batches[0]]
        for batch in batches[1:]:
            answer = next(answers, None) or [None] * len(batch)
            yield [known or reader.read(path, *state) for (path, state), known in zip(batch, answer, strict=True)]


@contextlib.contextmanager
def _second_process(reader: Reader, batches: Sequence[Files]) -> Iterator[Iterator[list[Reading | None]]]:
    """The answers of a second process, one for each of ``batches`` unless it ends too early."""
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
    answers: Queue[bytes] = Queue(_UNREAD_ANSWERS)
    told = iter(answers.get, b"")
    talk = Thread(target=_talk, args=(child, pickle.dumps(sys.path) + pickle.dumps((reader, batches)), answers))
    talk.start()
    try:
        yield map(pickle.loads, told)
    finally:
        child.kill()
        for _ in told:  # until the thread has seen the end
            pass
        talk.join()
        child.wait()


def _talk(child: subprocess.Popen[bytes], order: bytes, answers: Queue[bytes]) -> None:
    assert child.stdin and child.stdout
    with child.stdout:
        with contextlib.suppress(OSError), child.stdin:
            child.stdin.write(order)
        while len(size := child.stdout.read(8)) == 8:
            answers.put(child.stdout.read(int.from_bytes(size)))
    answers.put(b"")


def serve() -> None:
    """Be the second process."""
    gc.disable()
    reader, batches = pickle.load(sys.stdin.buffer)
    strict = replace(reader, strict=True)
    with contextlib.suppress(BrokenPipeError):
        for batch in batches:
            answer = pickle.dumps([_attempt(strict, path, state) for path, state in batch], 5)
            sys.stdout.buffer.write(len(answer).to_bytes(8) + answer)
            sys.stdout.buffer.flush()


def _attempt(reader, path, state):
    try:
        outcome = reader.read(path, *state)
    except Exception:
        return None
    return outcome if isinstance(outcome, Reading) else None
