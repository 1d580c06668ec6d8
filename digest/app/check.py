"""Looking over a home before the morning: settings, folders, library, templates, the next letter."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.app.behind import insist_fit
from digest.app.bootstrap import template_folders
from digest.app.feedback import wanted
from digest.app.filtering import mistakes, share
from digest.app.frequency import unknown_names
from digest.app.ingest import ingest
from digest.app.notices import addresses, require_apprise
from digest.app.run import rehearse
from digest.app.secret import with_password
from digest.app.settings import DkimSettings, ImapSettings, Settings
from digest.app.signing import signer
from digest.app.space import disks, require_space
from digest.app.survey import absence
from digest.app.templates import in_use, of_letter, strays
from digest.app.warnings import without_library
from digest.core.text import counted
from digest.deliver.imap import find
from digest.deliver.maildir import heads
from digest.deliver.smtp import connected
from digest.errors import DigestError, LibraryError, OutboxUnwritable, SettingsError
from digest.model.filter import EVERYTHING
from digest.render.specimen import set_specimen
from digest.store.library import scratch


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``message`` is what was found, ``status`` 0 or the exit status of what is wrong."""

    subject: str
    message: str
    status: int = 0


def check(settings: Settings, now: datetime, *, with_login: bool = False) -> Iterator[Finding]:
    """Look at everything in turn; what is wrong with one does not keep the others from being looked at.

    ``with_login`` logs in to the mail server for real, and sends nothing.
    """
    yield Finding("settings", f"{settings.path} is understood")
    yield from _mistakes(settings)
    yield _finding("folders", lambda: _folders(settings))
    yield _finding("library", lambda: _library(settings))
    yield _finding("outbox", lambda: _outbox(settings))
    yield _finding("templates", lambda: _templates(settings))
    for stray in strays(template_folders(settings), settings.templates):
        yield Finding(
            "warning", f"no template is called '{stray}': nothing reads it; 'digest templates list' names them"
        )
    for readable in _open_to_others(settings):
        yield Finding("warning", readable)
    yield _finding("disk", lambda: _disks(settings))
    for standing in without_library(settings):
        yield Finding("warning", standing.message)
    yield _finding("notices", lambda: _notices(settings))
    yield _finding("answers", lambda: _answers(settings, now))
    if dkim := settings.dkim:
        yield _finding("signatures", lambda: _signatures(dkim))
    if with_login:
        yield _finding("mail server", lambda: _mail_server(settings))
        if imap := settings.imap:
            yield _finding("mailbox", lambda: _mailbox(imap))
    yield from _names(settings, now)
    for digest in settings.digests.values():
        try:
            report, proof = rehearse(settings, digest, now, lambda done, total: None)
        except DigestError as error:
            yield Finding(f"next letter of {digest.name}", str(error), error.status)
            continue
        content = f"edition {report.edition} would have {counted(report.highlights, 'highlight')}"
        yield Finding(f"next letter of {digest.name}", content if proof else "nothing is fresh")
        for warning in (*report.problems, *report.warnings):
            yield Finding("warning", warning)


def _finding(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, look())
    except DigestError as error:
        return Finding(subject, str(error), error.status)


def _folders(settings: Settings) -> str:
    for folder in settings.library.folders:
        if told := absence(folder):
            raise SettingsError([told])
        if not os.access(folder, os.R_OK | os.X_OK):
            raise SettingsError([f"the folder '{folder}' cannot be read"], hint="check its rights")
    return ", ".join(map(str, settings.library.folders))


def _library(settings: Settings) -> str:
    if not os.path.exists(settings.library.state):
        if not _can_be_made(settings.library.state.parent):
            raise LibraryError(f"the library '{settings.library.state}' cannot be made there")
        return f"{settings.library.state} will be made by the first run"
    with scratch(settings.library.state) as library:
        insist_fit(library, settings)
    return f"{settings.library.state} is sound"


def _outbox(settings: Settings) -> str:
    if not _can_be_made(settings.outbox.folder):
        raise OutboxUnwritable(f"the outbox '{settings.outbox.folder}' cannot be written")
    return str(settings.outbox.folder)


def _templates(settings: Settings) -> str:
    folders = template_folders(settings)
    for template in ("", *settings.templates):
        set_specimen(of_letter(folders, template))
    own = [template.name for template in in_use(folders, settings.templates) if template.own]
    return f"all can be set; your own: {', '.join(own)}" if own else "all can be set, and are the shipped ones"


def _open_to_others(settings: Settings) -> Iterator[str]:
    """What to do about files that others on this machine can read; not wrong, as containers mount secrets so."""
    secrets = {
        "password": settings.smtp.secret.file,
        "password of the mailbox": settings.imap.secret.file if settings.imap else None,
        "key that letters are signed with": settings.dkim.key_file if settings.dkim else None,
        "addresses of the notices": settings.notices,
        "address of the heartbeat": settings.path if _is_in(settings.path, settings.heartbeat.url) else None,
    }
    library = {"library": settings.library.state}
    for what, path in (secrets | library).items():
        if path is not None and os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
            yield f"others can read the {what}: chmod 600 {shlex.quote(str(path))}"


def _is_in(file: Path, secret: str) -> bool:
    """Whether ``secret`` was said there, and not by the environment."""
    return bool(secret) and secret in file.read_text("utf-8")


def _disks(settings: Settings) -> str:
    require_space(settings, 0)
    return "; ".join(map(str, disks(settings)))


def _notices(settings: Settings) -> str:
    if settings.notices is None:
        return "none are wanted"
    require_apprise()
    return f"{counted(len(addresses(settings.notices)), 'address', 'addresses')} in '{settings.notices}'"


def _answers(settings: Settings, now: datetime) -> str:
    if not wanted(settings):
        return "letters ask for none"
    if maildir := settings.feedback.maildir:
        heads(maildir, now, ())
    return f"they are read from {maildir or (settings.imap and settings.imap.server)}"


def _signatures(dkim: DkimSettings) -> str:
    name, record = signer(dkim).record()
    return f"letters are signed for {dkim.domain}; publish this as the TXT record of {name}: {record}"


def _mail_server(settings: Settings) -> str:
    server = settings.smtp.server
    if server is None:
        return "none is set: letters go to the outbox only"
    with connected(with_password(server, settings.smtp.secret)) as line:
        line.ask_for(settings.smtp.sender)
        login = f"takes the login of '{server.username}'" if server.username else "answers; there is no login"
        return f"{server} {login}" + ("" if server.security == "none" else ", and its certificate is right")


def _mailbox(imap: ImapSettings) -> str:
    find(with_password(imap.server, imap.secret), [])
    return f"{imap.server} takes the login of '{imap.server.username}' and opens {', '.join(imap.server.folders)}"


def _mistakes(settings: Settings) -> Iterator[Finding]:
    """What the settings of single digests contradict themselves in."""
    for digest in settings.digests.values():
        yield from (Finding(f"settings of {digest.name}", told, SettingsError.status) for told in mistakes(digest))


def _names(settings: Settings, now: datetime) -> Iterator[Finding]:
    """How much each filter lets through, and which names of ``[frequency]`` nothing has.

    A filter that lets nothing through is warned of with the next letter.
    """
    filtered = [digest for digest in settings.digests.values() if digest.filter != EVERYTHING]
    weighed = {name for digest in settings.digests.values() for name in digest.frequency}
    if not filtered and not weighed:
        return
    try:
        with scratch(settings.library.state) as library:
            ingest(library, settings, now, lambda done, total: None)
            with library.reading() as connection:
                for digest in filtered:
                    yield Finding(f"filter of {digest.name}", share(connection, digest, now))
                for told in unknown_names(connection, sorted(weighed)):
                    yield Finding("warning", told)
    except DigestError as error:
        yield Finding("filters and frequency", str(error), error.status)


def _can_be_made(folder: Path) -> bool:
    """Whether ``folder``, or the nearest one around it that is there, can be written to."""
    while not os.path.exists(folder) and folder != folder.parent:
        folder = folder.parent
    return os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK)
