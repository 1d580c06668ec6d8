"""What is wrong at present with something that goes on all the same."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping

from digest.errors import DigestError

_LASTING = 600.0
"""Seconds after which what goes wrong is not about to pass."""

log = logging.getLogger(__name__)


class Complaints:
    """What is wrong is told once in the log, again when it is wrong in another way, and when it is well.

    ``counter`` counts seconds, whatever the clock on the wall is set to.
    """

    def __init__(self, counter: Callable[[], float] = time.monotonic) -> None:
        self._counter = counter
        self._wrong: dict[str, str] = {}
        self._since: dict[str, float] = {}

    @property
    def lasting(self) -> Mapping[str, str]:
        """What has been wrong for ten minutes, in one way or another: each subject with what is wrong with it."""
        by = self._counter() - _LASTING
        return {subject: self._wrong[subject] for subject, since in dict(self._since).items() if since <= by}

    @contextlib.contextmanager
    def about(self, subject: str, kind: type[Exception] = Exception) -> Iterator[None]:
        """Whatever goes wrong inside, and is of that ``kind``, is told as wrong with ``subject`` and ends here.

        A bug is told with its traceback.
        """
        try:
            yield
        except kind as error:
            bug = None if isinstance(error, DigestError) else error
            self.note(subject, f"a bug in digest: {error!r}; please report it" if bug else str(error), bug)
        else:
            self.note(subject, "")

    def note(self, subject: str, wrong: str, bug: Exception | None = None) -> None:
        """Tell what is ``wrong`` with ``subject``, unless that was told; empty when nothing is."""
        if wrong == self._wrong.get(subject, ""):
            return
        self._wrong[subject] = wrong
        if wrong:
            self._since.setdefault(subject, self._counter())
            log.error("%s: %s", subject, wrong, exc_info=bug)
        else:
            self._since.pop(subject, None)
            log.info("%s: well again", subject)
