"""The command ``digest`` in a process of its own, for those who want to see it die."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock

from digest.app.bootstrap import forget_our_environment

_PATIENCE = 120.0
"""Seconds for a command, on a machine with other things to do."""

_ONE_AT_A_TIME = Lock()
"""Whoever starts a process also looks how all others ended, and two who look at one lose what it ended with."""

_PRELOADED = ["digest.cli.run", "digest.cli.deliver", "digest.cli.status", "digest.render.letter"]


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ended: with a status, or by a signal, whose number is negative then; and what it said."""

    status: int | None
    out: str
    err: str


class Command:
    """A command that is running: ``digest`` with ``words``, in the folder ``home``, with ``environ`` besides.

    Where the system can fork, the process is a copy of one that has everything loaded already: it takes a third
    of the time, and is no other for it.
    """

    def __init__(self, words: Sequence[str], home: Path, environ: Mapping[str, str]) -> None:
        self._told = Path(mkdtemp(prefix="told-", dir=home))
        # mypy knows the method of each system's context, and not that they have it in common.
        self._process = _context().Process(  # type: ignore[attr-defined]
            target=_run, args=([*words], str(home), dict(environ), str(self._told))
        )
        with _ONE_AT_A_TIME:
            self._process.start()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self) -> Ended:
        """What it ended with; who does not end in two minutes is killed."""
        wait([self._process.sentinel], _PATIENCE)
        with _ONE_AT_A_TIME:
            self._process.kill()
            self._process.join()
        out, err = ((self._told / name).read_text("utf-8", "replace") for name in ("out", "err"))
        return Ended(self._process.exitcode, out, err)


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _run(words: Sequence[str], home: str, environ: Mapping[str, str], told: str) -> None:
    """What happens in the other process."""
    # As in a process that a person starts: its locks end with it, and nobody is asked to clear them away.
    multiprocessing.set_start_method(multiprocessing.get_all_start_methods()[0], force=True)
    forget_our_environment()
    os.environ.update(environ)
    os.chdir(home)
    for descriptor, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(Path(told) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
    sys.argv = ["digest", *words]
    runpy.run_module("digest", run_name="__main__", alter_sys=True)
