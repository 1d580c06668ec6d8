"""Drafts that are ready become editions, each after it was held for a while.

ready_files      in the folder ``ready``, or ready by what they say
| prove_draft    held against the library, and set; or everything that is wrong, with its lines
| hold           since when it is so is kept in the library; whoever saves a draft anew lets it begin anew
| freeze         as for any edition, with the draft's identity: one that was issued is never issued again
                 ── one transaction
| outbox         as for any edition
| put_away       its file is moved to those that were issued; cut short before that, the next look does it
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from digest.app.behind import insist_fit
from digest.app.draftfiles import DraftFile, put_away, ready_files
from digest.app.publish import (
    Press,
    Proof,
    RunReport,
    already_issued,
    at_the_foot,
    frame_of,
    freeze,
    next_edition,
    proof_of,
    report_of,
    write_frozen,
    write_what_is_missing,
)
from digest.app.settings import DigestSettings, Settings
from digest.core.draft_checking import check, ids_of
from digest.core.slots import by_hand
from digest.core.text import one_line
from digest.errors import DiskFull, DraftUnwritable, OutboxUnwritable, RenderError
from digest.failpoints import failpoint
from digest.model.clipping import Problem
from digest.model.draft import Draft, DraftStatus, Fault
from digest.model.edition import Curation
from digest.model.letter import Issue
from digest.model.warning import StandingWarning
from digest.render.letter import WHOLE, render_letter
from digest.store import ledger, rounds
from digest.store.drafts import Held, held_drafts, hold, known, release
from digest.store.library import Connection, Library

DraftOutcome = Literal["issued", "already-issued", "held", "wrong", "failed"]

_ANOTHER = "for another edition of it, take out its line 'draft' and give its file another name"
_IDENTITY = re.compile("([0-9a-f]{8})-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What became of a draft.

    ``file`` is where it is by now. ``until`` is how long it is held. ``problems`` are what is wrong with it, or
    what went wrong. ``run`` tells of its edition.
    """

    file: Path
    digest: str
    outcome: DraftOutcome
    until: datetime | None = None
    problems: tuple[Problem, ...] = ()
    run: RunReport | None = None


def in_words(report: DraftReport) -> str:
    """What became of a draft, in a sentence."""
    name = f"the draft '{report.file}'"
    told = [problem.told for problem in report.problems]
    if report.run:
        edition = f"edition {report.run.edition} of '{report.digest}'"
        return "; ".join([f"{edition} was made from a draft, which is now '{report.file}'", *told])
    if report.until:
        edition = f"an edition of '{report.digest}' at {clock_time(report.until)}"
        return f"{name} is ready, and {edition} unless it is moved back"
    return f"{name} is not issued: {'; '.join(told)}"


def clock_time(moment: datetime) -> str:
    """When a draft that is held is issued, as a person reads it."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft that is ready, as it was just seen.

    ``until`` is how long it is held, ``problems`` what is wrong with it, ``highlights`` what it prints otherwise,
    and ``issue`` the edition that it is already.
    """

    file: DraftFile
    until: datetime
    problems: tuple[Problem, ...] = ()
    highlights: tuple[int, ...] = ()
    issue: Issue | None = None


def issue_ready(
    library: Library, press: Press, now: datetime, *, digest: str = "", settle: float = 0
) -> list[DraftReport]:
    """Look at the drafts that are ready, and issue those of ``digest`` (else of all) that were held long enough.

    The caller holds ``library.writing()``. What is wrong with one touches no other, and no other edition.
    """
    reports = []
    for seen in look_at_drafts(library, press, now, settle=settle):
        report = _report(seen)
        if seen.issue or (report.outcome == "held" and seen.until <= now and digest in ("", report.digest)):
            report = _attempted(seen.file, partial(issue_draft, library, press, seen.file, now))
        reports.append(report)
    return reports


def is_any_ready(library: Library, settings: Settings, now: datetime, settle: float) -> bool:
    """Whether there is anything to look at."""
    with library.reading() as connection:
        return bool(held_drafts(connection) or ready_files(settings, now, settle)[0])


def look_at_drafts(library: Library, press: Press, now: datetime, *, settle: float = 0) -> list[Seen]:
    """The drafts that are ready; since when they are so, and what is wrong with them, is remembered."""
    settings = press.settings
    files, waiting = ready_files(settings, now, settle)
    with library.reading() as connection:
        before = held_drafts(connection)
        twice = Counter(file.draft.identity for file in files)
        seen = [
            _seen(connection, press, file, before.get(str(file.path)), now, twins=twice[file.draft.identity] > 1)
            for file in files
        ]
    after = {str(one.file.path): _as_held(one, settings) for one in seen}
    gone = [path for path in before if path not in after and Path(path) not in waiting]
    if gone or any(before.get(path) != one for path, one in after.items()):
        with library.transaction() as connection:
            release(connection, gone)
            for path, one in after.items():
                hold(connection, path, one)
    return seen


def issue_draft(library: Library, press: Press, file: DraftFile, now: datetime) -> DraftReport:
    """Let a draft be an edition, unless it is one, and put its file away. The caller holds ``library.writing()``.

    A file that cannot be moved is a problem in the report; the next look tries again.

    Raises:
        LibraryError: the library is damaged or older than its outbox; nothing was frozen.
        RenderError, DiskFull: nothing was frozen.
        OutboxUnwritable: nothing was frozen, or the edition is, and the next run writes it.
    """
    failpoint("before-slot")
    insist_fit(library, press.settings)
    told = write_what_is_missing(library, press, now)
    digest = press.settings.digests.get(file.draft.digest)
    foot = at_the_foot(library, press.settings, digest) if digest else ()
    with library.transaction() as connection:
        issue = _leftover(connection, file, held_drafts(connection).get(str(file.path)))
        if issue:
            outcome: DraftOutcome = "already-issued"
            report = already_issued(connection, press.settings, issue)
        else:
            proof, faults = prove_draft(connection, press, file.draft, now, foot)
            if proof is None or digest is None:
                return DraftReport(file.path, file.draft.digest, "wrong", problems=file.problems(faults))
            freeze(connection, press, digest, proof)
            hold(connection, str(file.path), Held(file.fingerprint, now, "", digest.ledger, ()))
            issue, outcome = proof.issue, "issued"
            report = report_of(proof, "issued", press.settings.outbox.folder / issue.folder)
            failpoint("before-commit")
    if outcome == "issued":
        write_frozen(library, press, now)
    report = replace(report, warnings=told + report.warnings)
    try:
        kept = put_away(file, issue, press.settings)
    except DraftUnwritable as error:
        problem = Problem(str(file.path), 0, error.message, error.hint)
        return DraftReport(file.path, issue.digest, outcome, problems=(problem,), run=report)
    with library.transaction() as connection:
        release(connection, [str(file.path)])
    return DraftReport(kept, issue.digest, outcome, run=report)


def prove_draft(
    connection: Connection, press: Press, draft: Draft, now: datetime, foot: tuple[StandingWarning, ...] = ()
) -> tuple[Proof | None, tuple[Fault, ...]]:
    """The edition that ``draft`` asks for, set without recording it; or, without it, all that is wrong.

    Raises:
        RenderError: a template is broken.
    """
    faults = tuple(_faults_of_head(connection, press.settings, draft))
    digest = press.settings.digests.get(draft.digest)
    if _is_foreign(connection, draft) or (digest is None and draft.faults):
        return None, (*faults, *draft.faults)
    ledger_name = digest.ledger if digest else draft.digest
    library = known(connection, ids_of(draft), ledger_name, draft.made)
    sections, old, wrong = check(draft, library)
    if digest is None or faults or wrong:
        return None, (*faults, *wrong)
    slot = _free_slot(connection, digest, now)
    curation = Curation(draft.identity, draft.title, draft.subject, draft.introduction)
    edition = replace(next_edition(connection, digest, slot, now), sections=sections, old=old, curation=curation)
    frame = frame_of(connection, press, digest, edition, foot)
    failpoint("before-setting")
    rendering = render_letter(edition, frame, press.templates_of(digest), WHOLE)
    proof = proof_of(press, digest, edition, rendering, None, foot)
    if (size := len(proof.letter.html)) > digest.max_bytes:
        told = f"its letter would have {size:,} bytes of HTML, and max_bytes is {digest.max_bytes:,}"
        share = round(100 * (size - digest.max_bytes) / size) or 1
        return None, (Fault(0, told, f"cut about {share} % of it, or raise max_bytes; nothing is cut by itself"),)
    return proof, ()


def _seen(
    connection: Connection, press: Press, file: DraftFile, before: Held | None, now: datetime, *, twins: bool
) -> Seen:
    """A draft that is ready, beside what was seen of it ``before``; ``twins``: another file is the same draft."""
    if issue := _leftover(connection, file, before):
        return Seen(file, now, issue=issue)
    proof = None
    try:
        proof, faults = prove_draft(connection, press, file.draft, now)
    except RenderError as error:
        faults = (Fault(0, error.message, error.hint),)
    if twins:
        told = "another file that is ready is the same draft"
        hint = f"take one of them away, or, {_ANOTHER}"
        faults = (*faults, Fault(file.draft.lines.get("draft", 0), told, hint))
    stays = before and before.fingerprint == file.fingerprint and bool(before.wrong) == bool(faults)
    since = before.since if before and stays else now
    digest = press.settings.digests.get(file.draft.digest)
    until = (since + press.settings.drafts.hold).astimezone(digest.timezone if digest else UTC)
    prints = (
        tuple(one.highlight.id for section in proof.edition.all_sections for one in section.picks) if proof else ()
    )
    return Seen(file, until, file.problems(faults), () if faults else prints)


def _leftover(connection: Connection, file: DraftFile, before: Held | None) -> Issue | None:
    """The edition that was made of this very file, if its end was cut short; a copy of it is another matter."""
    known_as_sound = before and before.fingerprint == file.fingerprint and not before.wrong
    return ledger.issue_of_draft(connection, file.draft.identity) if known_as_sound else None


def _as_held(seen: Seen, settings: Settings) -> Held:
    wrong = "\n".join(problem.told for problem in seen.problems)
    since = (seen.until - settings.drafts.hold).astimezone(UTC)
    digest = settings.digests.get(seen.file.draft.digest)
    return Held(seen.file.fingerprint, since, wrong, digest.ledger if digest else "", seen.highlights)


def _report(seen: Seen) -> DraftReport:
    outcome: DraftOutcome = "wrong" if seen.problems else "held"
    until = None if seen.problems else seen.until
    return DraftReport(seen.file.path, seen.file.draft.digest, outcome, until, seen.problems)


def _attempted(file: DraftFile, issue: Callable[[], DraftReport]) -> DraftReport:
    """What ``issue`` reports, or that it failed, which is tried again."""
    try:
        return issue()
    except (RenderError, OutboxUnwritable, DiskFull) as error:
        problem = Problem(str(file.path), 0, error.message, error.hint)
        return DraftReport(file.path, file.draft.digest, "failed", problems=(problem,))


def _faults_of_head(connection: Connection, settings: Settings, draft: Draft) -> Iterator[Fault]:
    """What is wrong with what a draft says of itself."""
    line = draft.lines.get
    names = ", ".join(settings.digests)
    if not draft.digest and draft.lines:
        yield Fault(
            1, "it does not say of which digest it is", f"write 'digest: NAME' at the top; there is {names}"
        )
    elif draft.digest and draft.digest not in settings.digests:
        yield Fault(line("digest", 1), f"there is no digest '{one_line(draft.digest)}'", f"there is {names}")
    if draft.status not in get_args(DraftStatus):
        yield Fault(line("status", 1), f"'{one_line(draft.status)}' is no status", "write draft or ready")
    if _is_foreign(connection, draft):
        told = "it was made from another library, where its ids mean other highlights"
        yield Fault(line("draft", 1), told, "make a new one with 'digest draft'")
    elif issue := ledger.issue_of_draft(connection, draft.identity):
        told = f"it was issued already, as edition {issue.number} of '{issue.digest}'"
        yield Fault(line("draft", 1), told, _ANOTHER)
    elif draft.status == "issued":
        yield Fault(line("status", 1), "it says that it was issued", "write 'status: ready' to issue it")


def _is_foreign(connection: Connection, draft: Draft) -> bool:
    """Whether ``draft`` was made from another library."""
    library = _IDENTITY.fullmatch(draft.identity)
    return library is not None and library[1] != library_name(connection)


def library_name(connection: Connection) -> str:
    """What the identities of drafts begin with that are made from this library."""
    return rounds.name(connection)[:8]


def _free_slot(connection: Connection, digest: DigestSettings, now: datetime) -> str:
    """A slot by hand for the next moment that has no edition; that of ``now`` is the run's own."""
    while True:
        now += timedelta(milliseconds=1)
        slot = by_hand(now, digest.timezone)
        if not ledger.issue_of_slot(connection, digest.name, slot):
            return slot
