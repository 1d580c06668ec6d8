"""Every error digest raises, on one page.

    DigestError
    ├── UsageError          2   the command names something that is not there
    ├── IntakeError        65   --strict, and some input was not understood
    ├── DraftError         65   a draft cannot be issued as it is, every fault at once
    ├── PromiseBroken      70   ``selftest`` has seen a letter lost, sent twice or told of wrongly
    ├── RenderError        70   a template or a letter could not be set
    ├── DeliveryError
    │   ├── Rejected       69   the mail server refused for good
    │   ├── Unsure         75   whether the mail server took a letter cannot be known
    │   └── Deferred       75   the mail server asks to wait; try again later
    │       └── Unavailable     it takes no letter at all: not reached, not trusted, or it refuses us
    │           └── LoginRefused
    ├── NoticeFailed       75   a notice, or the heartbeat, reached nobody
    ├── NotAlive           75   no service is at work, or it has stopped coming round
    ├── OutboxUnwritable   73   the outbox folder cannot be written
    ├── ExportUnwritable   73   an export cannot be written
    ├── DraftUnwritable    73   a draft cannot be written, or its file be moved
    ├── SpeechUnwritable   74   what a command says cannot be written
    ├── DiskFull           75   too little space to begin an edition; try again later
    ├── LibraryError       74   the library cannot be used
    │   └── LibraryBusy    75   another process is writing to it; try again later
    └── SettingsError      78   config/digest.toml, every problem at once

The numbers are the exit statuses of the command, from BSD's ``sysexits.h``. A message is one sentence in
lower case with its subject quoted; the hint says what to do next. Values are not errors: nothing fresh,
already issued. Exceptions of a library are translated once, by the room that owns the library. A bug is never
translated, but for one: a format that trips over a file has that told as the file's problem.
"""

from __future__ import annotations

from collections.abc import Sequence


class DigestError(Exception):
    """Something the person running digest can act on.

    Attributes:
        message: what went wrong, with its subject quoted.
        hint: what to do next; empty when the message says it.
        status: exit status of the command.
    """

    status = 70

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class UsageError(DigestError):
    """The command names something that is not there."""

    status = 2


class IntakeError(DigestError):
    """``--strict`` was asked for and some input was not understood."""

    status = 65


class DraftError(DigestError):
    """A draft cannot be issued as it is; carries everything that is wrong with it.

    Attributes:
        problems: one sentence each, with file and line.
    """

    status = 65

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class PromiseBroken(DigestError):
    """A promise of digest did not hold on this machine."""

    status = 70


class RenderError(DigestError):
    """A template or a letter could not be set."""

    status = 70


class DeliveryError(DigestError):
    """A letter did not reach the mail server."""

    status = 75


class Rejected(DeliveryError):
    """The mail server refused for good; the message has its words."""

    status = 69


class Unsure(DeliveryError):
    """The mail server may have taken the letter: its answer to the last dot is lost."""

    status = 75


class Deferred(DeliveryError):
    """The mail server asks to wait, or the line to it was lost before it had the letter."""

    status = 75


class Unavailable(Deferred):
    """The mail server takes no letter at all now: it cannot be reached or trusted, or it refuses us."""


class LoginRefused(Unavailable):
    """The mail server refuses the user name or the password; trying often may lock the account."""


class NoticeFailed(DigestError):
    """A notice of warnings, or the heartbeat, reached nobody; it is tried again."""

    status = 75


class NotAlive(DigestError):
    """No service is at work, or it has stopped coming round."""

    status = 75


class OutboxUnwritable(DigestError):
    """The outbox folder cannot be written."""

    status = 73


class ExportUnwritable(DigestError):
    """An export cannot be written where it was asked for."""

    status = 73


class DraftUnwritable(DigestError):
    """A draft cannot be written, or its file be moved."""

    status = 73


class SpeechUnwritable(DigestError):
    """What a command says cannot be written: standard output or standard error is on a full disk, for one."""

    status = 74


class DiskFull(DigestError):
    """There is too little space to begin an edition: nothing was begun."""

    status = 75


class LibraryError(DigestError):
    """The library is missing, damaged, foreign or of another version."""

    status = 74


class LibraryBusy(LibraryError):
    """Another process holds the library; trying again later helps."""

    status = 75


class SettingsError(DigestError):
    """The settings are wrong; carries every problem found in one reading.

    Attributes:
        problems: one sentence each, with file and line.
    """

    status = 78

    def __init__(self, problems: Sequence[str], *, hint: str = "") -> None:
        super().__init__("\n".join(problems), hint=hint)
        self.problems = tuple(problems)
