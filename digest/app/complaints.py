"""What is wrong at present with something that goes on all the same."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from digest.errors import DigestError

log = logging.getLogger(__name__)


class Complaints:
    """What is wrong is told once in the log, again when it is wrong in another way, and when it is well."""

    def __init__(self) -> None:
        self._wrong: dict[str, str] = {}

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
            log.error("%s: %s", subject, wrong, exc_info=bug)
        else:
            log.info("%s: well again", subject)
