"""Watching folders, as a hint that a look at them is worthwhile soon.

It is no more than that: network disks tell nothing, and systems allow only so many watches. The look that comes
round every few minutes is the truth. Where it is all there is, ``polled`` says so and why.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread

import watchfiles

from digest.intake.mounts import silent_file_system

log = logging.getLogger(__name__)

_TURN = 1_000
"""Milliseconds between two looks at whether the folder itself is still there."""
_STEP = 200
"""Milliseconds in which changes are gathered."""
_PATIENCE = 1.0
"""Seconds for which the end waits: a dead network disk keeps a thread for as long as it likes."""
_TRIAL = 5.0
"""Seconds within which a system that reports changes has reported one."""
_AGAIN = 300.0
"""Seconds until a folder that cannot be watched is tried again."""


class Watch:
    """Watches folders, each in a thread of its own, from ``start`` to ``stop``.

    Args:
        folders: what is watched, with everything below it. One that vanishes is watched again when it is back.
        changed: called, in any thread, when something in them changed that ``ours`` does not say is our own doing.
        ours: whether a path is one that digest itself writes.
    """

    def __init__(self, folders: tuple[Path, ...], changed: Callable[[], None], ours: Callable[[str], bool]) -> None:
        self._changed = changed
        self._ours = ours
        self._ended = Event()
        self._reasons = dict.fromkeys(folders, "")
        self._is_deaf = False
        self._threads = [Thread(target=self._watch, args=(folder,), daemon=True) for folder in folders]
        self._threads.append(Thread(target=self._try, daemon=True))

    @property
    def polled(self) -> Mapping[Path, str]:
        """The folders whose changes are seen by looking only, as far as is known yet, each with the reason."""
        everywhere = "this system reports no changes" if self._is_deaf else ""
        told = {folder: reason or everywhere for folder, reason in self._reasons.items()}
        return {folder: reason for folder, reason in told.items() if reason}

    def start(self) -> None:
        """Begin to watch."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End it; returns when every thread is done, or hangs: that one is left behind."""
        self._ended.set()
        deadline = time.monotonic() + _PATIENCE
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _try(self) -> None:
        """Find out whether this system reports changes at all: some sandboxes do not, and do not say so."""
        with tempfile.TemporaryDirectory(prefix="digest-watch-") as place:
            self._is_deaf = not reports_changes(Path(place), self._ended)

    def _watch(self, folder: Path) -> None:
        refused = ""
        while not self._ended.is_set():
            pause = _TURN / 1_000
            try:
                self._until_it_is_another(folder)
                refused = ""
            except FileNotFoundError:
                pass  # it went in the very moment in which watching began
            except Exception as error:  # noqa: BLE001 - watchfiles passes on whatever its Rust side says
                pause = _AGAIN
                reason = str(error).partition(". about ")[0]
                if reason != refused:
                    log.warning("'%s' cannot be watched (%s): changes are seen every few minutes", folder, reason)
                self._reasons[folder] = refused = reason
            self._ended.wait(pause)

    def _until_it_is_another(self, folder: Path) -> None:
        """Watch until ``folder`` is gone, or is another folder than it was: nothing else tells of either."""
        identity = _identity(folder)
        if identity is None:
            return
        self._changed()  # since it was last read, or while it was away
        turns = watchfiles.watch(
            folder,
            watch_filter=lambda _, path: not self._ours(path),
            step=_STEP,
            stop_event=self._ended,
            rust_timeout=_TURN,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        silent = silent_file_system(folder)
        for changes in turns:
            self._reasons[folder] = f"{silent} does not report every change" if silent else ""
            if changes:
                self._changed()
            if _identity(folder) != identity:
                self._changed()
                return


def reports_changes(place: Path, ended: Event) -> bool:
    """Whether the system reports what is written to ``place``, an empty folder; yes if ``ended`` meanwhile."""
    deadline = time.monotonic() + _TRIAL
    turns = watchfiles.watch(
        place, step=50, stop_event=ended, rust_timeout=_STEP, yield_on_timeout=True, raise_interrupt=False
    )
    try:
        for changes in turns:
            if changes or time.monotonic() > deadline:
                return bool(changes)
            (place / "trial").write_text(f"{deadline - time.monotonic()}")
    except Exception:  # noqa: BLE001 - watchfiles passes on whatever its Rust side says
        return False
    return True


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another of the same name; None when it is away, or cannot be looked at."""
    try:
        state = folder.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
