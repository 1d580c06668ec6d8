"""The formats that are read, which of them claims a document, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, get_args

from digest.intake.document import Document, Shape
from digest.intake.formats import (
    apple_books,
    apple_books_json,
    boox,
    cubox,
    cubox_archiver,
    cubox_json,
    dedao,
    digest_csv,
    digest_jsonl,
    digest_markdown,
    flomo,
    glasp,
    hypothesis,
    hypothesis_csv,
    hypothesis_json,
    hypothesis_text,
    instapaper,
    instapaper_csv,
    karakeep_json,
    kindle_clippings,
    kindle_note,
    kindle_notebook,
    kindle_notebook_csv,
    kobo,
    koreader_json,
    koreader_lua,
    koreader_markdown,
    koreader_text,
    linkwarden_json,
    logseq,
    markdown,
    matter,
    matter_csv,
    memos_json,
    moonreader_mrexpt,
    moonreader_pdf,
    netscape_bookmarks,
    omnivore,
    omnivore_highlights,
    omnivore_json,
    pinboard_json,
    pocket_csv,
    pocket_html,
    pocket_json,
    raindrop,
    raindrop_csv,
    readeck,
    reader_csv,
    readwise,
    readwise_csv,
    readwise_json,
    readwise_logseq,
    reportify,
    simpread,
    table,
    wallabag_json,
    web_clipper,
    web_clipper_json,
    weread,
    weread_copy,
    zotero,
    zotero_integration,
)
from digest.intake.trouble import Misshapen
from digest.model.clipping import Clipping, Problem


class Format(Protocol):
    """A module of ``digest.intake.formats`` (see docs/adding-a-format.md)."""

    NAME: str

    SHAPE: Shape
    """Of the documents it is asked about."""

    SUREST: int
    """The most that ``identify`` answers."""

    def identify(self, document: Document) -> int:
        """How sure it is that ``document`` is its own: 0 (not at all) to 100, from the head of its content."""

    def parse(self, document: Document) -> Iterator[Clipping | Problem]:
        """What ``document`` states, in its order; never raises, whatever the document holds, but ``Misshapen``."""


FORMATS: tuple[Format, ...] = (
    apple_books,
    apple_books_json,
    boox,
    cubox,
    cubox_archiver,
    cubox_json,
    dedao,
    digest_csv,
    digest_jsonl,
    digest_markdown,
    flomo,
    glasp,
    hypothesis,
    hypothesis_csv,
    hypothesis_json,
    hypothesis_text,
    instapaper,
    instapaper_csv,
    karakeep_json,
    kindle_clippings,
    kindle_note,
    kindle_notebook,
    kindle_notebook_csv,
    kobo,
    koreader_json,
    koreader_lua,
    koreader_markdown,
    koreader_text,
    linkwarden_json,
    logseq,
    matter,
    matter_csv,
    memos_json,
    moonreader_mrexpt,
    moonreader_pdf,
    netscape_bookmarks,
    omnivore,
    omnivore_highlights,
    omnivore_json,
    pinboard_json,
    pocket_csv,
    pocket_html,
    pocket_json,
    raindrop,
    raindrop_csv,
    readeck,
    reader_csv,
    readwise,
    readwise_csv,
    readwise_json,
    readwise_logseq,
    reportify,
    simpread,
    table,
    wallabag_json,
    web_clipper,
    web_clipper_json,
    weread,
    weread_copy,
    zotero,
    zotero_integration,
    markdown,
)


class Understood(NamedTuple):
    """What a document states; ``format`` is empty when none recognised it, or it is not what it begins like."""

    format: str
    clippings: Sequence[Clipping]
    problems: Sequence[Problem]


def understand(document: Document, formats: Sequence[Format] = FORMATS) -> Understood:
    """What the one format that claims ``document`` makes of it."""
    form = claim(document, formats)
    if isinstance(form, Problem):
        return Understood("", (), (form,))
    clippings, problems = [], []
    try:
        for stated in form.parse(document):
            if isinstance(stated, Problem):
                problems.append(stated)
            else:
                clippings.append(stated)
    except Misshapen as error:
        return Understood("", (), (error.trouble.at(document.path),))
    if form.SHAPE == "text" and document.front.problem:
        problems.insert(0, document.front.problem.at(document.path))
    return Understood(form.NAME, clippings, problems)


def asked(document: Document, formats: Sequence[Format] = FORMATS) -> list[Format]:
    """The formats that are asked about a document of this shape, those that can be the surest first."""
    return _ASKED[document.shape] if formats is FORMATS else _of_shape(document.shape, formats)


def _of_shape(shape: Shape, formats: Sequence[Format]) -> list[Format]:
    return sorted((form for form in formats if shape == form.SHAPE), key=lambda form: -form.SUREST)


_ASKED = {shape: _of_shape(shape, FORMATS) for shape in get_args(Shape)}


def claims(document: Document, formats: Sequence[Format] = FORMATS) -> list[tuple[int, Format]]:
    """Who claims ``document``, and how surely (1 to 100), the surest first."""
    scores = [(form.identify(document), form) for form in asked(document, formats)]
    return sorted((claim for claim in scores if claim[0] > 0), key=lambda claim: -claim[0])


def claim(document: Document, formats: Sequence[Format] = FORMATS) -> Format | Problem:
    """The one format that claims ``document`` most surely; a problem when none does, or two do alike."""
    best, surest = 0, list[Format]()
    for form in asked(document, formats):
        if best > form.SUREST:
            break  # neither it nor any after it can be as sure
        score = form.identify(document)
        if score > best:
            best, surest = score, [form]
        elif score == best > 0:
            surest.append(form)
    if len(surest) == 1:
        return surest[0]
    if not document.text.strip():
        return document.problem(0, "the file is empty", "if it is still being synced, it is read when it has come")
    if best == 0:
        names = ", ".join(form.NAME for form in asked(document, formats))
        hint = "docs/formats.md says what is read; or move it elsewhere"
        return document.problem(0, f"no format recognises it (asked: {names})", hint)
    names = " and ".join(form.NAME for form in surest)
    return document.problem(0, f"{names} claim it alike", "please report it: the formats should agree")
