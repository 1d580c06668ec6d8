"""flomo's export: a page of all memos, the newest first.

    <select id="tag"><option>…</option></select>
    <div class="memos">
      <div class="memo">
        <div class="time">2024-07-30 21:12:09</div>
        <div class="content"><p>#tag words with a <mark>mark</mark></p></div>
        <div class="files"><img src="file/…"></div>
      </div>
    </div>

A memo is the reader's own note, printed as a whole. One that is only a picture has nothing to print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from lxml import html

from digest.intake.document import Document, Shape
from digest.intake.page import elements, words
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "flomo"
SHAPE: Shape = "page"
SUREST = 90

_MEMO = re.compile(r"class=[\"']memo[\"' ]")
_TIME = re.compile(r"class=[\"']time[\"']>\s*\d{4}-\d\d-\d\d \d\d:\d\d")
_TAG = re.compile(r"(?:^|(?<=\s))#([^\s#，。；：！？、,;!?]+)", re.MULTILINE)
_SECOND = itemgetter(1)
_WORK = StatedWork("flomo", Kind.NOTE, key="flomo:memos", app="flomo")


def identify(document: Document) -> int:
    """High for a memo with a time."""
    head = document.head
    return 90 if "memo" in head and _MEMO.search(head) and _TIME.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The memos, numbered in the order in which they were written."""
    memos = list(elements(document.page, "memo"))
    for position, memo in zip(range(len(memos), 0, -1), memos, strict=True):
        stated = ((part, _words(part)) for part in elements(memo, "content", "files"))
        part, text = next(filter(_SECOND, stated), (memo, ""))
        if not text:
            continue
        time = next(elements(memo, "time"), None)
        line = part.sourceline or 0
        marked = yield from read_stamp(document, line, "" if time is None else words(time))
        yield Clipping(
            _WORK,
            text,
            line,
            tags=tuple(dict.fromkeys(_TAG.findall(text))),
            marked=marked,
            position=position,
        )


def _words(part: html.HtmlElement) -> str:
    """What a reader sees of a part of a memo, with signs before the elements of its lists."""
    for element in part.iter("li"):
        first = (
            element[0] if len(element) and element[0].tag == "p" and not (element.text or "").strip() else element
        )
        first.text = f"{_sign(element)} {(first.text or '').lstrip()}"
    return words(part)


def _sign(element: html.HtmlElement) -> str:
    above = element.getparent()
    return f"{above.index(element) + 1}." if above is not None and above.tag == "ol" else "-"
