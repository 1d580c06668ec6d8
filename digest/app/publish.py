"""Publishing, from what is fresh to a letter in the outbox. Each arrow can crash, each can be repeated.

slot                    the one that is due, or that of the moment; issued already: nothing to do
| choosing.choose       news by lanes and old ones, with reasons; nothing at all: no edition, or a quiet one
| compose, render, fit  an edition and its rendering within max_bytes; what does not fit stays fresh
| ledger.freeze         numbered and frozen with its letter
                        ── slot … freeze is ONE transaction; from here on only repeated, never chosen again
| outbox                every frozen edition that is not there yet, then the pages around them
| delivering            to each recipient planned with the edition (see ``app.delivering``)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from digest.app.behind import insist_fit
from digest.app.bootstrap import now as present_moment
from digest.app.choosing import choose
from digest.app.filtering import nothing_to_print
from digest.app.outbox import bring_up_to_date
from digest.app.outcomes import Outcomes
from digest.app.settings import DigestSettings, Settings
from digest.app.space import require_space
from digest.app.templates import of_letter
from digest.app.warnings import note_printed, unprinted
from digest.core.activity import looked_back_on
from digest.core.bounce import IN_A_ROW, NOT_TRIED, is_off
from digest.core.compose import count_highlights, fit, old_sections, sections
from digest.core.record import record_bytes, record_of
from digest.core.seal import key_of
from digest.core.slots import is_scheduled, slot_of
from digest.core.warnings import by_cause
from digest.deliver.address import parse_mailbox
from digest.deliver.durable import prove_writable, remove_leftovers
from digest.deliver.message import build_message, list_id, message_id
from digest.deliver.outbox import edition_folder
from digest.errors import RenderError, UsageError
from digest.failpoints import failpoint
from digest.model.choice import Choice, Moment
from digest.model.delivery import Delivery, DeliveryState
from digest.model.edition import Edition, Pick, Slot
from digest.model.letter import AnswersTo, Frame, Issue, Letter, Rendering
from digest.model.warning import StandingWarning
from digest.render.letter import ROOMS, render_letter
from digest.render.preflight import preflight
from digest.store import catalogue, deliveries, ledger, timetable
from digest.store.library import Connection, Library

Outcome = Literal["issued", "empty", "already-issued", "dry-run", "test"]


@dataclass(frozen=True, slots=True)
class Proof:
    """An edition composed and set, not frozen yet, and the choice that it was composed from: None for a draft."""

    edition: Edition
    rendering: Rendering
    letter: Letter
    issue: Issue
    choice: Choice | None
    warnings: tuple[str, ...]
    printed: tuple[StandingWarning, ...]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did.

    ``works`` and ``highlights`` are the edition's, of which ``old`` are met again. ``waiting`` is what stays fresh
    without room in it. ``quiet`` says that nothing was fresh, ``skipped`` that the slot
    was missed and has no edition by ``if_missed``. ``problems`` are those of the clippings, ``warnings`` all
    others. ``deliveries`` are the edition's as they stand, and ``tried`` what became of those, of
    this and earlier editions, that the run tried itself.
    """

    digest: str
    slot: str | None
    outcome: Outcome
    edition: int | None = None
    works: int = 0
    highlights: int = 0
    old: int = 0
    waiting: int = 0
    folder: Path | None = None
    html_bytes: int | None = None
    quiet: bool = False
    skipped: bool = False
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    tried: Outcomes = field(default_factory=Outcomes)


@dataclass(frozen=True, slots=True)
class Press:
    """What setting a letter needs beside the edition."""

    settings: Settings
    templates: Sequence[Path]
    instance: bytes

    def templates_of(self, digest: DigestSettings) -> Sequence[Path]:
        """Where the templates of a letter of ``digest`` are looked up.

        Raises:
            RenderError: it has some for itself, and they are not there.
        """
        return of_letter(self.templates, digest.template)


def publish(
    library: Library,
    press: Press,
    digest: DigestSettings,
    now: datetime,
    due: Slot | None = None,
    *,
    all_read: bool = True,
) -> RunReport:
    """Issue the edition of ``digest`` that stands for ``due``, or else for ``now``.

    There is none when it was issued before or there is nothing to say; ``due`` is settled either way, but not as
    empty when the clippings could not all be read just now.
    What an earlier run could not write comes first: an outbox that stays unwritable never costs a second edition.

    Raises:
        LibraryError: the library is damaged or older than its outbox; nothing was frozen.
        RenderError: a template or the letter could not be set; nothing was frozen.
        OutboxUnwritable: nothing was frozen, or the edition is, and the next run writes it.
        DiskFull: nothing was frozen.
    """
    failpoint("before-slot")
    insist_fit(library, press.settings)
    remove_leftovers(press.settings.outbox.folder, now=now)
    told = write_what_is_missing(library, press, now)
    slot = due.name if due else slot_of(now, digest.schedule, digest.timezone)
    foot = at_the_foot(library, press.settings, digest)
    with library.transaction() as connection:
        if (issued := ledger.issue_of_slot(connection, digest.name, slot)) is not None:
            report = already_issued(connection, press.settings, issued)
        elif (proof := prove(connection, press, digest, slot, now, foot)) is None:
            report = empty_report(connection, digest, slot, now)
        else:
            freeze(connection, press, digest, proof)
            report = report_of(proof, "issued", press.settings.outbox.folder / proof.issue.folder)
        if due and (report.edition or all_read):
            timetable.settle(connection, digest.name, due, "issued" if report.edition else "empty")
        elif report.edition:
            timetable.settle_after_all(connection, digest.name, slot)
        failpoint("before-commit")
    write_frozen(library, press, now)
    return replace(report, warnings=told + report.warnings)


def freeze(connection: Connection, press: Press, digest: DigestSettings, proof: Proof) -> None:
    """Let ``proof`` be an edition from now on: numbered, frozen, planned for its recipients, its warnings told.

    Raises:
        OutboxUnwritable, DiskFull: nothing was frozen.
    """
    require_space(press.settings, proof.letter.size)
    prove_writable(press.settings.outbox.folder)
    failpoint("before-freezing")
    record(connection, digest, proof)
    failpoint("in-freezing")
    if by_mail(press.settings, digest):
        plan_deliveries(connection, press, digest, proof.issue.number, digest.to, present_moment())
        _spare(connection, digest, proof.issue.number)


def record(connection: Connection, digest: DigestSettings, proof: Proof) -> None:
    """Let the library know ``proof`` as an edition, with what it printed; nothing is planned for anybody."""
    reasons = {pick.highlight.id: pick.reason for one in proof.edition.all_sections for pick in one.picks}
    left = max(0.0, proof.choice.credit - len(proof.edition.old)) if proof.choice else None
    ledger.freeze(connection, proof.issue, proof.letter, reasons, ledger=digest.ledger, credit=left)
    note_printed(connection, proof.printed)


def write_frozen(library: Library, press: Press, now: datetime) -> None:
    """Write what was frozen just now to the outbox.

    Raises:
        OutboxUnwritable: the edition is frozen, and the next run writes it.
    """
    failpoint("after-freezing")
    bring_up_to_date(library, press.settings, press.templates, now)
    failpoint("after-outbox")


def write_what_is_missing(library: Library, press: Press, now: datetime) -> tuple[str, ...]:
    """Bring the outbox up to date; a sentence for each edition that an earlier run could not write.

    Raises:
        OutboxUnwritable: what is there is whole; the next run goes on.
        RenderError: a template of the archive is wrong.
    """
    late = bring_up_to_date(library, press.settings, press.templates, now)
    return tuple(f"an earlier edition was not in the outbox yet and is now: {folder}/index.html" for folder in late)


def withdraw(library: Library, press: Press, digest: DigestSettings, number: int, now: datetime) -> int | None:
    """Withdraw an edition and let the archive say so. The caller holds ``library.writing()``.

    Returns how many highlights can be printed again, or None if it was withdrawn before.

    Raises:
        UsageError: there is no such edition.
    """
    with library.transaction() as connection:
        issue = issue_numbered(connection, digest, number)
        freed = None if issue.withdrawn_at else ledger.withdraw(connection, digest.name, number, now)
        deliveries.give_up(connection, digest.name, number, "the edition was withdrawn", now)
    bring_up_to_date(library, press.settings, press.templates, now)
    return freed


def issue_numbered(connection: Connection, digest: DigestSettings, number: int) -> Issue:
    """Edition ``number`` of ``digest`` in the ledger.

    Raises:
        UsageError: there is no such edition.
    """
    issue = ledger.issue(connection, digest.name, number)
    if issue is None:
        raise UsageError(f"there is no edition {number} of '{digest.name}'", hint="'digest editions' lists them")
    return issue


def at_the_foot(library: Library, settings: Settings, digest: DigestSettings) -> tuple[StandingWarning, ...]:
    """What the next letter tells at its foot; asked while nobody waits, as a dead folder takes its time."""
    if not digest.warnings:
        return ()
    with library.reading() as connection:
        return unprinted(connection, settings)


def prove(
    connection: Connection,
    press: Press,
    digest: DigestSettings,
    slot: str,
    now: datetime,
    foot: tuple[StandingWarning, ...],
) -> Proof | None:
    """Choose, compose and set the next edition of ``digest`` without recording it; None for no edition.

    ``foot`` is what ``at_the_foot`` says. When nothing is fresh, a scheduled slot may have a quiet edition; a run
    by hand has none.
    """
    may_be_quiet = is_scheduled(slot) and digest.when_empty != "skip"
    alone = 1 if may_be_quiet and digest.when_empty == "revisit" else 0
    choice = choose(connection, digest, Moment(slot, now, digest.timezone), alone)
    if not (choice.fresh or choice.old or may_be_quiet):
        return None
    edition = _composed(connection, next_edition(connection, digest, slot, now), choice)
    edition = replace(edition, quiet=not choice.fresh and bool(digest.fresh or not choice.old))
    frame = frame_of(connection, press, digest, edition, foot)
    failpoint("before-setting")
    edition, rendering = _fitted(edition, frame, press.templates_of(digest), digest.max_bytes)
    proof = proof_of(press, digest, edition, rendering, choice, foot)
    told = () if choice.fresh or choice.old else nothing_to_print(connection, digest, now)
    return replace(proof, warnings=(*proof.warnings, *told))


def next_edition(connection: Connection, digest: DigestSettings, slot: str, now: datetime) -> Edition:
    """The edition of ``digest`` that is next when it is issued ``now``, with nothing in it yet."""
    previous = ledger.last_issue(connection, digest.name)
    issued_at = now.astimezone(digest.timezone)
    since = ledger.last_issued(connection, digest.name, now)
    days = looked_back_on(digest.form, issued_at.date())
    return Edition(
        digest=digest.name,
        number=previous.number + 1 if previous else 1,
        slot=slot,
        issued_at=issued_at,
        covers_from=since.astimezone(digest.timezone) if since else None,
        sections=(),
        form=digest.form,
        activity=catalogue.activity(connection, *days, digest.timezone),
    )


def proof_of(
    press: Press,
    digest: DigestSettings,
    edition: Edition,
    rendering: Rendering,
    choice: Choice | None,
    foot: tuple[StandingWarning, ...],
) -> Proof:
    """``edition`` as it is set, ready to be frozen; ``choice`` is what it was composed from, None for a draft."""
    folder = edition_folder(digest.name, edition.issued_at.date(), edition.number)
    issue = Issue(
        digest.name,
        edition.number,
        edition.slot,
        edition.issued_at.astimezone(UTC),
        folder,
        draft=edition.curation.draft if edition.curation else "",
    )
    letter = _letter(edition, rendering, press, digest, folder)
    return Proof(edition, rendering, letter, issue, choice, preflight(rendering, digest.max_bytes), foot)


def _composed(connection: Connection, edition: Edition, choice: Choice) -> Edition:
    """``edition`` with what was chosen for it."""
    chosen = choice.fresh + choice.old
    known = ledger.highlights_by_id(connection, [id_ for one in chosen for id_ in one.ids])
    fresh, old = (
        [Pick(known[id_], one.reason) for one in lane for id_ in one.ids] for lane in (choice.fresh, choice.old)
    )
    return replace(edition, sections=sections(fresh), old=old_sections(old), waiting=choice.waiting)


def by_mail(settings: Settings, digest: DigestSettings) -> bool:
    """Whether editions of ``digest`` are sent by mail."""
    return settings.smtp.server is not None and "smtp" in digest.deliver


def plan_deliveries(
    connection: Connection,
    press: Press,
    digest: DigestSettings,
    number: int,
    recipients: Iterable[str],
    planned: datetime,
) -> None:
    """Plan the delivery of an issued edition to each of ``recipients``; ``planned`` is when, by the real clock."""
    letters = [(recipient, _message_id(press, digest, number, recipient)) for recipient in recipients]
    deliveries.plan(connection, digest.name, number, letters, planned)


def _spare(connection: Connection, digest: DigestSettings, number: int) -> None:
    """Do not even ask for recipients whom the server has not got; a person can (``digest deliver --to``)."""
    refused = deliveries.ever_rejected(connection)
    off = {one for one in refused if is_off(deliveries.last_tried(connection, one, IN_A_ROW))}
    for delivery in deliveries.of_edition(connection, digest.name, number) if off else ():
        if delivery.recipient in off:
            deliveries.set_state(connection, delivery, DeliveryState.REJECTED, NOT_TRIED, present_moment())


def report_of(proof: Proof, outcome: Outcome, folder: Path | None) -> RunReport:
    """What is to be told about ``proof``."""
    edition = proof.edition
    return RunReport(
        digest=edition.digest,
        slot=edition.slot,
        outcome=outcome,
        edition=edition.number,
        works=len(edition.all_sections),
        highlights=count_highlights(edition.all_sections),
        waiting=edition.waiting,
        old=count_highlights(edition.old),
        quiet=edition.quiet,
        folder=folder,
        html_bytes=len(proof.letter.html),
        warnings=proof.warnings,
    )


def already_issued(connection: Connection, settings: Settings, issued: Issue) -> RunReport:
    """What is to be told about an edition that stood for the slot before."""
    letter = ledger.letter(connection, issued.digest, issued.number)
    record = json.loads(letter.record)
    return RunReport(
        digest=issued.digest,
        slot=issued.slot,
        outcome="already-issued",
        edition=issued.number,
        works=len(record["works"]),
        highlights=record["highlights"],
        old=record.get("old", 0),
        waiting=record["waiting"],
        quiet=record["quiet"],
        folder=settings.outbox.folder / issued.folder,
        html_bytes=len(letter.html),
    )


def empty_report(connection: Connection, digest: DigestSettings, slot: str, now: datetime) -> RunReport:
    """What is to be told about a slot that has no edition, as there is nothing to print."""
    return RunReport(digest.name, slot, "empty", warnings=tuple(nothing_to_print(connection, digest, now)))


def frame_of(
    connection: Connection,
    press: Press,
    digest: DigestSettings,
    edition: Edition,
    printed: Iterable[StandingWarning],
) -> Frame:
    """What the letter of ``edition``, the next one of ``digest``, says about itself."""
    url = press.settings.outbox.public_url
    folder = edition_folder(digest.name, edition.issued_at.date(), edition.number)
    previous = ledger.last_issue(connection, digest.name)
    return Frame(
        title=digest.title,
        seal=digest.seal,
        language=digest.language,
        archive_url=f"{url}/index.html" if url else "",
        edition_url=f"{url}/{folder}/index.html" if url else "",
        previous_url=f"{url}/{previous.folder}/index.html" if url and previous else "",
        warnings=by_cause(printed),
        reasons=digest.reasons,
        clean_links=digest.clean_links,
        answers_to=_answers_to(press, digest),
    )


def _answers_to(press: Press, digest: DigestSettings) -> AnswersTo | None:
    """Where the links of a letter send answers; a letter that goes to nobody by mail has none to ask."""
    if not (digest.feedback_to and by_mail(press.settings, digest)):
        return None
    return AnswersTo(parse_mailbox(digest.feedback_to).address, key_of(press.instance))


def _fitted(edition: Edition, frame: Frame, templates: Sequence[Path], max_bytes: int) -> tuple[Edition, Rendering]:
    """The edition with as much in it as fits, its quotations cut shorter only when one alone is too large."""

    def fits(rendering: Rendering) -> bool:
        return len(rendering.html.encode()) <= max_bytes

    for room in ROOMS:
        fitted, rendering = fit(edition, partial(render_letter, frame=frame, folders=templates, room=room), fits)
        if fits(rendering):
            return fitted, rendering
    raise RenderError(
        f"the frame of the letter alone is larger than max_bytes = {max_bytes}",
        hint="raise max_bytes, or make the template smaller",
    )


def _letter(edition: Edition, rendering: Rendering, press: Press, digest: DigestSettings, folder: str) -> Letter:
    sender = press.settings.smtp.sender
    recipient = digest.to[0] if digest.to else sender
    identity = _message_id(press, digest, edition.number, recipient)
    message = build_message(
        rendering,
        sender=sender,
        recipient=recipient,
        date=edition.issued_at,
        message_id=identity,
        list_id=list_id(digest.name, sender),
    )
    record = record_bytes(record_of(edition, subject=rendering.subject, message_id=identity))
    return Letter(folder, record, rendering.html.encode(), rendering.text.encode(), message)


def _message_id(press: Press, digest: DigestSettings, number: int, recipient: str) -> str:
    sender = press.settings.smtp.sender
    return message_id(press.instance, digest=digest.name, number=number, recipient=recipient, sender=sender)
