"""The highlights in Omnivore's account export: ``highlights/<slug>.md``, one file a page.

    > words of the highlight␠

    #label #another

    the reader's note

The file says neither what page it is about nor when anything was marked, and has no ids (``highlightToMarkdown``
in omnivore-app/omnivore at commit 322ce62). What gives it away is the space that it writes behind the last word
of every highlight, and that there is nothing but highlights in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.anchored import without_signs
from digest.intake.document import Document, Shape
from digest.intake.formats.omnivore import moment_of
from digest.intake.lines import Lines
from digest.model.clipping import Clipping, Markup, StatedWork

NAME = "omnivore-highlights"
SHAPE: Shape = "text"
SUREST = 60

_QUOTE = re.compile(r"^>.*(?:\n(?![ \t]*$).*)*", re.MULTILINE)
_ENDS_LIKE_OMNIVORE = re.compile(r"\S \Z")
_OF_A_NOTE = re.compile(r"^(?:#{1,6} |---|```|[ \t]*[-*+] |> ?\[!)", re.MULTILINE)
_LABELS = re.compile(r"(?:#[^\s#]+[ ]*)+")


def identify(document: Document) -> int:
    """Some, for quotes that all end with one space, and nothing else that a note has; else none."""
    head = document.head
    if not head.lstrip().startswith("> ") or _OF_A_NOTE.search(head):
        return 0
    quotes = _QUOTE.findall(head)
    complete = quotes if len(head) == len(document.text) else quotes[:-1]
    return 60 if complete and all(map(_ENDS_LIKE_OMNIVORE.search, complete)) else 0


def parse(document: Document) -> Iterator[Clipping]:
    """The highlights in the order of the file; its name is the only thing that tells the page."""
    text = document.text
    slug = document.stem
    saved = moment_of(slug)
    bare = slug.rpartition("-")[0] if saved else slug
    title = one_line(bare.replace("-", " "))
    work = StatedWork(
        title=title[:1].upper() + title[1:] or slug, key=f"omnivore:{slug}" if saved else "", app="Omnivore"
    )
    lines = Lines(text)
    quotes = list(_QUOTE.finditer(text))
    ends = [quote.start() for quote in quotes[1:]] + [len(text)]
    for position, (quote, end) in enumerate(zip(quotes, ends, strict=False), 1):
        line = lines.at(quote.start())
        below = text[quote.end() : end].strip()
        first, _, rest = below.partition("\n")
        labels = first if _LABELS.fullmatch(first) else ""
        if words := without_signs(quote[0]):
            yield Clipping(
                work,
                words,
                line,
                Markup.MARKDOWN,
                note=rest.strip() if labels else below,
                tags=tuple(label.strip() for label in labels.split("#") if label.strip()),
                marked=saved,
                position=position,
            )
