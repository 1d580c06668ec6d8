"""The archive: an index of every edition, a feed of the newest, and a reading page around each letter.

The pages are plain files that also work straight from a disk. Each carries a content security policy that
lets in nothing but the stylesheet beside it, the framed letter, and the index's one script by its fingerprint.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path

from digest import shipped
from digest.core.activity import step
from digest.core.text import clean, display_title, excerpt, language, one_line
from digest.model.edition import Activity, Form
from digest.model.letter import Frame
from digest.render.feed import Entry, feed
from digest.render.shelf import look_up
from digest.render.template import page_form
from digest.render.tokens import Tokens, read_tokens
from digest.render.words import Words, read_words

_LEAD_LENGTH = 140
"""In Han characters: more than two lines of the index can show."""

_NAME_WEEKS = 3
"""As many weeks as the name of a month is wide."""

_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class ArchivedEdition:
    """What the archive says of an edition.

    ``title`` is that of its digest; ``folder`` its place in the outbox, with slashes; ``lead`` the quotation
    that stands for it, plain, or empty; ``works`` the titles as stored; ``highlights`` how many are the
    reader's own. ``search_text`` is everything a search may find: titles, quotations, notes, tags. Nothing was
    fresh for a ``quiet`` edition. An ``unsent`` one was to be mailed, and did not go out to everybody.
    """

    digest: str
    title: str
    number: int
    issued_at: datetime
    folder: str
    subject: str
    lead: str
    works: tuple[str, ...]
    highlights: int
    search_text: str
    form: Form = "daily"
    quiet: bool = False
    withdrawn: bool = False
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """A text and the language it is set in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class _Row:
    """An edition as the index prints it; ``marks`` are the words for what is unusual about it."""

    folder: str
    day: int
    weekday: str
    lead: _Block
    works: tuple[_Block, ...]
    digest: _Block
    issue: str
    counts: str
    marks: tuple[str, ...]
    search: str


@dataclass(frozen=True, slots=True)
class _Square:
    """A day of the year; ``title`` says it in words, ``folder`` is that of an edition of the day, or empty."""

    step: int
    title: str
    folder: str


@dataclass(frozen=True, slots=True)
class _Week:
    """A week of the year, from its Monday; ``month`` is the name below it, or empty."""

    squares: tuple[_Square, ...]
    month: str


@dataclass(frozen=True, slots=True)
class _Month:
    name: str
    year: int
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all pages of one archive share."""

    frame: Frame
    words: Words
    tokens: Tokens
    script: str
    templates: Sequence[Path]

    def fill(self, template: str, **facts: object) -> str:
        frame = {
            "frame": self.frame,
            "language": self.words.language,
            "say": partial(self.words.say, "archive"),
        }
        return page_form(look_up(self.templates, f"archive/{template}")).fill(frame | facts)


def render_archive(
    editions: Sequence[ArchivedEdition],
    frame: Frame,
    year: Activity,
    instance: bytes,
    folders: Sequence[Path] = (shipped.folder("templates"),),
) -> Iterator[tuple[str, str]]:
    """Every page of the archive: its path in the outbox and its text.

    The order is that of writing, so that no page ever leads to one that is not there yet: the stylesheet, the
    reading pages with the newest first, the feed, the index. ``year`` is what the index shows above the editions,
    in weeks from its first day on; the ids of the feed are made from ``instance``, that of the library.
    Templates, words and tokens are looked up in ``folders``.

    Raises:
        RenderError: one of them is missing or wrong.
    """
    setting = _setting(editions, frame, folders)
    newest_first = sorted(editions, key=_moment, reverse=True)
    yield "archive.css", _stylesheet(setting)
    yield from _reading_pages(setting, newest_first)
    if newest_first:
        yield "feed.xml", _feed(setting, newest_first, instance)
    yield "index.html", _index(setting, newest_first, year)


def _setting(editions: Sequence[ArchivedEdition], frame: Frame, folders: Sequence[Path]) -> _Setting:
    spoken = _spoken(editions, frame.title) if frame.language == "auto" else frame.language
    return _Setting(
        replace(frame, title=one_line(frame.title), seal=one_line(frame.seal)),
        words=read_words(folders, spoken),
        tokens=read_tokens(look_up(folders, "tokens.toml")),
        script=look_up(folders, "archive/search.js").read(),
        templates=folders,
    )


def _spoken(editions: Sequence[ArchivedEdition], title: str) -> str:
    """The language most editions are in, which does not change with each letter; without any, that of ``title``."""
    spoken = Counter(language(" ".join((edition.lead, *edition.works))) for edition in editions)
    return max(sorted(spoken), key=spoken.__getitem__, default=language(title))


def _moment(edition: ArchivedEdition) -> tuple[date, datetime, str]:
    """The date on the letter first: months must not mix where digests have different time zones."""
    return edition.issued_at.date(), edition.issued_at, edition.folder


def _stylesheet(setting: _Setting) -> str:
    tokens = setting.tokens
    face = tokens.face(setting.words.language)
    return setting.fill("archive.css", light=tokens.light, dark=tokens.dark, faces=tokens.faces, face=face)


def _reading_pages(setting: _Setting, newest_first: Sequence[ArchivedEdition]) -> Iterator[tuple[str, str]]:
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for earlier, later in pairwise(sorted(newest_first, key=lambda edition: (edition.digest, edition.number))):
        if earlier.digest == later.digest:
            before[later.folder], after[earlier.folder] = earlier.folder, later.folder
    for edition in newest_first:
        place = edition.folder
        yield f"{place}/index.html", _reading_page(setting, edition, before.get(place), after.get(place))


def _reading_page(setting: _Setting, edition: ArchivedEdition, before: str | None, after: str | None) -> str:
    return setting.fill(
        "edition.html.j2",
        policy=f"{_POLICY}; frame-src 'self'",
        title=one_line(edition.title),
        heading=setting.words.day(edition.issued_at),
        date=setting.words.day(edition.issued_at, "full"),
        year=edition.issued_at.year,
        marks=_marks(setting, edition),
        root=posixpath.relpath(".", edition.folder),
        previous=before and posixpath.relpath(before, edition.folder),
        next=after and posixpath.relpath(after, edition.folder),
    )


def _feed(setting: _Setting, newest_first: Sequence[ArchivedEdition], instance: bytes) -> str:
    entries = [
        Entry(
            name=f"{edition.digest} {edition.number}",
            title=edition.subject,
            issued_at=edition.issued_at,
            page=f"{edition.folder}/index.html",
            lead=_lead(edition),
            works=_works(edition),
        )
        for edition in newest_first
        if not edition.withdrawn
    ]
    updated = max(edition.issued_at for edition in newest_first)
    return feed(setting.frame, setting.words.language, entries, updated=updated, instance=instance)


def _index(setting: _Setting, newest_first: Sequence[ArchivedEdition], year: Activity) -> str:
    fingerprint = base64.b64encode(hashlib.sha256(setting.script.encode()).digest()).decode()
    return setting.fill(
        "index.html.j2",
        policy=f"{_POLICY}; script-src 'sha256-{fingerprint}'",
        script=setting.script,
        stat=_stat(setting.words, newest_first),
        year=list(_year(setting, newest_first, year)),
        months=list(_months(setting, newest_first)),
        several_digests=len({edition.digest for edition in newest_first}) > 1,
    )


def _stat(words: Words, newest_first: Sequence[ArchivedEdition]) -> str:
    if not newest_first:
        return words.say("archive", "none")
    latest = newest_first[0].issued_at
    standing = [edition for edition in newest_first if not edition.withdrawn]
    return words.say(
        "archive",
        "stat",
        editions=words.count("archive", "editions", len(newest_first)),
        works=words.count("letter", "works", len({title for edition in standing for title in edition.works})),
        highlights=words.count("letter", "highlights", sum(one.highlights for one in standing if not one.quiet)),
        date=words.day(latest, "full"),
        time=f"{latest:%H:%M}",
    )


def _year(setting: _Setting, newest_first: Sequence[ArchivedEdition], year: Activity) -> Iterator[_Week]:
    """The year by weeks; a month is named below the first week that begins in it, if the next name leaves room."""
    words = setting.words
    editions = {edition.issued_at.date(): edition for edition in reversed(newest_first)}
    days = list(year.days())
    weeks = [days[start : start + 7] for start in range(0, len(days), 7)]
    begun = [week[0][0].replace(day=1) for week in weeks]
    for number, week in enumerate(weeks):
        first = number == 0 or begun[number - 1] != begun[number]
        named = first and begun[number : number + _NAME_WEEKS] == [begun[number]] * _NAME_WEEKS
        yield _Week(
            tuple(_square(words, day, count, editions.get(day)) for day, count in week),
            words.day(week[0][0], "column") if named else "",
        )


def _square(words: Words, day: date, count: int, edition: ArchivedEdition | None) -> _Square:
    highlights = words.count("letter", "highlights", count)
    title = words.say("archive", "on_day", day=words.day(day, "full"), highlights=highlights)
    if edition:
        title = words.letter.comma.join((title, words.say("letter", "issue", n=edition.number)))
    return _Square(step(count), title, edition.folder if edition else "")


def _months(setting: _Setting, newest_first: Sequence[ArchivedEdition]) -> Iterator[_Month]:
    for (year, _), editions in groupby(newest_first, lambda each: (each.issued_at.year, each.issued_at.month)):
        rows = [(edition.issued_at, _row(setting, edition)) for edition in editions]
        yield _Month(setting.words.day(rows[0][0], "heading"), year, tuple(row for _, row in rows))


def _row(setting: _Setting, edition: ArchivedEdition) -> _Row:
    issue = setting.words.say("letter", "issue", n=edition.number)
    works = tuple(map(_block, _works(edition)))
    lead = _lead(edition)
    weekly = edition.form == "weekly"
    return _Row(
        folder=edition.folder,
        day=edition.issued_at.day,
        weekday=setting.words.say("archive", "weekly") if weekly else setting.words.day(edition.issued_at, "row"),
        lead=_block(lead or " · ".join(work.text for work in works) or _nothing_new(setting.words, edition)),
        works=works if lead else (),
        digest=_block(one_line(edition.title)),
        issue=issue,
        counts=_counts(setting.words, edition),
        marks=_marks(setting, edition),
        search=_folded(edition.search_text),
    )


def _works(edition: ArchivedEdition) -> tuple[str, ...]:
    return tuple(display_title(one_line(title)) for title in edition.works)


def _lead(edition: ArchivedEdition) -> str:
    lead, _ = excerpt(" ".join(clean(edition.lead).split()), _LEAD_LENGTH)
    return lead


def _nothing_new(words: Words, edition: ArchivedEdition) -> str:
    return words.say("letter", f"quiet_{edition.form}")


def _counts(words: Words, edition: ArchivedEdition) -> str:
    if edition.quiet and edition.works:
        return words.say("archive", "old")
    counts = {"works": len(edition.works), "highlights": edition.highlights}
    return words.say("letter", "comma").join(words.count("letter", what, n) for what, n in counts.items() if n)


def _marks(setting: _Setting, edition: ArchivedEdition) -> tuple[str, ...]:
    marks = {"withdrawn": edition.withdrawn, "unsent": edition.unsent}
    return tuple(setting.words.say("archive", mark) for mark, applies in marks.items() if applies)


def _block(text: str) -> _Block:
    return _Block(text, language(text))


def _folded(text: str) -> str:
    """``text`` as search.js compares it: without case, and full-width letters and marks like half-width ones."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).lower().split())
