"""Where templates are looked up: a reader's own folder first, the packaged one after it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from digest.errors import RenderError

HINT = "correct it, or remove the file to use the one that comes with digest"


class Sheet(NamedTuple):
    """A template file as it was when it was looked up: a file that changed is another sheet."""

    path: str
    changed: int
    size: int

    def read(self) -> str:
        """The text of the file.

        Raises:
            RenderError: it cannot be read, or is not UTF-8.
        """
        try:
            return Path(self.path).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise RenderError(f'"{self.path}" cannot be read: {error}', hint=HINT) from error


def look_up(folders: Sequence[Path], name: str) -> Sheet:
    """The file called ``name`` in the first of ``folders`` that has it.

    Raises:
        RenderError: none has it, or it cannot be looked at.
    """
    for folder in folders:
        path = os.path.join(folder, name)  # noqa: PTH118 - a letter is set in less time than four Paths take
        try:
            state = os.stat(path)  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:  # links in a circle, a folder that is closed
            raise RenderError(f'"{path}" cannot be read: {error.strerror}', hint=HINT) from error
        return Sheet(path, state.st_mtime_ns, state.st_size)
    places = ", ".join(f'"{folder}"' for folder in folders)
    raise RenderError(f'no "{name}" in {places}', hint="install digest again, or put the file there")


@lru_cache(maxsize=32)
def read_toml(sheet: Sheet) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        RenderError: it is not TOML; the message names the line.
    """
    try:
        return tomllib.loads(sheet.read())
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits, brackets without end
        raise RenderError(f'"{sheet.path}" is not TOML: {error}', hint=HINT) from error
