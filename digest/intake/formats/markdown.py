"""Markdown notes: what their reader marked or quoted in them.

    ==words==, <mark>words</mark>        a highlight; two equal ones are one
    > [!quote] Title                     a highlight; so is [!cite], [!highlight], [!excerpt], [!摘录] …
    > words                              a highlight if the setting ``library.quotes`` says so

A quote that holds marks gives its marks. A paragraph right after a quote that begins ``Note:`` or ``批注：`` is
the reader's note on it. Never taken: code, formulas, comments, tasks, other callouts, and drawings of Excalidraw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from digest.core.text import one_line
from digest.intake.blocks import NOTE_LABEL, Block, read_blocks
from digest.intake.document import Document, Shape
from digest.intake.frontmatter import FrontMatter
from digest.intake.lines import Lines
from digest.intake.marks import find_marks
from digest.intake.origin import Origin, is_furniture, read_origin, read_work
from digest.intake.stamps import front_stamp
from digest.model.clipping import COLORS, Clipping, Markup, Problem

NAME = "markdown"
SHAPE: Shape = "text"
SUREST = 10

_SIGN = re.compile(r"^(?:#{1,6} |>|```|~~~)|==[^\s=]|<mark\b|\*\*\S|\[\[|\]\(|^[-*+] \[[ xX]\] ", re.MULTILINE)

_CREATED = ("created", "date_created", "created_at", "create_time", "clipped", "saved", "date_saved", "date")

_TITLE_WITHIN = 50  # blocks from the top; a heading further down is no title
_KINDLE_LINE = "\n==========\n"

_CALLOUT = re.compile(r"\[!([^\]|\n]+)(?:\|([^\]\n]*))?\][+-]?[ \t]*(.*)")
_HIGHLIGHTS = frozenset(("highlights", "my highlights", "划线", "高亮", "标注"))
_QUOTE_CALLOUTS = frozenset(("quote", "cite", "highlight", "excerpt", "引用", "摘录", "划线"))
_QUOTE_MARKS = re.compile(r"^[ \t]*>[ \t>]*", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]?%%.*?%%", re.DOTALL)
_LOGSEQ_PROPERTY = re.compile(r"^[ \t]*(?:id|collapsed|logseq\.[\w.-]+):: .*\n?", re.MULTILINE)
_BLOCK_ID = re.compile(r"(?:\A|\s)\^[A-Za-z0-9-]+\s*\Z")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    line: int
    heading: str
    color: str = ""
    note: str = ""


def identify(document: Document) -> int:
    """Low for anything with front matter or a sign of Markdown in it: every other format goes first."""
    if document.front.values or document.front.problem:
        return 10
    head = document.head
    if _KINDLE_LINE in head:
        return 0
    return 10 if _SIGN.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """What is marked and quoted in the note, in its order; a problem for a date that is none."""
    front = document.front
    if ("==" not in front.body and ">" not in front.body) or front.text("excalidraw_plugin"):
        return
    origin = read_origin(front)
    passages: dict[str, _Passage] = {}
    for passage in _passages(front, partial(_quotes_count, document, origin)):
        passages.setdefault(passage.text, passage)
    if not passages:
        return
    marked = yield from front_stamp(document, *_CREATED)
    opening = islice(read_blocks(front.body), _TITLE_WITHIN)
    title = next((_plain(block.text) for block in opening if block.level == 1), "")
    work = read_work(document, origin, title)
    for position, passage in enumerate(passages.values(), 1):
        yield Clipping(
            work=work,
            text=passage.text,
            line=passage.line,
            markup=Markup.MARKDOWN,
            note=passage.note,
            color=passage.color,
            marked=marked,
            heading=""
            if passage.heading in (title, work.title) or _is_for_all(passage.heading)
            else passage.heading,
            position=position,
        )


def _quotes_count(document: Document, origin: Origin, heading: str) -> bool:
    """Whether plain quotes below ``heading`` are highlights; those of a saved page are mostly the page's own."""
    if document.quotes == "sourced":
        is_chosen = not origin.is_saved_page or _is_for_all(heading)
        return bool(origin.url or origin.name) and is_chosen
    return document.quotes == "all"


def _is_for_all(heading: str) -> bool:
    """Whether ``heading`` only says that highlights stand below it."""
    return heading.strip(" :：").lower() in _HIGHLIGHTS


def _passages(front: FrontMatter, counts: Callable[[str], bool]) -> Iterator[_Passage]:
    quote: Block | None = None  # waits for the block after it, which may be a note on it
    for block in read_blocks(front.body, front.body_line):
        if quote:
            yield from _in_quote(quote, block, quotes_count=counts(quote.heading))
        quote = block if block.kind == "quote" else None
        if block.kind in ("text", "heading"):
            yield from _marked_in(block, block.heading)
    if quote:
        yield from _in_quote(quote, None, quotes_count=counts(quote.heading))


def _marked_in(block: Block, heading: str) -> Iterator[_Passage]:
    lines, name = Lines(block.text, block.line), _plain(heading)
    for mark in find_marks(block.text):
        yield _Passage(mark.text, lines.at(mark.start), name, mark.color)


def _in_quote(quote: Block, after: Block | None, *, quotes_count: bool) -> Iterator[_Passage]:
    """The marks in a quote, or else the quote, if it is a highlight; one of code or tasks alone holds neither."""
    inside = list(read_blocks(_QUOTE_MARKS.sub("", quote.text), quote.line))
    words = [block for block in inside if block.kind != "task"]
    marked = [passage for block in words for passage in _marked_in(block, quote.heading)]
    if marked:
        yield from marked
    elif words and (passage := _quotation(quote, quotes_count=quotes_count)):
        note = NOTE_LABEL.match(after.text) if after and after.kind == "text" else None
        yield replace(passage, note=after.text[note.end() :].strip()) if after and note else passage


def _quotation(quote: Block, *, quotes_count: bool) -> _Passage | None:
    first, _, rest = quote.text.partition("\n")
    callout = _CALLOUT.match(first)
    if callout is None:
        text, heading, color = quote.text if quotes_count else "", quote.heading, ""
    elif callout[1].strip().lower() in _QUOTE_CALLOUTS:
        title, color = callout[3].strip(), (callout[2] or "").strip().lower()
        text, heading = (rest, title or quote.heading) if rest.strip() else (title, quote.heading)
    else:
        return None
    text = _BLOCK_ID.sub("", _LOGSEQ_PROPERTY.sub("", _COMMENT.sub("", text))).strip()
    if not text or is_furniture(text):
        return None
    return _Passage(text, quote.line, _plain(heading), color if color in COLORS else "")


def _plain(heading: str) -> str:
    """A heading as a name: links by what they show."""
    return one_line(_LINK.sub(r"\1", heading))
