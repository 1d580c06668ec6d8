"""``.digestignore``: what a reader does not want read, by the rules of Git.

A file of that name holds for its folder and what is below, line by line as gitignore(5) says. Where several say
something of a file, the nearest does, and there the last line; what is in a folder that is passed over stays so.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from digest.intake.trouble import Trouble

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NAME = ".digestignore"


class Rules(NamedTuple):
    """What the file in ``folder`` says, and the ones above it."""

    folder: str
    spec: GitIgnoreSpec
    above: Rules | None

    def ignore(self, path: str, *, is_folder: bool) -> bool:
        """Whether what is at ``path``, at or below ``folder``, is passed over."""
        rules: Rules | None = self
        while rules:
            place = path[len(rules.folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
            said = rules.spec.check_file(f"{place}/" if is_folder else place).include
            if said is not None:
                return said
            rules = rules.above
        return False


def read_rules(raw: bytes, folder: str, above: Rules | None) -> tuple[Rules, list[Trouble]]:
    """The rules in ``raw``, the file of ``folder``, and its lines that are none."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  costs nothing where there are no rules

    sound, troubles = [], []
    for number, line in enumerate(_lines(raw), 1):
        try:
            GitIgnoreSpec.from_lines([line])
            sound.append(line)
        except (ValueError, re.error):
            hint = "write it as in a .gitignore; the other lines hold"
            troubles.append(Trouble(number, f"'{line[:60]}' is no pattern", hint))
    return Rules(folder, GitIgnoreSpec.from_lines(sound), above), troubles


def _lines(raw: bytes) -> Iterable[str]:
    """As names are read from the disk, whatever their encoding."""
    return (line.rstrip("\r") for line in os.fsdecode(raw.removeprefix(b"\xef\xbb\xbf")).split("\n"))
