"""From the edition to what the templates print: cut to the room there is, made safe, put into words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, zip_longest

from digest.core import compose
from digest.core.activity import covered, looked_back_on
from digest.core.notetags import without_tags
from digest.core.text import clean, display_title, ends_sentence, excerpt, language, reading_seconds
from digest.core.trackers import without_trackers
from digest.model.choice import Reason
from digest.model.clipping import COLORS, Kind, Markup
from digest.model.edition import Edition, Pick, Section
from digest.model.letter import Frame
from digest.model.library import Highlight, Work
from digest.render import charts, names
from digest.render.answers import AnswerLinks
from digest.render.envelope import preheader, subject
from digest.render.hosts import true_host
from digest.render.links import LONGEST, safe_link, sentence_link
from digest.render.room import Room
from digest.render.sanitise import LONGEST_MARKDOWN, Passage, markdown, plain
from digest.render.tokens import Tokens
from digest.render.view import (
    Again,
    Group,
    HighlightView,
    Lead,
    LetterView,
    Line,
    Link,
    Note,
    Piece,
    Point,
    Prose,
    Row,
    Title,
    Week,
    WorkView,
)
from digest.render.words import Words

CONTENTS_FROM = 4
"""Works that make a table of contents worth its lines."""

SUBJECT = 140
"""Columns of a subject that a curator gave."""

_WORK_TAGS = 3
_WORDS_ON_THE_PAGE = {Kind.ARTICLE, Kind.NOTE, Kind.TWEET}
_CITATION = re.compile(r"((?:\[\d{1,3}\])+)")


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Sets texts with ``words`` around them, by the ``tokens``, into the ``room``, with ``answers`` below them.

    With ``reasons``, each highlight says why it is there; with ``clean_links``, links do without what trackers
    added.
    """

    words: Words
    tokens: Tokens
    room: Room
    answers: AnswerLinks
    reasons: bool = False
    clean_links: bool = True

    def letter(self, edition: Edition, frame: Frame) -> LetterView:
        """The whole letter."""
        curation = edition.curation
        opening = None if curation else compose.lead(edition.sections)
        works = tuple(self.work(section, opening) for section in edition.sections)
        alone = edition.quiet and len(edition.old) == 1
        again = () if alone else tuple(self.again(section, edition) for section in edition.old)
        lead = self.old(edition) if alone else self.lead(opening) if opening else None
        introduction = self.prose(curation.introduction) if curation else None
        stat = self.stat(edition, _shown(works, again, lead, introduction))
        titles = self.titles(edition, works, again, lead)
        seal, activity = names.name(frame.seal), edition.activity
        return LetterView(
            lang=self.words.language,
            subject=names.name(curation.subject if curation else "", SUBJECT)
            or subject(self.words, frame.title, edition.number, titles),
            preheader=preheader(_first_text(works, again, lead, introduction), [titles[0], stat]),
            seal=Line(language(seal), seal),
            title=names.name(frame.title),
            issue=self.issue(edition),
            date=self.headline(edition),
            stat=stat,
            strip=charts.strip(self.words, activity) if activity and edition.form == "daily" else None,
            week=self.week(edition),
            remark=self.remark(edition) if not (works or again or lead) else "",
            introduction=introduction,
            lead=lead,
            contents=self.contents(edition.sections, works, again) if len(works) >= CONTENTS_FROM else (),
            works=works,
            again=again,
            waiting=self.words.count("letter", "waiting", edition.waiting) if edition.waiting else "",
            warnings=self.warnings(frame),
            nav=self.nav(frame),
        )

    def headline(self, edition: Edition) -> str:
        """What stands largest: the title that a curator gave the letter, else its date."""
        return self.given_title(edition) or self.date(edition)

    def issue(self, edition: Edition) -> str:
        """The number of the letter, with its date where that is not the headline."""
        number = self.words.say("letter", "issue", n=edition.number)
        return f"{self.date(edition)} · {number}" if self.given_title(edition) else number

    def given_title(self, edition: Edition) -> str:
        """The title that a curator gave the letter; empty without one."""
        return names.title(edition.curation.title, "").text if edition.curation else ""

    def date(self, edition: Edition) -> str:
        """The day of the letter, or the week it looks back on."""
        issued_on = edition.issued_at.date()
        if edition.form == "weekly":
            return self.words.week(looked_back_on(edition.form, issued_on)[0])
        return self.words.day(issued_on)

    def work(self, section: Section, opening: Pick | None) -> WorkView:
        """A work with its highlights, without the one that opens the letter; or with its points."""
        work = section.work
        picks = [pick for pick in section.picks if pick is not opening]
        first, *between, closing = [self.prose(one) for one in section.words] or [None, None]
        summary = work.kind is Kind.SUMMARY
        points = [pick.shown for pick in picks[: self.room.points]]
        return WorkView(
            title=self.title(work),
            byline=self.byline(section),
            url=self.link(work.url),
            excerpt=self.excerpt(work.excerpt),
            highlights=() if summary else self.highlights(picks, [first, *between]),
            words=first if summary else None,
            groups=self.groups(points) if summary else (),
            more=self.more(len(picks) - len(points)) if summary else "",
            actions=self.actions(work),
            closing=closing,
        )

    def title(self, work: Work) -> Title:
        """The title of ``work``, or the word for none."""
        return names.title(work.title, self.words.letter.untitled)

    def byline(self, section: Section) -> Line:
        """Who, when, how much, about what; parts that are not known are left out."""
        work = section.work
        parts = (
            *self.origin(work),
            names.published(work),
            self.amount(section),
            *names.tags(work.tags, _WORK_TAGS),
        )
        shown = " · ".join(part for part in parts if part)
        return Line(language(shown), shown)

    def origin(self, work: Work) -> list[str]:
        """Who wrote a work or where it stood, and where its title leads if it seems to lead elsewhere."""
        origin, host = names.origin(work), true_host(work.title, self.link(work.url))
        known = not host or host.removeprefix("www.") == origin
        return [part for part in (origin, "" if known else f"→ {host}") if part]

    def amount(self, section: Section) -> str:
        """How many highlights a section holds, the one that opens the letter among them."""
        if section.work.kind is Kind.SUMMARY:
            return str(self.words.letter.summary)
        return self.words.count("letter", "highlights", len(section.picks))

    def excerpt(self, text: str) -> Line | None:
        """What a work is about, in a few lines."""
        whole = " ".join(clean(text[: _reach(self.room.excerpt)]).split())
        shown, cut = excerpt(whole, self.room.excerpt)
        if not shown or not self.room.excerpt:
            return None
        lang = language(shown)
        return Line(lang, shown + self.tokens.face(lang).cut if cut and not ends_sentence(shown) else shown)

    def prose(self, words: str) -> Prose | None:
        """A curator's words; None where there are none."""
        if not words.strip():
            return None
        lang, passage = self.passage(words, Markup.MARKDOWN, math.inf)
        return Prose(lang, passage.html, passage.text)

    def highlights(self, picks: Sequence[Pick], words: Sequence[Prose | None]) -> tuple[HighlightView, ...]:
        """Highlights in their order, each after its ``words``, if there are any.

        There is a heading where a chapter begins, when there is more than one chapter. Why they are there is said
        once of those that are there for the same reason.
        """
        headings = [pick.shown.heading for pick in picks]
        chapters = len({heading for heading in headings if heading}) > 1
        begins = [chapters and now != above for now, above in zip(headings, ["", *headings], strict=False)]
        shown = [
            self.highlight(pick, pick.shown.heading if begin else "", said)
            for pick, begin, said in zip_longest(picks, begins, words[: len(picks)])
        ]
        above = ["", *(one.reason for one in shown)]
        return tuple(
            replace(one, reason="") if one.reason == said else one for one, said in zip(shown, above, strict=False)
        )

    def highlight(self, pick: Pick, heading: str = "", words: Prose | None = None) -> HighlightView:
        """A highlight with its note and tags, and the words before it."""
        highlight = pick.shown
        lang, passage = self.passage(highlight.text, highlight.markup, self.room.quote)
        return HighlightView(
            lang=lang,
            html=passage.html,
            text=passage.text,
            url=self.place(highlight, passage.text),
            color=highlight.color if highlight.color in COLORS else "",
            heading=names.heading(heading),
            note=self.note(highlight),
            tags=names.line(" ".join(names.tags(highlight.tags, self.room.tags))),
            answers=self.answers.below(highlight),
            words=words,
            reason=self.reason(pick.reason),
        )

    def reason(self, why: Reason) -> str:
        """Why a highlight is in the letter, where that is wanted and not said above an old one."""
        if not self.reasons:
            return ""
        said = why.lane in ("on-this-day", "pair", "earlier") or (why.lane == "revisit" and why.turn > 1)
        parts = [] if said else [self.words.say("reasons", why.lane.replace("-", "_"))]
        parts += [self.words.say("reasons", "marks")] if why.value > 1 else []
        return " · ".join(parts)

    def note(self, highlight: Highlight) -> Note | None:
        """The reader's own words, without the tags among them that say what is thought of the highlight."""
        note = without_tags(highlight.note)
        if not note.strip():
            return None
        lang, passage = self.passage(note, highlight.markup, self.room.note)
        return Note(lang, passage.html, passage.text)

    def lead(self, pick: Pick, label: str = "", note: Note | None = None) -> Lead:
        """The highlight that opens the letter."""
        highlight = pick.shown
        lang, passage = self.passage(highlight.text, highlight.markup, self.room.quote)
        place, answers = self.place(highlight, passage.text), self.answers.below(highlight)
        return Lead(
            lang=lang,
            html=passage.html,
            text=passage.text,
            url=place,
            title=self.title(highlight.work),
            label=label,
            note=note,
            answers=answers,
            reason=self.reason(pick.reason),
        )

    def old(self, edition: Edition) -> Lead:
        """The one old highlight of a quiet edition, with its age and its note."""
        pick = edition.old[0].picks[0]
        return self.lead(pick, self.age(pick.shown, edition.issued_at), self.note(pick.shown))

    def again(self, section: Section, edition: Edition) -> Again:
        """An old highlight with what tells it from others: its day, and what it stands beside."""
        work, pick = section.work, section.picks[0]
        label = self.age(pick.highlight, edition.issued_at)
        beside = _work_of(pick.reason.beside, edition)
        if pick.reason.lane == "revisit" and pick.reason.turn > 1 and pick.reason.since:
            label = self.words.say("letter", "not_met", label=label, day=self.words.day(pick.reason.since, "month"))
        before, closing = [self.prose(one) for one in section.words] or [None, None]
        return Again(
            label=label,
            beside=self.title(beside) if beside else None,
            highlight=self.highlight(pick, words=before),
            title=self.title(work),
            origin=" · ".join(self.origin(work)),
            url=self.link(work.url),
            closing=closing,
        )

    def age(self, highlight: Highlight, now: datetime) -> str:
        """How long ago a highlight was marked if it was on this day of another year, else its date."""
        marked = highlight.marked.at.astimezone(now.tzinfo).date()
        years = now.year - marked.year
        if years > 0 and (marked.month, marked.day) == (now.month, now.day):
            return self.words.count("letter", "years_ago", years)
        return self.words.say("letter", "marked_on", day=self.words.day(marked, "full"))

    def groups(self, points: Sequence[Highlight]) -> tuple[Group, ...]:
        """The points of a summary under their headings; the first group opens it and needs none."""
        return tuple(
            Group(names.heading(heading) if number else None, tuple(map(self.point, group)))
            for number, (heading, group) in enumerate(groupby(points, key=lambda point: point.heading))
        )

    def point(self, point: Highlight) -> Point:
        """A point of a summary, its citation marks apart."""
        lang, passage = self.passage(point.text, point.markup, self.room.quote)
        if point.markup is Markup.MARKDOWN:
            return Point(lang, (Piece(passage.html, ""),), passage.text)
        parts = [*_CITATION.split(passage.text), ""]
        pieces = tuple(Piece(plain(text).html, marks) for text, marks in zip(parts[::2], parts[1::2], strict=True))
        return Point(lang, pieces, passage.text)

    def passage(self, text: str, markup: Markup, limit: float) -> tuple[str, Passage]:
        """A text of at most ``limit`` and its language; a longer one ends with a mark where it was cut."""
        if markup is Markup.MARKDOWN and len(text) <= LONGEST_MARKDOWN:
            passage = markdown(clean(text), picture=self.words.letter.picture, link=self.address)
        else:
            passage = plain(clean(text[: _reach(limit)]))
        shown, cut = excerpt(passage.text, limit)
        lang = language(shown)
        return lang, plain(shown + self.tokens.face(lang).cut) if cut else passage

    def address(self, url: str, longest: int = LONGEST) -> str:
        """``url`` as it is linked, if it is safe and not longer than ``longest``, else empty."""
        return safe_link(without_trackers(url.strip()) if self.clean_links else url, longest)

    def link(self, url: str) -> str:
        """``url`` as it is linked, if it is safe and there is room for it, else empty."""
        return self.address(url, self.room.link)

    def place(self, highlight: Highlight, shown: str) -> str:
        """Where a highlight stands: its own address, else its words on the page of its work, else nowhere."""
        own, work = self.link(highlight.url), highlight.work
        if own or work.kind not in _WORDS_ON_THE_PAGE:
            return own
        return sentence_link(self.link(work.url), shown, self.room.link)

    def actions(self, work: Work) -> tuple[Link, ...]:
        """Where to read on."""
        app = names.name(work.app) or self.words.letter.the_app
        links = (
            Link(self.words.letter.original, self.link(work.url)),
            Link(display_title(self.words.say("letter", "open", app=app)), self.link(work.app_url)),
        )
        return tuple(link for link in links if link.url)

    def more(self, left_out: int) -> str:
        """How many points there was no room for."""
        return self.words.count("letter", "points", left_out) if left_out else ""

    def contents(
        self, sections: Sequence[Section], works: Sequence[WorkView], again: Sequence[Again]
    ) -> tuple[Row, ...]:
        """The works and how much of each the letter holds, and the old ones together."""
        rows = [Row(work.title, self.amount(section)) for section, work in zip(sections, works, strict=True)]
        if again:
            heading = names.title(self.words.letter.again, "")
            rows.append(Row(heading, self.words.count("letter", "highlights", len(again))))
        return tuple(rows)

    def stat(self, edition: Edition, texts: Iterable[str]) -> str:
        """How much there is, and the minutes to read all the ``texts``; from which days, if that is not plain."""
        if edition.quiet and len(edition.old) < 2:
            return self.nothing_new(edition)
        minutes = max(1, round(reading_seconds("\n".join(texts)) / 60))
        highlights, old = map(compose.count_highlights, (edition.sections, edition.old))
        parts = [self.words.count("letter", "works", len(edition.sections))] if edition.sections else []
        since = edition.covers_from.date() if edition.covers_from else None
        if days := covered(edition.form, since, edition.issued_at.date()):
            parts.insert(0, self.words.days(*days))
        if edition.form != "weekly" and highlights:  # whose chart has the number of highlights
            parts.append(self.words.count("letter", "highlights", highlights))
        if old:
            parts.append(self.words.count("letter", "old", old))
        return str(self.words.letter.comma).join([*parts, self.words.count("letter", "minutes", minutes)])

    def week(self, edition: Edition) -> Week | None:
        """The chart of a weekly letter; a quiet one after a week without a mark has none."""
        activity = edition.activity
        if activity is None or edition.form != "weekly" or (edition.quiet and not any(activity.counts)):
            return None
        return charts.week(self.words, activity)

    def nothing_new(self, edition: Edition) -> str:
        """What a quiet letter says of itself."""
        return str(vars(self.words.letter)[f"quiet_{edition.form}"])

    def remark(self, edition: Edition) -> str:
        """What a letter without anything to read says instead: how much the days before it brought."""
        if edition.activity is None or edition.form == "weekly":
            return ""
        lately = sum(edition.activity.counts)
        return self.words.count("letter", "lately", lately) if lately else str(self.words.letter.not_lately)

    def titles(
        self, edition: Edition, works: Sequence[WorkView], again: Sequence[Again], lead: Lead | None
    ) -> list[str]:
        """What the subject names: a given title, else the works, those of old highlights, or that nothing is new.

        The first is labelled with the week of a weekly letter, or with what the old highlights are.
        """
        if given := self.given_title(edition):
            return [given]
        label = ""
        titles = [work.title.text for work in works]
        if not titles and again:
            label, titles = str(self.words.letter.again), [one.title.text for one in again]
        titles = titles or [self.nothing_new(edition)]
        if edition.form == "weekly":
            label = self.words.week(looked_back_on(edition.form, edition.issued_at.date())[0], "short_week")
        if lead and lead.label:
            label, titles = lead.label, [lead.title.text]
        return [self.words.say("subject", "label", label=label, first=titles[0]), *titles[1:]] if label else titles

    def warnings(self, frame: Frame) -> tuple[str, ...]:
        """What is wrong with digest itself, and where more is said of it; nothing when all is well."""
        told = [self.words.count("warnings", cause, n) for cause, n in frame.warnings]
        return (*told, self.words.say("warnings", "more")) if told else ()

    def nav(self, frame: Frame) -> tuple[Link, ...]:
        """Where else there is to read, as far as it is published."""
        links = (
            Link(self.words.letter.previous, safe_link(frame.previous_url)),
            Link(self.words.letter.archive, safe_link(frame.archive_url)),
            Link(self.words.letter.view, safe_link(frame.edition_url)),
        )
        return tuple(link for link in links if link.url)


def _reach(limit: float) -> int | None:
    """Characters that decide how a text is cut to ``limit``; None for all of them."""
    return None if limit == float("inf") else 2 * int(limit) + 2


def _work_of(id_: int | None, edition: Edition) -> Work | None:
    """The work of a fresh highlight of the edition."""
    works = (one.work for one in edition.sections for pick in one.picks if pick.highlight.id == id_)
    return next(works, None)


def _shown(
    works: Sequence[WorkView], again: Sequence[Again], lead: Lead | None, introduction: Prose | None
) -> list[str]:
    """Every text of the letter that takes time to read."""
    texts = [lead.text] if lead else []
    for work in works:
        texts += [work.excerpt.text] if work.excerpt else []
        texts += [point.text for group in work.groups for point in group.points]
    highlights = [*(one for work in works for one in work.highlights), *(one.highlight for one in again)]
    for highlight in highlights:
        texts += [highlight.text, highlight.note.text if highlight.note else ""]
    curated = (
        introduction,
        *(words for work in works for words in (work.words, work.closing)),
        *(highlight.words for highlight in highlights),
        *(one.closing for one in again),
    )
    return texts + [words.text for words in curated if words]


def _first_text(
    works: Sequence[WorkView], again: Sequence[Again], lead: Lead | None, introduction: Prose | None
) -> str:
    """The text that stands for the letter before it is opened."""
    firsts = [one.text for one in (introduction, lead) if one]
    firsts += [highlight.text for work in works for highlight in work.highlights[:1]]
    firsts += [point.text for work in works for group in work.groups[:1] for point in group.points[:1]]
    firsts += [one.highlight.text for one in again[:1]]
    return firsts[0] if firsts else ""
