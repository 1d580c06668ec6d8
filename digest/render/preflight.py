"""A last look at a finished letter, for what its reader would stumble over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import columns
from digest.model.letter import Rendering
from digest.render.envelope import PREHEADER_COLUMNS, SUBJECT_COLUMNS
from digest.render.links import safe_link

GMAIL_BYTES = 100_000
"""Gmail cuts a letter off near here and hides the rest behind a link."""

_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
_LOADS = re.compile(r"<(?:img|script|iframe|link|video|audio|object|embed)\b[^>]*>", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffd]")


def preflight(rendering: Rendering, max_bytes: int) -> tuple[str, ...]:
    """What is wrong with ``rendering``, a sentence each; nothing when all is well."""
    return tuple(_size(rendering, max_bytes)) + tuple(_envelope(rendering)) + tuple(_content(rendering))


def _size(rendering: Rendering, max_bytes: int) -> Iterator[str]:
    size = len(rendering.html.encode())
    if size > max_bytes:
        yield f"the letter has {size} bytes of HTML, more than max_bytes = {max_bytes}"
    if size > GMAIL_BYTES:
        yield f"Gmail will cut the letter off: it has {size} bytes of HTML, and Gmail shows about {GMAIL_BYTES}"


def _envelope(rendering: Rendering) -> Iterator[str]:
    width = columns(rendering.subject)
    if not SUBJECT_COLUMNS[0] <= width <= SUBJECT_COLUMNS[1]:
        yield f"the subject is {width} columns wide; mailboxes show {SUBJECT_COLUMNS[0]} to {SUBJECT_COLUMNS[1]}"
    if "\n" in rendering.subject or "\r" in rendering.subject:
        yield "the subject has more than one line"
    width = columns(rendering.preheader)
    if not PREHEADER_COLUMNS[0] <= width <= PREHEADER_COLUMNS[1]:
        yield f"the preheader is {width} columns wide; {PREHEADER_COLUMNS[0]} to {PREHEADER_COLUMNS[1]} fill a line"


def _content(rendering: Rendering) -> Iterator[str]:
    for href in _HREF.findall(rendering.html):
        url = href.replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", '"')
        if not safe_link(url):
            yield f'the link "{url[:80]}" is not a whole address of the web or of mail'
    for tag in sorted(set(_LOADS.findall(rendering.html))):
        yield f"the letter would load something from elsewhere: {tag[:80]}"
    for name, part in (("HTML", rendering.html), ("text part", rendering.text), ("subject", rendering.subject)):
        if found := _UNSEEN.search(part):
            yield f"the {name} holds the character U+{ord(found[0]):04X}, which mail programs stumble over"
