"""The outbox brought up to date: every issued edition, and the archive around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from digest.app.behind import insist_up_to_date
from digest.app.settings import Settings
from digest.core.activity import year_until
from digest.deliver.durable import remove_leftovers
from digest.deliver.outbox import holds_edition, write_edition, write_pages
from digest.failpoints import failpoint
from digest.model.clipping import Markup
from digest.model.letter import Frame, Issue
from digest.render.archive import ArchivedEdition, render_archive
from digest.render.sanitise import markdown
from digest.store import catalogue, deliveries, ledger
from digest.store.library import Library

_SEARCHED = 2_000
"""Characters of a text that the search of the archive looks at: its page holds all of them."""


def bring_up_to_date(library: Library, settings: Settings, templates: Sequence[Path], now: datetime) -> list[Path]:
    """Write every edition that the outbox does not hold, from its stored bytes, and make the archive's pages anew.

    Returns the folders of the editions that had to be written.

    Raises:
        OutboxUnwritable: what is there is whole; the next run goes on.
        RenderError: a template of the archive is wrong.
    """
    outbox = settings.outbox.folder
    zone = next(iter(settings.digests.values())).timezone
    with library.reading() as connection:
        missing = [issue for issue in ledger.issues(connection) if not holds_edition(outbox, issue.folder)]
        letters = [ledger.letter(connection, issue.digest, issue.number) for issue in missing]
        unsent = deliveries.unsent(connection)
        shown = [
            _archived(issue, record, settings, unsent=(issue.digest, issue.number) in unsent)
            for issue, record in ledger.records(connection)
        ]
        year = catalogue.activity(connection, *year_until(now.astimezone(zone).date()), zone)
    for letter in letters:
        write_edition(outbox, letter)
        failpoint("after-edition")
    if shown:
        write_pages(outbox, render_archive(shown, _frame(settings), year, library.instance, templates))
    return [outbox / letter.folder for letter in letters]


def rebuild(
    library: Library, settings: Settings, templates: Sequence[Path], now: datetime
) -> tuple[int, list[Path]]:
    """Write every edition from its stored bytes, whatever the outbox holds in its place, and make the pages anew.

    Returns how many editions there are, and the folders of those of which something was missing or other than it
    was issued. The caller holds ``library.writing()``.

    Raises:
        LibraryError: the library is older than its outbox, or a letter in it is damaged.
        OutboxUnwritable: what is there is whole; ask again.
        RenderError: a template of the archive is wrong.
    """
    insist_up_to_date(library, settings)
    outbox = settings.outbox.folder
    remove_leftovers(outbox, now=now)
    with library.reading() as connection:
        issues = ledger.issues(connection)
        letters = (ledger.letter(connection, issue.digest, issue.number) for issue in reversed(issues))
        written = [outbox / letter.folder for letter in letters if write_edition(outbox, letter)]
    bring_up_to_date(library, settings, templates, now)
    return len(issues), written


def _frame(settings: Settings) -> Frame:
    """The archive is one for all digests and carries the name of the first."""
    first, url = next(iter(settings.digests.values())), settings.outbox.public_url
    return Frame(first.title, first.seal, first.language, archive_url=f"{url}/index.html" if url else "")


def _archived(issue: Issue, record: Mapping[str, Any], settings: Settings, *, unsent: bool) -> ArchivedEdition:
    digest = settings.digests.get(issue.digest)
    highlights = [highlight for work in record["works"] for highlight in work["highlights"]]
    lead = next((one for one in highlights if one["id"] == record["lead"]), highlights[0] if highlights else None)
    return ArchivedEdition(
        digest=issue.digest,
        title=digest.title if digest else issue.digest,
        number=issue.number,
        issued_at=datetime.fromisoformat(record["issued_at"]),
        folder=issue.folder,
        subject=record["subject"],
        lead=_plain(lead) if lead else "",
        works=tuple(work["title"] for work in record["works"]),
        highlights=record["highlights"],
        search_text="\n".join(_searchable(record)),
        form=record["form"],
        quiet=record["quiet"],
        withdrawn=issue.withdrawn_at is not None,
        unsent=unsent,
    )


def _plain(highlight: Mapping[str, Any]) -> str:
    """The words of a recorded highlight without what marks them."""
    text = str((highlight.get("cut") or highlight)["text"])
    return markdown(text, picture="").text if highlight["markup"] == Markup.MARKDOWN else text


def _searchable(record: Mapping[str, Any]) -> Iterator[str]:
    yield from (record.get("title") or "", record.get("introduction") or "")
    for work in record["works"]:
        yield from (work["title"], work["author"] or "", *work["tags"])
        yield from (words["text"] for words in work.get("words", ()))
        for highlight in work["highlights"]:
            yield from (highlight["text"][:_SEARCHED], (highlight["note"] or "")[:_SEARCHED], *highlight["tags"])
