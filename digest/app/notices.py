"""Notices of warnings, by any of the services that ``apprise`` knows; it is imported only where that is wanted.

Each warning is in one notice. If this process dies between sending and recording, it is in two.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from digest.app.settings import Settings
from digest.app.warnings import standing
from digest.core.text import counted
from digest.core.warnings import to_notice
from digest.errors import NoticeFailed
from digest.store import warnings as recorded
from digest.store.library import Library

log = logging.getLogger(__name__)


def give_notice(library: Library, settings: Settings) -> None:
    """Send what stands, is recorded and was in no notice yet; nothing when notices are not set up.

    Raises:
        NoticeFailed: nobody took it; the next call tries again.
    """
    if settings.notices is None:
        return
    with library.reading() as connection:
        known = recorded.known(connection)
        news = [one for one in to_notice(standing(connection, settings), known) if one.key in known]
    if news:
        send(settings.notices, [one.message for one in news])
        with library.transaction() as connection:
            recorded.note_noticed(connection, dict.fromkeys(one.key for one in news))


def give_notice_without_library(settings: Settings, wrong: str) -> None:
    """Send why the library cannot be used, once: as it cannot remember that, a file beside it does.

    ``wrong`` is empty when it can be used again. Nothing is sent when notices are not set up.

    Raises:
        NoticeFailed: nobody took it; the next call tries again.
    """
    if settings.notices is None:
        return
    memory = Path(f"{settings.library.state}.noticed")
    told = ""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        told = memory.read_text("utf-8")
    if wrong == told:
        return
    if wrong:
        send(settings.notices, [wrong])
    with contextlib.suppress(OSError):  # to be told twice is better than never
        memory.write_text(wrong, "utf-8")


def send(urls_file: Path, lines: Sequence[str]) -> None:
    """Send ``lines`` as one notice to each address in ``urls_file``; it is enough when one takes it.

    Raises:
        NoticeFailed: nobody took it, ``apprise`` is not there, or the file cannot be used.
    """
    require_apprise()
    import apprise  # noqa: PLC0415 - optional, and a third of a second

    for secretive in ("apprise", "urllib3"):  # their lines have the addresses, which are secrets
        logging.getLogger(secretive).setLevel(logging.CRITICAL)
    title, body = f"digest: {counted(len(lines), 'warning')}", "\n".join(lines)
    deaf = []
    for number, url in addresses(urls_file):
        box = apprise.Apprise()
        if not (box.add(url) and box.notify(title=title, body=body)):
            deaf.append(number)
    if not deaf:
        return
    told = f"the address in line {', '.join(map(str, deaf))} of '{urls_file}' takes no notice"
    if len(deaf) == len(addresses(urls_file)):
        raise NoticeFailed(told, hint="see that it is one that apprise knows, and that its service can be reached")
    log.warning("%s; others did", told)


def require_apprise() -> None:
    """See that what sends notices is installed.

    Raises:
        NoticeFailed: it is not.
    """
    if find_spec("apprise") is None:
        raise NoticeFailed(
            "notices need the package apprise", hint="pip install 'digest[notices]', or empty [notices] urls_file"
        )


def addresses(urls_file: Path) -> list[tuple[int, str]]:
    """The addresses in ``urls_file``, one a line, with their line numbers; a line with ``#`` first is none.

    Raises:
        NoticeFailed: the file cannot be read, or there is none in it.
    """
    try:
        text = urls_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise NoticeFailed(f"the addresses for notices, '{urls_file}', cannot be read: {reason}") from error
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    found = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if not found:
        raise NoticeFailed(
            f"'{urls_file}' has no address for notices", hint="one a line, or empty [notices] urls_file"
        )
    return found
