"""A person's hand in an edition: a draft made from what would be printed next, and one that is published."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from digest.app.bootstrap import now as present_moment
from digest.app.draftfiles import DraftFile, known_path, move_to_ready, read_file, write_new
from digest.app.drafts import DraftReport, issue_draft, library_name, look_at_drafts, prove_draft
from digest.app.ingest import Progress, ingest
from digest.app.publish import Proof, RunReport, already_issued, empty_report, prove, report_of
from digest.app.run import delivered, delivered_all_the_same, press, with_notice, with_problems
from digest.app.searching import catch_up
from digest.app.settings import DigestSettings, Settings
from digest.core.draft_writing import draft_body
from digest.core.slots import slot_of
from digest.errors import DraftError, UsageError
from digest.intake.drafts import write_draft
from digest.store import ledger
from digest.store.library import Connection, Library


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of a wish for a draft: its file, or none as nothing is fresh; and what is in it."""

    file: Path | None
    report: RunReport


def make_draft(
    settings: Settings, digest: DigestSettings, now: datetime, out: Path | None, progress: Progress
) -> Drafted:
    """Read the folders, and write the next edition of ``digest`` as a draft to ``out``, else among the drafts.

    Nothing else is recorded: what is in it is as fresh as before.

    Raises:
        UsageError: something is at ``out``.
        DraftUnwritable: it cannot be written.
    """
    if out and out.exists():
        raise UsageError(f"there is a file '{out}' already", hint="name another with --out")
    slot = slot_of(now, digest.schedule, digest.timezone)
    with Library(settings.library.state) as library:
        with library.writing():
            scanned = ingest(library, settings, now, progress)
        with library.reading() as connection:
            if issued := ledger.issue_of_slot(connection, digest.name, slot):
                return Drafted(None, with_problems(already_issued(connection, settings, issued), scanned))
            proof = prove(connection, press(settings, library), digest, slot, now, ())
            if proof is None or not proof.edition.all_sections:
                return Drafted(None, with_problems(empty_report(connection, digest, slot, now), scanned))
            content = _content(connection, proof, min(now, present_moment()))
        catch_up(library)
    name = f"{digest.name}-{proof.edition.issued_at:%Y-%m-%d}.md"
    file = write_new(out or settings.drafts.folder / name, content, settings)
    return Drafted(file, with_problems(report_of(proof, "dry-run", None), scanned))


def publish_draft(settings: Settings, path: Path, progress: Progress, *, at_once: bool) -> DraftReport:
    """Issue the draft at ``path`` and deliver it; or, unless ``at_once``, move it to those that are ready and held.

    Raises:
        UsageError: there is no such file.
        DraftError: all that is wrong with it; its file stays where it is, and nothing is issued.
        DraftUnwritable: its file cannot be moved.
        OutboxUnwritable: what waits was delivered, if the outbox can be read; the next run writes what is frozen.
    """
    file = _existing(path, settings)
    now = present_moment()
    with Library(settings.library.state) as library:
        setting = press(settings, library)
        with delivered_all_the_same(library, settings), library.writing():
            scanned = ingest(library, settings, now, progress)
            if at_once or settings.drafts.hold == timedelta(0):
                report = issue_draft(library, setting, file, now)
            else:
                report = _held(library, settings, file, now)
        catch_up(library)
        if report.run is None:
            if report.problems:
                raise DraftError([str(problem) for problem in report.problems])
            return report
        told = delivered(library, setting, with_problems(report.run, scanned))
        return replace(report, run=with_notice(library, settings, told))


def preview_draft(settings: Settings, path: Path) -> Proof:
    """The edition that the draft at ``path`` would be now, with nothing changed.

    Raises:
        UsageError: there is no such file.
        DraftError: all that is wrong with it.
    """
    file = _existing(path, settings)
    with Library(settings.library.state, create=False) as library, library.reading() as connection:
        proof, faults = prove_draft(connection, press(settings, library), file.draft, present_moment())
    if proof is None:
        raise DraftError([str(problem) for problem in file.problems(faults)])
    return proof


def _existing(path: Path, settings: Settings) -> DraftFile:
    if not path.is_file():
        raise UsageError(f"there is no draft '{path}'", hint="name its file; 'digest draft' makes one")
    return read_file(known_path(path, settings), settings)


def _held(library: Library, settings: Settings, file: DraftFile, now: datetime) -> DraftReport:
    """Let a draft be ready and held, if nothing is wrong with it."""
    setting = press(settings, library)
    with library.reading() as connection:
        proof, faults = prove_draft(connection, setting, file.draft, now)
    if proof is None:
        return DraftReport(file.path, file.draft.digest, "wrong", problems=file.problems(faults))
    path = move_to_ready(file, settings)
    seen = {one.file.path: one for one in look_at_drafts(library, setting, now)}[path]
    return DraftReport(path, file.draft.digest, "held", seen.until, seen.problems)


def _content(connection: Connection, proof: Proof, made: datetime) -> bytes:
    edition = proof.edition
    beside = {pick.highlight.id: pick.reason.beside for section in edition.old for pick in section.picks}
    values = {
        "digest": edition.digest,
        "status": "draft",
        "title": "",
        "subject": "",
        "pair": next((f"^h{old} beside ^h{fresh}" for old, fresh in beside.items() if fresh), ""),
        "slot": edition.slot,
        "made": made.astimezone(edition.issued_at.tzinfo).isoformat(timespec="milliseconds"),
        "draft": f"{library_name(connection)}-{secrets.token_hex(4)}",
    }
    return write_draft(values, draft_body(edition.sections, edition.old))
