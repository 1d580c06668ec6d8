"""A trial: a home of its own, a mail server that may fail, the real command in it, and what they leave behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from pathlib import Path

from digest.app.command import Command, Ended
from digest.core.verdict import Evidence
from digest.deliver.hostile import HostileServer
from digest.deliver.outbox import HTML, MESSAGE, RECORD, TEXT
from digest.failpoints import VARIABLE
from digest.model.letter import Letter
from digest.store import deliveries, ledger
from digest.store.library import Library, damage_in

_SETTINGS = """
[library]
folders = ["clippings"]
state = "state/digest.db"

[outbox]
folder = "outbox"

[smtp]
host = "127.0.0.1"
port = {port}
security = "{security}"
from = "digest@example.net"
{smtp}

[digests.trial]
title = "Trial"
timezone = "UTC"
schedule = "30 7 * * *"
deliver = ["outbox", "smtp"]
to = [{to}]
on_unsure = "{on_unsure}"
"""
_CLIPPING = """\
A Book of Trials (Nobody)
- Your Highlight on page {page} | Location {page}1-{page}2 | Added on Friday, 13 February 2026 08:0{page}:00

What stands on page {page} is to be read once, by everybody whom it was meant for.
==========
"""
_SLOT = "2026-02-14T07:30"
_ENDS = (0, 69, 75)
"""Statuses that a run may end with: done, refused by the mail server, to be tried again."""


class Trial:
    """A home in ``folder`` with one letter to come, for some recipients, by way of ``server``.

    ``security`` is that of the line, ``smtp`` further lines of settings about it; ``on_unsure`` is as in the
    settings.
    """

    def __init__(
        self,
        folder: Path,
        server: HostileServer,
        recipients: int = 3,
        *,
        security: str = "none",
        smtp: str = "",
        on_unsure: str = "hold",
    ) -> None:
        self.folder = folder
        self.server = server
        self.recipients = [f"reader{number}@example.net" for number in range(1, recipients + 1)]
        (folder / "clippings").mkdir(parents=True)
        clippings = "".join(_CLIPPING.format(page=page) for page in (1, 2, 3))
        (folder / "clippings" / "My Clippings.txt").write_text(clippings, "utf-8")
        to = ", ".join(f'"{recipient}"' for recipient in self.recipients)
        self.settings.write_text(
            _SETTINGS.format(port=server.port, security=security, to=to, smtp=smtp, on_unsure=on_unsure), "utf-8"
        )

    def found_at(self, folder: Path) -> Trial:
        """The same home as it was copied to ``folder``."""
        other = copy(self)
        other.folder = folder
        return other

    @property
    def settings(self) -> Path:
        """Its settings."""
        return self.folder / "digest.toml"

    @property
    def library(self) -> Path:
        """Its library."""
        return self.folder / "state" / "digest.db"

    @property
    def outbox(self) -> Path:
        """Its outbox."""
        return self.folder / "outbox"

    @property
    def issue(self) -> list[str]:
        """The words of the command that issues the letter, once, and delivers what waits."""
        return ["--config", str(self.settings), "run", "--at", _SLOT]

    @property
    def look(self) -> list[str]:
        """The words of the command that tells how things stand."""
        return ["--config", str(self.settings), "status", "--json"]

    def start(self, words: Sequence[str], *, failpoint: str = "") -> Command:
        """Let ``digest`` begin, with ``words``, in a process of its own."""
        return Command(words, self.folder, {VARIABLE: failpoint} if failpoint else {})

    def run(self, words: Sequence[str], *, failpoint: str = "") -> Ended:
        """Let ``digest`` do something, in a process of its own."""
        return self.start(words, failpoint=failpoint).wait()

    def evidence(self, complaints: Iterable[str] = ()) -> Evidence:
        """Put right what went wrong as everybody does, by another run; then run once more, to no effect."""
        self.server.rules.clear()
        mended = self.run(self.issue)
        before = self.server.recipients.total()
        idle = self.run(self.issue)
        status = json.loads(self.run(self.look).out)
        with Library(self.library, create=False) as library, library.reading() as connection:
            issues = ledger.issues(connection)
            letters = [ledger.letter(connection, issue.digest, issue.number) for issue in issues]
            plan = [
                one for issue in issues for one in deliveries.of_edition(connection, issue.digest, issue.number)
            ]
            damage = damage_in(connection)
        taken = self.server.recipients
        return Evidence(
            recipients=self.recipients,
            taken=taken,
            states={one.recipient: one.state for one in plan},
            shown_unsure=sum(
                one in warning
                for one in self.recipients
                for warning in status["warnings"]
                if " is unsure: " in warning
            ),
            again=taken.total() - before,
            editions=len(issues),
            altered=[name for letter in letters for name in self._altered(letter)],
            damage=damage,
            complaints=[*complaints, *complaints_of(mended, idle)],
        )

    def _altered(self, letter: Letter) -> Iterator[str]:
        """What is missing in the outbox, or is other than the letter that was frozen, or was sent."""
        place = self.outbox / letter.folder
        meant = {HTML: letter.html, TEXT: letter.text, MESSAGE: letter.message, RECORD: letter.record}
        for name, content in meant.items():
            if not (place / name).is_file() or (place / name).read_bytes() != content:
                yield name
        for taken in self.server.taken:
            if taken.recipient == self.recipients[0] and taken.content != letter.message:
                yield f"the letter to {taken.recipient}"


def complaints_of(*ended: Ended) -> Iterator[str]:
    """What was said by commands that ended as none should that nobody killed."""
    for one in ended:
        if one.status not in _ENDS or "Traceback" in one.err:
            yield f"a run ended with status {one.status}: {one.err[-300:].strip()}"
