"""Omnivore's notes in Obsidian and Logseq: after each highlight a link to its place in Omnivore.

    # Title
    #Omnivore

    [Read on Omnivore](https://omnivore.app/me/<slug>)
    [Read Original](…)

    ## Highlights

    > words of the highlight [⤴️](https://omnivore.app/me/<slug>#<highlight>)  #label  ^<8 digits of it>

    the reader's note

    - [Title](https://omnivore.app/me/<slug>)          the same page in Logseq
      site:: [example.org](…)
        - ### Highlights
                - > words of the highlight [⤴️](…)
                      note:: the reader's note

The programs are omnivore-app/obsidian-omnivore (read at commit 619013b) and its sister for Logseq; the service
was closed in 2024 and the notes remain. Readers could change the template, so only the links are relied on. The
words are Markdown, as Omnivore made it from the page. Several pages can share a file, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.anchored import Anchored, anchored_quotes
from digest.intake.dates import read_published, read_unix
from digest.intake.document import Document, Shape
from digest.intake.escapes import unescaped
from digest.intake.lines import Lines
from digest.intake.marks import find_marks
from digest.intake.once import once
from digest.intake.savedpage import saved_page
from digest.intake.stamps import front_stamp, read_stamp, stamped
from digest.model.clipping import Clipping, DateSource, Markup, Problem, Stamp, StatedWork

NAME = "omnivore"
SHAPE: Shape = "text"
SUREST = 94

_SLASH = "(?:/|&#x2F;)"
_PAGE = rf"https:{_SLASH}{{2}}omnivore\.app{_SLASH}(?:&#x2F;|[^\s()\[\]#]){{1,500}}"
_HIGHLIGHT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ANCHOR = re.compile(rf"\[[^\]\n]{{0,40}}\]\(({_PAGE})#({_HIGHLIGHT})\)([^\n]*)")
_PAGE_LINK = re.compile(rf"^[^\[\n]{{0,100}}\[([^\n]{{0,500}})\]\(({_PAGE})\)", re.MULTILINE)
_ORIGINAL = re.compile(r"\[[^\]\n]{0,40}Original[^\]\n]{0,40}\]\(([^\n]*)\)")
_TITLE = re.compile(r"^\\?#[ \t]+(\S.*)$", re.MULTILINE)
_PROPERTY = re.compile(r"^[ \t]+([a-z-]+)::[ \t]*(\S.*)$", re.MULTILINE)
_OTHER_PROPERTY = re.compile(r"(?!note::)[a-z-]+::")
_NEXT_BULLET = re.compile(r"^[ \t]*-(?:[ \t]|$)", re.MULTILINE)
_NEXT_PAGE = re.compile(r"^(?:%%|\\?#{1,6}[ \t]|-{3,}[ \t]*$)", re.MULTILINE)
_EMPTY_END = re.compile(r"(?<!\s)(?:\s*^[ \t]*>[> \t]*)+\Z", re.MULTILINE)
_LABEL = re.compile(r"#([^\s#^]+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
_SLUG_MOMENT = re.compile(r"-([0-9a-f]{11})$")
_LINK = re.compile(r"\[([^\]\n]{0,200})\]\(([^\n]{0,2000})\)|\[\[([^\]\n]{0,200})\]\]")
_ABOUT = 2_000  # characters around a link to a page in which it is described

_Works = Mapping[str, StatedWork]


def identify(document: Document) -> int:
    """High for a link to a highlight in Omnivore, and for the links to a page that its notes begin with."""
    head = document.head
    if "omnivore.app" not in head:
        return 0
    if _ANCHOR.search(head):
        return 94
    is_note = any("omnivore" in link[1].lower() for link in _PAGE_LINK.finditer(head))
    return 90 if is_note or "omnivore.app" in document.front.text("omnivore_url") else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights of each page in their order; of a page without links to them, what is marked in its text.

    A page without either is a saved page.
    """
    body = document.front.body
    works = _works(document)
    records = list(anchored_quotes(body, _ANCHOR.finditer(body)))
    if records:
        yield from once(_highlights(document, works, records))
    else:
        work = next(iter(works.values()), None) or _work(document, slug_of(document.front.text("omnivore_url")))
        saved = yield from front_stamp(document, "date_saved", otherwise=moment_of(work.key))
        marked = list(_marked(document, work, saved))
        page = Clipping(work, work.title, document.front.body_line, marked=saved)
        yield from marked or saved_page(document, page)


def _highlights(document: Document, works: _Works, records: list[Anchored]) -> Iterator[Clipping | Problem]:
    lines = Lines(document.front.body, document.front.body_line)
    saved = (yield from front_stamp(document, "date_saved")) if len(works) < 2 else None
    for position, (record, following) in enumerate(zip(records, [*records[1:], None], strict=True), 1):
        line = lines.at(record.start)
        page, highlight, tail = record.anchor.groups()
        text = _EMPTY_END.sub("", unescaped(record.text))
        if not text:
            hint = "write the words above it, or take the link out"
            yield document.problem(line, "a link to a highlight with no words above it", hint)
            continue
        slug = slug_of(page)
        printed = _DATE.search(tail)
        date = printed[0] if printed else ""
        marked = yield from read_stamp(document, line, date, otherwise=saved or moment_of(slug))
        yield Clipping(
            works.get(slug) or _work(document, slug),
            text,
            line,
            Markup.MARKDOWN,
            f"omnivore:{highlight}",
            _note(record, is_last=following is None or following.anchor[1] != page),
            f"{unescaped(page)}#{highlight}",
            tags=tuple(_LABEL.findall(tail.partition("^")[0])),
            marked=marked,
            position=position,
        )


def _marked(document: Document, work: StatedWork, saved: Stamp | None) -> Iterator[Clipping]:
    front = document.front
    lines = Lines(front.body, front.body_line)
    found: set[str] = set()
    for position, mark in enumerate(find_marks(front.body), 1):
        line = lines.at(mark.start)
        if mark.text not in found:
            found.add(mark.text)
            yield Clipping(work, mark.text, line, Markup.MARKDOWN, marked=saved, position=position)


def _note(record: Anchored, *, is_last: bool) -> str:
    """What stands below a quote, up to what begins another page, or in an outline up to the next bullet."""
    note = record.note
    if record.anchor.string.startswith("-", record.start):
        bullet = _NEXT_BULLET.search(note)
        lines = (line.strip() for line in note[: bullet.start() if bullet else None].split("\n"))
        note = "\n".join(line.removeprefix("note:: ") for line in lines if not _OTHER_PROPERTY.match(line))
    elif is_last and (end := _NEXT_PAGE.search(note)):
        note = note[: end.start()]
    return unescaped(note.strip())


def _works(document: Document) -> dict[str, StatedWork]:
    """The pages that are described in the note, by their slugs."""
    body = document.front.body
    works: dict[str, StatedWork] = {}
    links = list(_PAGE_LINK.finditer(body))
    ends = [link.start() for link in links[1:]] + [len(body)]
    begins = [0] + [link.end() for link in links[:-1]]
    for link, begin, end in zip(links, begins, ends, strict=False):
        slug = slug_of(link[2])
        below = body[link.end() : min(end, link.end() + _ABOUT)]
        if "omnivore" in link[1].lower():
            above = body[max(begin, link.start() - _ABOUT) : link.start()]
            title = next(reversed(_TITLE.findall(above)), "")
            original = _ORIGINAL.search(below) or _ORIGINAL.search(above)
            work = _work(document, slug, title, original[1] if original else "")
        elif (bullet := _NEXT_BULLET.search(below)) or "::" in below:
            work = _in_logseq(document, slug, link[1], below[: bullet.start() if bullet else None])
        else:
            continue
        works.setdefault(slug, work)
    front = document.front
    if len(works) == 1:
        slug, work = next(iter(works.items()))
        works[slug] = work._replace(
            title=front.text("title") or work.title,
            author=_known(front.text("author")) or work.author,
            site=front.text("site_name") or work.site,
            published=read_published(front.text("date_published")) or work.published,
            excerpt=front.text("description"),
            tags=front.tags("tags", "labels") or work.tags,
        )
    return works


def _work(document: Document, slug: str, title: str = "", original: str = "") -> StatedWork:
    front = document.front
    url = unescaped(original) or first_address(front.text("original_url", "url", "source"))
    return StatedWork(
        title=one_line(unescaped(title)) or front.text("title") or one_line(document.stem),
        key=f"omnivore:{slug}" if slug else "",
        author=_known(front.text("author")),
        site=site_of(url),
        url=url,
        app="Omnivore",
        app_url=f"https://omnivore.app/me/{slug}" if slug else "",
    )


def _in_logseq(document: Document, slug: str, title: str, below: str) -> StatedWork:
    stated = dict(_PROPERTY.findall(below))
    site = _LINK.search(stated.get("site", ""))
    labels = (label[2] for label in _LINK.findall(stated.get("labels", "")))
    published = _LINK.sub(r"\3", stated.get("date-published", ""))
    work = _work(document, slug, title, site[2] or "" if site else "")
    return work._replace(
        author=_known(one_line(stated.get("author", ""))),
        site=one_line(site[1] or "") if site else work.site,
        published=read_published(published),
        tags=tuple(filter(None, labels)),
    )


def _known(author: str) -> str:
    return "" if author.lower() in ("unknown", "unknown-author") else author


def slug_of(page: str) -> str:
    """The last part of a page's address in Omnivore, its name there."""
    return unescaped(page).rstrip("/").rpartition("/")[2]


def moment_of(slug: str) -> Stamp | None:
    """When a page came to Omnivore: its slug ends with the Unix milliseconds in hexadecimal digits."""
    digits = _SLUG_MOMENT.search(slug)
    return stamped(read_unix(str(int(digits[1], 16))) if digits else None, DateSource.ID)
